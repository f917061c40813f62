use std::io::{Cursor, Read};

use super::*;
use crate::domain::manifest::file_kind;
use crate::domain::manifest::workbook::limits::MAX_CPU_TIME;

fn budget() -> Budget {
    Budget::new(MAX_CPU_TIME)
}

/// Reads a document to its end. Returns the number of events, or the error.
fn read(text: impl Read, mut budget: Budget, cancellation: &Cancellation) -> Result<u64, String> {
    let mut reader = XmlReader::new(Box::new(text), u64::MAX, &mut budget, cancellation, file_kind::XLSX);
    for count in 1.. {
        match reader.next() {
            Ok(XmlEvent::Eof) => return Ok(count),
            Ok(_) => {}
            Err(error) => return Err(error.to_string()),
        }
    }
    unreachable!()
}

#[test]
fn events_and_bytes_are_counted() {
    let text = format!("<a>{}</a>", "<b/>".repeat(50_000));
    let outcome = |bytes, events| {
        read(Cursor::new(&text), Budget { bytes, events, ..budget() }, &Cancellation::default())
    };
    assert_eq!(outcome(200_007, 100_003), Ok(100_003));
    assert!(outcome(200_007, 100_002).unwrap_err().contains("more than 80,000,000 cells, texts and formats"));
    assert!(outcome(200_006, 100_003).unwrap_err().contains("larger than 768 MB when unpacked"));
}

#[test]
fn a_cancellation_stops_reading_an_endless_document() {
    let cancellation = Cancellation::default();
    let child = cancellation.child();
    let endless = || Cursor::new("<a>").chain(std::io::repeat(b' '));
    let read = |cancellation: &Cancellation| read(endless(), budget(), cancellation);
    assert!(read(&child).unwrap_err().contains("but we can’t read it"), "the text is too long");
    cancellation.cancel();
    assert_eq!(read(&child), Err("the file could not be read: reading was cancelled".to_owned()));
    assert!(read(&Cancellation::default()).is_err());
}

#[test]
fn only_predefined_entities_and_character_references_are_replaced() {
    let outcome = |text: &str| read(Cursor::new(text.to_owned()), budget(), &Cancellation::default());
    assert_eq!(outcome("<a>&amp;&#x41;</a>"), Ok(5));
    for text in
        ["<a>&b;</a>", "<!DOCTYPE a><a/>", "<a>&#x110000;</a>", "<a>", "</a>", "<a></b>", "<a>&amp</a>"]
    {
        assert!(outcome(text).is_err(), "{text}");
    }
}

#[test]
fn reading_stops_when_its_cpu_time_is_used_up() {
    let text = format!("<a>{}</a>", "<b/>".repeat(50_000));
    let budget = Budget::new(std::time::Duration::ZERO);
    let error = read(Cursor::new(&text), budget, &Cancellation::default()).unwrap_err();
    insta::assert_snapshot!(error, @"The selected workbook takes too long to read. Copy the device list to a new workbook, or save the sheet as CSV.");
}
