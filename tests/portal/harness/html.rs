//! Reads pages by CSS selector, so that tests don't depend on the whole HTML.

use scraper::{ElementRef, Html, Selector};

/// A page that the server returned.
pub struct Page(Html);

impl Page {
    /// Parses HTML as leniently as a browser.
    pub fn read(text: &str) -> Page {
        Page(Html::parse_document(text))
    }

    /// Returns whether an element matches.
    pub fn has(&self, selector: &str) -> bool {
        !self.all(selector).is_empty()
    }

    /// Returns the text of the only matching element, with each run of white space replaced by one space.
    pub fn text(&self, selector: &str) -> String {
        text_of(self.one(selector))
    }

    /// Returns the text of each matching element, in page order.
    pub fn texts(&self, selector: &str) -> Vec<String> {
        self.all(selector).into_iter().map(text_of).collect()
    }

    /// Returns the text of each matching element on its own line, for snapshots.
    pub fn lines(&self, selector: &str) -> String {
        self.texts(selector).join("\n")
    }

    /// Returns a table with each row on its own line, header first, for snapshots.
    pub fn table_lines(&self, table: &str) -> String {
        let rows = [vec![self.texts(&format!("{table} thead th"))], self.rows(table)].concat();
        rows.iter().map(|cells| cells.join(" | ")).collect::<Vec<_>>().join("\n")
    }

    /// Returns an attribute of the only matching element.
    pub fn attribute(&self, selector: &str, name: &str) -> String {
        let found = self.one(selector).attr(name);
        found.unwrap_or_else(|| panic!("{selector} has no {name}:\n{}", self.0.html())).to_owned()
    }

    /// Returns the attribute of every matching element that has it.
    pub fn attributes(&self, selector: &str, name: &str) -> Vec<String> {
        self.all(selector).into_iter().filter_map(|element| element.attr(name)).map(str::to_owned).collect()
    }

    /// Returns the cells of a table body, row by row.
    pub fn rows(&self, table: &str) -> Vec<Vec<String>> {
        let cells = Selector::parse("th, td").unwrap();
        let rows = self.all(&format!("{table} tbody tr"));
        rows.into_iter().map(|row| row.select(&cells).map(text_of).collect()).collect()
    }

    fn all(&self, selector: &str) -> Vec<ElementRef<'_>> {
        let parsed = Selector::parse(selector).unwrap_or_else(|error| panic!("selector {selector}: {error}"));
        self.0.select(&parsed).collect()
    }

    fn one(&self, selector: &str) -> ElementRef<'_> {
        match self.all(selector)[..] {
            [element] => element,
            ref found => {
                panic!("expected one element for {selector}, found {}:\n{}", found.len(), self.0.html())
            }
        }
    }
}

fn text_of(element: ElementRef<'_>) -> String {
    element.text().collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn elements_are_found_by_selector() {
    let page = Page::read(
        "<h1>Two \n <b>words</b></h1><table id=t><thead><tr><th>A<tbody><tr><td>1<td>2</table><a href='/x'>",
    );
    assert_eq!(page.text("h1"), "Two words");
    assert_eq!(page.rows("#t"), [["1", "2"]]);
    assert_eq!(page.table_lines("#t"), "A\n1 | 2");
    assert_eq!(page.attribute("a", "href"), "/x");
    assert!(!page.has("h2"));
}
