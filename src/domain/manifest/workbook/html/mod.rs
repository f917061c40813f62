//! Tables in HTML pages, which web applications and Excel save with the extension `.xls`.
//!
//! All rows of all tables become rows of one sheet. Text outside the tables becomes a row too, so that nothing is lost.

mod cell;
mod page;
mod tag;
#[cfg(test)]
mod tests;

use std::cell::RefCell;
use std::io::{self, Read};
use std::rc::Rc;

use html5gum::{DefaultEmitter, IoReader, Token, Tokenizer};

use super::limited_source::LimitedSource;
use super::limits::{Budget, MAX_BYTES};
use super::options::UnpackOptions;
use super::sheets::{FoundSheet, ReadSheet, Sheets};
use crate::domain::manifest::file_kind;
use crate::domain::manifest::rejection::ManifestError;
use page::Page;
use tag::Tag;

/// The source of bytes that the tokenizer and its caller share.
struct SharedSource<'a>(Rc<RefCell<LimitedSource<'a>>>);

impl Read for SharedSource<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.0.borrow_mut().read(buffer)
    }
}

/// Reads the tables of a page. Returns `None` if they have no identifier, because then the page isn't a list.
pub(super) fn read<'a>(
    text: Box<dyn Read + 'a>,
    budget: &'a mut Budget,
    options: UnpackOptions<'a>,
) -> Result<Option<ReadSheet>, ManifestError> {
    let source = LimitedSource::new(text, MAX_BYTES, budget, options.cancellation);
    let source = Rc::new(RefCell::new(source));
    let mut emitter = DefaultEmitter::default();
    emitter.naively_switch_states(true);
    let reader = IoReader::new(SharedSource(Rc::clone(&source)));
    let tokens = Tokenizer::new_with_emitter(reader, emitter);
    let mut sheets = Sheets::new(options);
    let mut page = Page::new(sheets.writer()?, options);
    for token in tokens {
        // Text with errors is still one event, which the tokenizer keeps in memory.
        if matches!(token, Ok(Token::Error(_))) {
            continue;
        }
        source.borrow_mut().begin_event()?;
        match token {
            Ok(Token::StartTag(tag)) => page.start(&Tag::new(&tag))?,
            Ok(Token::EndTag(tag)) => page.end(&tag.name)?,
            Ok(Token::String(text)) => page.text(&String::from_utf8_lossy(&text)),
            Ok(_) => {}
            Err(error) => return Err(source.borrow_mut().explain(Some(&error), file_kind::HTML)),
        }
    }
    let Some((sheet, summary)) = page.finish()? else { return Ok(None) };
    sheets.add(FoundSheet { name: String::new(), is_visible: true }, sheet, summary)?;
    Ok(Some(sheets.choose()?).filter(|sheet| sheet.identifiers > 0))
}
