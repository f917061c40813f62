use super::escapes::unescape;
use crate::domain::manifest::rejection::ManifestError;
use crate::domain::manifest::workbook::limits::MAX_CELL_LENGTH;
use crate::domain::manifest::workbook::xml::{XmlEvent, XmlReader};

/// Length in bytes at which no more text is added.
const MAX_BYTES: usize = MAX_CELL_LENGTH * 4;

/// Reads the text of an element of type `CT_Rst` that has just started (ECMA-376 18.4.8), without its phonetic hints.
pub(super) fn read(xml: &mut XmlReader<'_>, text: &mut String) -> Result<(), ManifestError> {
    text.clear();
    let (mut depth, mut phonetic) = (1, 0);
    let mut run = String::new();
    loop {
        match xml.next()? {
            XmlEvent::Start(start) => match start.local_name() {
                "t" if phonetic == 0 => {
                    let is_exact = start.attribute("xml:space")?.as_deref() == Some("preserve");
                    run.clear();
                    xml.text_into(&mut run, MAX_BYTES)?;
                    let shown = if is_exact { &run } else { run.trim_matches([' ', '\t', '\r', '\n']) };
                    if text.len() < MAX_BYTES {
                        text.push_str(&unescape(shown));
                    }
                }
                name => {
                    phonetic += u32::from(name == "rPh");
                    depth += 1;
                }
            },
            XmlEvent::End(end) => {
                depth -= 1;
                if depth == 0 {
                    return Ok(());
                }
                if end.local_name().as_ref() == "rPh" {
                    phonetic -= 1;
                }
            }
            _ => {}
        }
    }
}
