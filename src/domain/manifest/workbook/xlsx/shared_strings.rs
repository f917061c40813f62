//! The shared strings of a workbook. The first ones are kept in memory and the others in a temporary file.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::os::unix::fs::FileExt;

use super::rich_text;
use crate::domain::manifest::rejection::ManifestError;
use crate::domain::manifest::workbook::limits::{MAX_CELL_LENGTH, MAX_PART_BYTES, MAX_SHARED_STRINGS};
use crate::domain::manifest::workbook::options::UnpackOptions;
use crate::domain::manifest::workbook::xml::{XmlEvent, XmlReader};
use crate::domain::manifest::workbook_rejection::WorkbookRejection;

/// Size, in bytes, of a block of strings. A block can hold the longest string.
const BLOCK_BYTES: usize = 1 << 20;
/// Maximum number of blocks that are kept in memory.
const MAX_BLOCKS: usize = 64;
/// Size, in bytes, of the part of the file that is kept after reading a string. Sheets usually use their strings in
/// order.
const WINDOW_BYTES: usize = 4 * 1024;
/// Size, in bytes, of the length that precedes each string.
const PREFIX: usize = 4;

/// The shared strings by index.
#[derive(Default)]
pub(super) struct SharedStrings {
    /// Position of each string. Strings in the file follow those in memory.
    positions: Vec<u32>,
    blocks: Vec<Vec<u8>>,
    file: Option<BufWriter<File>>,
    file_bytes: u64,
    window: Vec<u8>,
    /// Offset of the window in the file.
    window_at: u64,
}

impl SharedStrings {
    /// Reads the shared strings.
    pub(super) fn read(
        mut xml: XmlReader<'_>,
        options: UnpackOptions<'_>,
    ) -> Result<SharedStrings, ManifestError> {
        let mut strings = SharedStrings::default();
        let mut text = String::new();
        loop {
            match xml.next()? {
                XmlEvent::Start(start) if start.local_name() == "si" => {
                    rich_text::read(&mut xml, &mut text)?;
                    strings.push(&text, options)?;
                }
                XmlEvent::Eof => break,
                _ => {}
            }
        }
        if let Some(file) = &mut strings.file {
            file.flush()?;
        }
        Ok(strings)
    }

    fn push(&mut self, text: &str, options: UnpackOptions<'_>) -> Result<(), ManifestError> {
        if self.positions.len() >= MAX_SHARED_STRINGS {
            return Err(WorkbookRejection::TooManyStrings(MAX_SHARED_STRINGS).into());
        }
        let text = match text.char_indices().nth(MAX_CELL_LENGTH) {
            Some((end, _)) if text.len() > MAX_CELL_LENGTH => &text[..end],
            _ => text,
        };
        let bytes = text.len() + PREFIX;
        let prefix = (text.len() as u32).to_le_bytes();
        if self.blocks.last().is_none_or(|block| block.len() + bytes > BLOCK_BYTES)
            && self.file.is_none()
            && self.blocks.len() < MAX_BLOCKS
        {
            self.blocks.push(Vec::with_capacity(BLOCK_BYTES));
        }
        match self.blocks.last_mut().filter(|block| block.len() + bytes <= BLOCK_BYTES) {
            Some(block) if self.file.is_none() => {
                let offset = block.len();
                block.extend_from_slice(&prefix);
                block.extend_from_slice(text.as_bytes());
                self.positions.push(((self.blocks.len() - 1) * BLOCK_BYTES + offset) as u32);
            }
            _ => {
                let file = match &mut self.file {
                    Some(file) => file,
                    None => self.file.insert(BufWriter::new(tempfile::tempfile_in(options.folder)?)),
                };
                file.write_all(&prefix)?;
                file.write_all(text.as_bytes())?;
                let position = (MAX_BLOCKS * BLOCK_BYTES) as u64 + self.file_bytes;
                self.positions
                    .push(u32::try_from(position).map_err(|_| WorkbookRejection::LargePart(MAX_PART_BYTES))?);
                self.file_bytes += bytes as u64;
            }
        }
        Ok(())
    }

    /// Returns a string. Returns `None` if the index is beyond the last one.
    pub(super) fn get(&mut self, index: usize) -> io::Result<Option<&str>> {
        let Some(position) = self.positions.get(index) else { return Ok(None) };
        let position = *position as usize;
        let bytes = match position.checked_sub(MAX_BLOCKS * BLOCK_BYTES) {
            None => {
                self.blocks.get(position / BLOCK_BYTES).and_then(|block| block.get(position % BLOCK_BYTES..))
            }
            Some(offset) => Some(self.load(offset as u64)?),
        };
        Ok(bytes.and_then(string))
    }

    /// Returns bytes from the file that begin with the string at this offset.
    fn load(&mut self, offset: u64) -> io::Result<&[u8]> {
        let at = offset.wrapping_sub(self.window_at).try_into().unwrap_or(usize::MAX);
        if self.window.get(at..).and_then(string).is_some() {
            return Ok(&self.window[at..]);
        }
        self.fill_window(offset, WINDOW_BYTES)?;
        if let Some((length, rest)) = self.window.split_first_chunk() {
            let length = u32::from_le_bytes(*length) as usize;
            if rest.len() < length {
                self.fill_window(offset, PREFIX + length)?;
            }
        }
        Ok(&self.window)
    }

    fn fill_window(&mut self, offset: u64, length: usize) -> io::Result<()> {
        self.window.resize(length, 0);
        self.window_at = offset;
        let read = match &self.file {
            Some(file) => file.get_ref().read_at(&mut self.window, offset)?,
            None => 0,
        };
        self.window.truncate(read);
        Ok(())
    }
}

/// Returns the string at the beginning of these bytes. Returns `None` if they end before it.
fn string(bytes: &[u8]) -> Option<&str> {
    let (length, rest) = bytes.split_first_chunk()?;
    std::str::from_utf8(rest.get(..u32::from_le_bytes(*length) as usize)?).ok()
}
