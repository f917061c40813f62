//! The list of sheets (ECMA-376 18.2) and the relationships that identify their parts (part 2, 9.3).

use std::collections::{HashMap, HashSet};

use crate::domain::manifest::file_kind;
use crate::domain::manifest::rejection::ManifestError;
use crate::domain::manifest::workbook::archive::{Archive, PartRole};
use crate::domain::manifest::workbook::limits::MAX_SHEETS;
use crate::domain::manifest::workbook::xml::{Element, XmlEvent, XmlReader};
use crate::domain::manifest::workbook_rejection::DAMAGED_XLSX;
use crate::domain::order::Calendar;

/// A sheet with cells.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Sheet {
    pub(super) name: String,
    /// Name of the part.
    pub(super) part: String,
    pub(super) is_visible: bool,
}

/// The workbook without its cells.
#[derive(Debug)]
pub(super) struct Book {
    /// The folder of the parts, with a slash at its end unless it is empty.
    pub(super) folder: String,
    pub(super) sheets: Vec<Sheet>,
    pub(super) calendar: Calendar,
}

/// A sheet in the list of sheets.
struct ListedSheet {
    name: String,
    relationship: String,
    is_visible: bool,
}

/// Reads the list of sheets.
pub(super) fn read(archive: &mut Archive<'_>) -> Result<Book, ManifestError> {
    let target = main_part(open(archive, "_rels/.rels")?)?;
    let (folder, file) = target.split_at(target.rfind('/').map_or(0, |at| at + 1));
    let folder = folder.strip_prefix('/').unwrap_or(folder);
    let file = if file.is_empty() { "workbook.xml" } else { file };
    let (listed, calendar) = list(open(archive, &format!("{folder}{file}"))?)?;
    let relationships = open(archive, &format!("{folder}_rels/{file}.rels"))?;
    let sheets = resolve(listed, relationships, folder)?;
    Ok(Book { folder: folder.to_owned(), sheets, calendar })
}

fn open<'a>(archive: &'a mut Archive<'_>, name: &str) -> Result<XmlReader<'a>, ManifestError> {
    Ok(archive.xml(name, PartRole::Other, file_kind::XLSX).ok_or(DAMAGED_XLSX)?)
}

/// Returns the address of the workbook's part.
fn main_part(mut xml: XmlReader<'_>) -> Result<String, ManifestError> {
    let mut target = None;
    loop {
        match xml.next()? {
            XmlEvent::Start(start) if start.local_name() == "Relationship" => {
                let [kind, address] = start.attributes(["Type", "Target"])?;
                if kind.is_some_and(|kind| kind.ends_with("/relationships/officeDocument")) {
                    target = Some(start.owned_value(address)?);
                }
            }
            XmlEvent::Eof => return Ok(target.ok_or(DAMAGED_XLSX)?),
            _ => {}
        }
    }
}

fn list(mut xml: XmlReader<'_>) -> Result<(Vec<ListedSheet>, Calendar), ManifestError> {
    let (mut sheets, mut calendar) = (Vec::new(), Calendar::From1900);
    loop {
        match xml.next()? {
            XmlEvent::Start(start) => match start.local_name() {
                "sheet" if sheets.len() >= MAX_SHEETS => return Err(start.damaged()),
                "sheet" => sheets.push(listed(&start)?),
                "workbookPr" => {
                    if let Some(value) = start.attribute("date1904")? {
                        calendar = match value.as_ref() {
                            "1" | "true" => Calendar::From1904,
                            _ => Calendar::From1900,
                        };
                    }
                }
                _ => {}
            },
            XmlEvent::Eof => return Ok((sheets, calendar)),
            _ => {}
        }
    }
}

fn listed(sheet: &Element<'_>) -> Result<ListedSheet, ManifestError> {
    Ok(ListedSheet {
        name: sheet.key("name")?,
        relationship: sheet.owned_value(sheet.attribute_of_any_prefix("id")?)?,
        is_visible: match sheet.attribute("state")?.as_deref() {
            None | Some("visible") => true,
            Some("hidden" | "veryHidden") => false,
            Some(_) => return Err(sheet.damaged()),
        },
    })
}

/// Finds the parts of the sheets with cells. Two sheets can't share a part, so that none is read twice.
fn resolve(
    listed: Vec<ListedSheet>,
    mut xml: XmlReader<'_>,
    folder: &str,
) -> Result<Vec<Sheet>, ManifestError> {
    let mut wanted: HashMap<&str, usize> = HashMap::new();
    for (index, sheet) in listed.iter().enumerate() {
        if wanted.insert(&sheet.relationship, index).is_some() {
            return Err(DAMAGED_XLSX.into());
        }
    }
    let mut targets: Vec<Option<(String, bool)>> = listed.iter().map(|_| None).collect();
    loop {
        match xml.next()? {
            XmlEvent::Start(start) if start.local_name() == "Relationship" => {
                let [Some(id), kind, target] = start.attributes(["Id", "Type", "Target"])? else { continue };
                let Some(found) = wanted.get(id.as_ref()).and_then(|index| targets.get_mut(*index)) else {
                    continue;
                };
                let has_cells = match kind.as_deref().and_then(|kind| kind.rsplit('/').next()) {
                    Some("worksheet") => true,
                    Some("chartsheet" | "dialogsheet") => false,
                    _ => return Err(start.damaged()),
                };
                *found = Some((start.owned_value(target)?, has_cells));
            }
            XmlEvent::Eof => break,
            _ => {}
        }
    }
    let (mut sheets, mut parts) = (Vec::new(), HashSet::new());
    for (sheet, target) in listed.into_iter().zip(targets) {
        let (target, has_cells) = target.ok_or(DAMAGED_XLSX)?;
        let part = match target.strip_prefix('/') {
            Some(absolute) => absolute.to_owned(),
            None => format!("{folder}{target}"),
        };
        if has_cells {
            if !parts.insert(part.to_ascii_lowercase()) {
                return Err(DAMAGED_XLSX.into());
            }
            sheets.push(Sheet { name: sheet.name, part, is_visible: sheet.is_visible });
        }
    }
    Ok(sheets)
}
