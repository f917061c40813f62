use std::io::{self, ErrorKind, Read, Seek, SeekFrom};

use super::encoding::Encoding;
use super::limits::MAX_LINES;
use super::rejection::{ManifestError, Rejection};

/// Maximum number of bytes in one read. Often only one line is needed, so the first reads are smaller.
const MAX_BUFFER_BYTES: usize = 128 * 1024;
/// Number of bytes in the first read.
const FIRST_READ_BYTES: usize = 512;

/// The physical lines of a file, which may end with any mixture of LF, CRLF and CR. All of them become UTF-8.
///
/// All supported encodings are stateless, and no character contains the byte of a line ending. Reading can therefore
/// start at any line.
pub(super) struct Lines<R> {
    source: R,
    encoding: Encoding,
    buffer: Vec<u8>,
    from: usize,
    to: usize,
    /// Byte offset of the next line.
    pub(crate) offset: u64,
    /// Physical number of the next line, counted from 1.
    pub(crate) line: u32,
    end: u64,
    max_line: usize,
    /// Byte offset at which reading started.
    start: u64,
}

impl<R: Read + Seek> Lines<R> {
    /// Creates a reader for the lines from a byte offset, which must be the start of a line, to the end of the text.
    pub(crate) fn new(
        mut source: R,
        encoding: Encoding,
        (offset, line): (u64, u32),
        end: u64,
        max_line: usize,
    ) -> io::Result<Lines<R>> {
        source.seek(SeekFrom::Start(offset))?;
        let buffer = vec![0; FIRST_READ_BYTES];
        Ok(Lines { source, encoding, buffer, from: 0, to: 0, offset, line, end, max_line, start: offset })
    }

    /// Appends the next line to `out` in UTF-8 and returns its line ending, which is empty at the end of the file.
    /// Returns `None` after the last line.
    pub(crate) fn next(&mut self, out: &mut Vec<u8>) -> Result<Option<&'static str>, ManifestError> {
        if !self.fill(1)? {
            return Ok(None);
        }
        if self.line > MAX_LINES {
            return Err(Rejection::TooManyLines { limit: MAX_LINES }.into());
        }
        let before = out.len();
        let ending = match self.encoding {
            Encoding::Utf16Le => self.next_wide(out, before + self.max_line, u16::from_le_bytes)?,
            Encoding::Utf16Be => self.next_wide(out, before + self.max_line, u16::from_be_bytes)?,
            _ => self.next_narrow(out, before + self.max_line)?,
        };
        if !self.encoding.is_wide() {
            decode_from(out, before, self.encoding);
        }
        self.line = self.line.saturating_add(1);
        Ok(Some(ending))
    }

    fn next_narrow(&mut self, out: &mut Vec<u8>, max_length: usize) -> Result<&'static str, ManifestError> {
        while self.fill(1)? {
            let part = &self.buffer[self.from..self.to];
            let stop = part.iter().position(|byte| matches!(byte, b'\n' | b'\r'));
            let length = stop.unwrap_or(part.len());
            out.extend_from_slice(&part[..length]);
            let is_carriage_return = stop.is_some_and(|at| part[at] == b'\r');
            self.skip(length);
            if out.len() > max_length {
                return Err(self.too_long());
            }
            if stop.is_some() {
                self.skip(1);
                if is_carriage_return && self.fill(1)? && self.buffer[self.from] == b'\n' {
                    self.skip(1);
                    return Ok("\r\n");
                }
                return Ok(if is_carriage_return { "\r" } else { "\n" });
            }
        }
        Ok("")
    }

    fn next_wide(
        &mut self,
        out: &mut Vec<u8>,
        max_length: usize,
        unit_of: fn([u8; 2]) -> u16,
    ) -> Result<&'static str, ManifestError> {
        let mut high: Option<u16> = None;
        let mut utf8 = [0; 4];
        let mut push =
            |out: &mut Vec<u8>, c: char| out.extend_from_slice(c.encode_utf8(&mut utf8).as_bytes());
        loop {
            let unit = self.unit(unit_of)?;
            let is_low = unit.is_some_and(|unit| (0xDC00..0xE000).contains(&unit));
            match (high.take(), unit) {
                (Some(high), Some(low)) if is_low => {
                    let c = char::decode_utf16([high, low]).next().and_then(Result::ok);
                    push(out, c.unwrap_or(char::REPLACEMENT_CHARACTER));
                    continue;
                }
                (Some(_), _) => push(out, char::REPLACEMENT_CHARACTER),
                (None, _) => {}
            }
            match unit {
                None => return Ok(""),
                Some(0x0A) => return Ok("\n"),
                Some(0x0D) => {
                    if self.fill(2)? && unit_of([self.buffer[self.from], self.buffer[self.from + 1]]) == 0x0A
                    {
                        self.skip(2);
                        return Ok("\r\n");
                    }
                    return Ok("\r");
                }
                Some(unit @ 0xD800..0xDC00) => high = Some(unit),
                Some(unit) => push(out, char::from_u32(unit.into()).unwrap_or(char::REPLACEMENT_CHARACTER)),
            }
            if out.len() > max_length {
                return Err(self.too_long());
            }
        }
    }

    /// Returns the next UTF-16 code unit. A single byte at the end of the file becomes a replacement character.
    fn unit(&mut self, unit_of: fn([u8; 2]) -> u16) -> io::Result<Option<u16>> {
        if self.fill(2)? {
            let unit = unit_of([self.buffer[self.from], self.buffer[self.from + 1]]);
            self.skip(2);
            return Ok(Some(unit));
        }
        let remaining = self.to - self.from;
        self.skip(remaining);
        Ok((remaining > 0).then_some(0xFFFD))
    }

    fn skip(&mut self, bytes: usize) {
        self.from += bytes;
        self.offset += bytes as u64;
    }

    /// Reads until the buffer holds this many bytes. Returns `false` if fewer are left.
    fn fill(&mut self, length: usize) -> io::Result<bool> {
        while self.to - self.from < length {
            self.buffer.copy_within(self.from..self.to, 0);
            (self.from, self.to) = (0, self.to - self.from);
            let left = self.end.saturating_sub(self.offset + self.to as u64);
            if self.offset > self.start
                && self.buffer.len() < MAX_BUFFER_BYTES
                && left > self.buffer.len() as u64
            {
                self.buffer.resize(self.buffer.len() * 4, 0);
            }
            let room = (self.buffer.len() - self.to).min(usize::try_from(left).unwrap_or(usize::MAX));
            match self.source.read(&mut self.buffer[self.to..self.to + room]) {
                Ok(0) => return Ok(false),
                Ok(read) => self.to += read,
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(true)
    }

    fn too_long(&self) -> ManifestError {
        Rejection::LineTooLong { limit: self.max_line, line: self.line }.into()
    }
}

/// Converts the bytes after an offset to UTF-8, and replaces undefined ones with U+FFFD. Most lines are ASCII, which is
/// the same in all encodings.
fn decode_from(out: &mut Vec<u8>, from: usize, encoding: Encoding) {
    let line = out.get(from..).unwrap_or_default();
    if line.is_ascii() || encoding.is_utf8() && std::str::from_utf8(line).is_ok() {
        return;
    }
    let text = encoding.decode_lossy(line).into_owned();
    out.truncate(from);
    out.extend_from_slice(text.as_bytes());
}
