//! Reads XML as events of bounded size. Only predefined entities and character references are supported.

mod element;
#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::io::Read;

use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesEnd, Event};

use super::limited_source::LimitedSource;
use super::limits::{Budget, MAX_DEPTH, MAX_NAME_LENGTH};
use crate::domain::manifest::cancellation::Cancellation;
use crate::domain::manifest::rejection::ManifestError;
use crate::domain::manifest::workbook_rejection::WorkbookRejection;
pub(super) use element::Element;

/// An event in a document.
pub(super) enum XmlEvent<'e> {
    /// An element starts. For an empty element, its end follows.
    Start(Element<'e>),
    /// An element ends.
    End(BytesEnd<'e>),
    /// A piece of text. References and marked sections are pieces of their own.
    Text(Cow<'e, str>),
    /// A comment, an instruction or the declaration.
    Other,
    /// The document ends.
    Eof,
}

/// A reader for the events of a part.
pub(super) struct XmlReader<'a> {
    reader: Reader<LimitedSource<'a>>,
    buffer: Vec<u8>,
    depth: usize,
    /// The format that the rejection of a damaged part names.
    kind: &'static str,
}

impl<'a> XmlReader<'a> {
    /// Creates a reader for a part of at most `limit` bytes. Reading uses up the workbook's budget.
    pub(super) fn new(
        part: Box<dyn Read + 'a>,
        limit: u64,
        budget: &'a mut Budget,
        cancellation: &'a Cancellation,
        kind: &'static str,
    ) -> XmlReader<'a> {
        let mut reader = Reader::from_reader(LimitedSource::new(part, limit, budget, cancellation));
        reader.config_mut().expand_empty_elements = true;
        XmlReader { reader, buffer: Vec::new(), depth: 0, kind }
    }

    /// Returns the next event.
    pub(super) fn next(&mut self) -> Result<XmlEvent<'_>, ManifestError> {
        let kind = self.kind;
        let damaged = || ManifestError::from(WorkbookRejection::Damaged(kind));
        self.buffer.clear();
        self.reader.get_mut().begin_event()?;
        let event = match self.reader.read_event_into(&mut self.buffer) {
            Ok(event) => event,
            Err(error) => {
                let of_source = match &error {
                    quick_xml::Error::Io(error) => Some(error.as_ref()),
                    _ => None,
                };
                return Err(self.reader.get_mut().explain(of_source, kind));
            }
        };
        Ok(match event {
            Event::Start(start) => {
                self.depth += 1;
                if self.depth > MAX_DEPTH || start.name().as_ref().len() > MAX_NAME_LENGTH {
                    return Err(damaged());
                }
                XmlEvent::Start(Element::new(start, kind))
            }
            Event::End(end) => {
                self.depth = self.depth.saturating_sub(1);
                XmlEvent::End(end)
            }
            Event::Text(text) => XmlEvent::Text(text.xml10_content()),
            Event::CData(text) => XmlEvent::Text(text.xml10_content()),
            Event::GeneralRef(name) => XmlEvent::Text(match name.resolve_char_ref() {
                Ok(Some(c)) => Cow::Owned(c.to_string()),
                Ok(None) => Cow::Borrowed(resolve_predefined_entity(&name).ok_or_else(damaged)?),
                Err(_) => return Err(damaged()),
            }),
            Event::DocType(_) => return Err(damaged()),
            Event::Eof if self.depth > 0 => return Err(damaged()),
            Event::Eof => XmlEvent::Eof,
            _ => XmlEvent::Other,
        })
    }

    /// Appends the text of the element that has just started, without that of its descendants, and reads its end.
    pub(super) fn text_into(&mut self, text: &mut String, max_bytes: usize) -> Result<(), ManifestError> {
        let mut depth = 1;
        while depth > 0 {
            match self.next()? {
                XmlEvent::Start(_) => depth += 1,
                XmlEvent::End(_) => depth -= 1,
                XmlEvent::Text(piece) if depth == 1 && text.len() < max_bytes => text.push_str(&piece),
                XmlEvent::Eof => return Err(WorkbookRejection::Damaged(self.kind).into()),
                _ => {}
            }
        }
        Ok(())
    }

    /// Reads to the end of the element that has just started.
    pub(super) fn skip(&mut self) -> Result<(), ManifestError> {
        self.text_into(&mut String::new(), 0)
    }
}
