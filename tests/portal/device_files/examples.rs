//! The examples of lists on the help page, replayed as uploads.

use std::collections::BTreeSet;

use diesel::prelude::*;
use reseller_portal::domain::ids::UploadId;
use reseller_portal::store::Error;
use reseller_portal::store::schema::{devices, submissions, uploads};

use crate::harness::app::App;
use crate::harness::cast::{ALICE, BRIGHTLINE, FLEETCARE};
use crate::harness::client::Client;
use crate::harness::html::Page;

/// An example, as the page shows it.
struct Example {
    name: String,
    url: String,
    text: String,
    facts: Vec<(String, String)>,
}

impl Example {
    /// Returns the fact with this label, or an empty text if the page doesn't have it.
    fn fact(&self, label: &str) -> &str {
        self.facts.iter().find(|(name, _)| name == label).map_or("", |(_, value)| value)
    }
}

fn examples(page: &Page) -> Vec<Example> {
    let count = page.texts(".example h3").len();
    let example = |number: usize| {
        let of = |inner: &str| format!(".example:has(#list-{number}) {inner}");
        let url = page.attribute(&of("a[download]"), "href");
        Example {
            name: url.rsplit('/').next().unwrap().to_owned(),
            text: page.text(&of("pre")),
            facts: page.texts(&of("dt")).into_iter().zip(page.texts(&of("dd"))).collect(),
            url,
        }
    };
    (1..=count).map(example).collect()
}

fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Adds the customers that the example for many customers names.
fn add_customers(app: &App) {
    for id in ["7163200417", "7163203110"] {
        let name = format!("Customer {id}");
        let account =
            ["account", "add", "--id", id, "--name", &name, "--country", "GB", "--approval", "automatic"];
        app.command(&account);
        let customer = ["customer", "add", "--reseller", BRIGHTLINE.id, "--account", id, "--reference", ""];
        app.command(&[&customer[..], &["--status", "active"]].concat());
    }
}

/// Returns the identifiers of all devices, those of one device together.
fn registered(app: &App) -> BTreeSet<String> {
    type Ids = (Option<String>, Option<String>, Option<String>, Option<String>);
    let columns = (devices::imei1, devices::imei2, devices::meid, devices::serial);
    let found: Vec<Ids> =
        app.db().read(|conn| Ok::<_, Error>(devices::table.select(columns).load(conn)?)).unwrap();
    let joined = |(imei1, imei2, meid, serial): Ids| {
        [imei1, imei2, meid, serial].into_iter().flatten().collect::<Vec<_>>().join(" ")
    };
    found.into_iter().map(joined).collect()
}

/// Returns the order numbers of all uploads, as the page lists them.
fn orders(app: &App) -> String {
    let found: Vec<Option<String>> = app
        .db()
        .read(|conn| {
            let numbers = uploads::table.order(uploads::position.asc()).select(uploads::order_number);
            Ok::<_, Error>(numbers.load(conn)?)
        })
        .unwrap();
    match &found[..] {
        [None] => String::new(),
        all => all.iter().map(|number| number.as_deref().unwrap_or("none")).collect::<Vec<_>>().join(", "),
    }
}

/// Returns the numbers of the failed lines, and the text of the page with the results.
async fn failed(alice: &Client, location: &str, app: &App) -> (String, String) {
    let (path, page) = match location.starts_with("/bulk-actions/") {
        true => (location.to_owned(), location.to_owned()),
        false => {
            let id: UploadId = app
                .db()
                .read(|conn| Ok::<_, Error>(uploads::table.select(uploads::id).first(conn)?))
                .unwrap();
            (format!("/uploads/{id}"), format!("/uploads/{id}/errors"))
        }
    };
    let rows = alice.get(&format!("{path}/errors.csv")).await.csv_rows();
    let lines: Vec<String> = rows.into_iter().map(|row| row[0].clone()).collect();
    (lines.join(", "), alice.get(&page).await.page(200).text("main"))
}

/// Uploads an example as the page says, and compares the outcome with what the page says.
async fn replay(example: &Example) {
    let app = App::start().await;
    add_customers(&app);
    let alice = app.sign_in(ALICE).await;
    let path = match example.fact("Where") {
        "" => format!("/customers/{}/uploads", FLEETCARE.id),
        place => {
            assert_eq!(place, "Bulk actions");
            "/bulk-actions/uploads".to_owned()
        }
    };
    let bytes = app.visitor().get(&example.url).await.body.clone();
    let response = alice.upload(&path, &example.name, bytes, &[]).await;
    if !example.fact("We ask").is_empty() {
        let asked = response.page(422).text("main legend");
        assert!(asked.starts_with(example.fact("We ask")), "{}: {asked}", example.name);
        assert_eq!(registered(&app), BTreeSet::new(), "{}", example.name);
        return;
    }
    assert_eq!(response.status, 303, "{}: {}", example.name, response.text());
    app.process_queue().await;
    let expected: BTreeSet<String> = example.fact("Uploaded").split(", ").map(str::to_owned).collect();
    let found = registered(&app);
    assert_eq!(found.len(), expected.len(), "{}: {found:?}", example.name);
    for (found, expected) in found.iter().zip(&expected) {
        assert!(expected.starts_with(found.as_str()), "{}: {found}", example.name);
    }
    assert_eq!(orders(&app), example.fact("Order number"), "{}", example.name);
    let (lines, page) = failed(&alice, response.location(), &app).await;
    let claimed = example.fact("Fails").split(", ").filter_map(|failed| failed.split_once(": "));
    let (claimed, reasons): (Vec<&str>, Vec<&str>) = claimed.unzip();
    assert_eq!(lines, claimed.join(", ").replace("line ", ""), "{}", example.name);
    reasons.iter().for_each(|reason| assert!(page.contains(reason), "{reason}: {page}"));
    let read: String = app
        .db()
        .read(|conn| Ok::<_, Error>(submissions::table.select(submissions::understood).first(conn)?))
        .unwrap();
    let skipped = read.split_once("Skipped: ").map_or("", |(_, skipped)| skipped.trim_end_matches('.'));
    assert_eq!(skipped, example.fact("Skipped"), "{}", example.name);
}

#[tokio::test]
async fn every_example_of_a_list_has_the_outcome_on_the_page() {
    let app = App::start().await;
    let page = app.visitor().get("/help/device-files").await.page(200);
    let examples = examples(&page);
    assert_eq!(examples.len(), 10);
    for example in &examples {
        replay(example).await;
    }
}

#[tokio::test]
async fn a_download_has_the_text_on_the_page() {
    let app = App::start().await;
    let page = app.visitor().get("/help/device-files").await.page(200);
    for example in examples(&page) {
        let response = app.visitor().get(&example.url).await;
        assert_eq!(
            response.header("content-disposition"),
            format!("attachment; filename=\"{}\"", example.name)
        );
        // Windows-1250 and UTF-8 differ in letters with accents only.
        let ascii = |text: &str| words(&text.chars().filter(char::is_ascii).collect::<String>());
        let downloaded = String::from_utf8_lossy(&response.body).replace('\u{FFFD}', "");
        assert_eq!(ascii(&downloaded), ascii(&example.text), "{}", example.name);
    }
}
