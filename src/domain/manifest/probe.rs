use std::io::{ErrorKind, Read, Seek, SeekFrom};

use super::encoding::Encoding;
use super::file_kind;
use super::rejection::{ManifestError, Rejection};

/// Number of bytes at the beginning of a file that are used to recognize its kind.
const HEAD_BYTES: usize = 64 * 1024;

/// The facts about a file that are known before its lines are read.
#[derive(Clone)]
pub(super) struct Probe {
    pub(crate) encoding: Encoding,
    /// Byte offset at which the text begins: the length of all byte order marks.
    pub(crate) start: u64,
    /// Byte offset at which the text ends. It excludes a final Ctrl-Z, which old programs add.
    pub(crate) end: u64,
}

/// Reads a file to its end, because even the last byte can show that a file without a byte order mark isn't UTF-8.
///
/// Pasted text may begin like an e-mail or a chat.
pub(super) fn probe(
    source: &mut (impl Read + Seek),
    max_bytes: u64,
    is_pasted: bool,
) -> Result<Probe, ManifestError> {
    let size = source.seek(SeekFrom::End(0))?;
    if size > max_bytes {
        return Err(Rejection::TooLarge { limit: max_bytes, size }.into());
    }
    source.seek(SeekFrom::Start(0))?;
    let mut buffer = vec![0; HEAD_BYTES];
    let head_length = fill(source, &mut buffer, 0)?;
    let head = &buffer[..head_length];
    if let Some(kind) = file_kind::binary(head) {
        return Err(Rejection::NotText(kind).into());
    }
    let marked = match head {
        [0xEF, 0xBB, 0xBF, ..] => Some(Encoding::Utf8Bom),
        [0xFF, 0xFE, ..] => Some(Encoding::Utf16Le),
        [0xFE, 0xFF, ..] => Some(Encoding::Utf16Be),
        _ => None,
    };
    let recognized = marked.or_else(|| unmarked_utf16(&head[..head.len().min(8192)]));
    let is_wide = recognized.is_some_and(Encoding::is_wide);
    if !is_wide && let Some(kind) = file_kind::control_characters(&head[..head.len().min(8192)]) {
        return Err(Rejection::NotText(kind).into());
    }
    let beginning = recognized.unwrap_or(Encoding::Utf8).decode_lossy(&head[..head.len().min(4096)]);
    if let Some(kind) = file_kind::text(&beginning).filter(|_| !is_pasted) {
        return Err(Rejection::OtherText(kind).into());
    }
    let start = recognized.map_or(0, |encoding| marks_length(head, encoding));
    let encoding = match recognized {
        // A byte order mark or zero bytes decide. Invalid characters are replaced with U+FFFD when lines are read.
        Some(encoding) => encoding,
        None if !is_utf8(source, &mut buffer, head_length)? => Encoding::Windows1252,
        None => Encoding::Utf8,
    };
    Ok(Probe { encoding, start, end: text_end(source, encoding, size)? })
}

/// Returns the byte order of UTF-16 without a byte order mark, in which most characters of a list have a zero byte.
/// Returns `None` if the bytes don't look like that.
fn unmarked_utf16(head: &[u8]) -> Option<Encoding> {
    let units = || head.chunks_exact(2).filter_map(|unit| Some((*unit.first()?, *unit.last()?)));
    let total = units().count();
    let is_mostly_ascii = |ascii: &dyn Fn((u8, u8)) -> Option<u8>| {
        let low: Vec<u8> = units().filter_map(ascii).collect();
        let text =
            low.iter().filter(|low| matches!(**low, b'\t' | b'\n' | b'\r' | 0x0C | 0x1A | 0x20..)).count();
        text > 0 && text * 5 >= total * 3 && (low.len() - text) * 20 <= total
    };
    if is_mostly_ascii(&|(low, high)| (high == 0).then_some(low)) {
        Some(Encoding::Utf16Le)
    } else if is_mostly_ascii(&|(high, low)| (high == 0).then_some(low)) {
        Some(Encoding::Utf16Be)
    } else {
        None
    }
}

/// Returns the length of all byte order marks at the beginning. Joining files repeats them.
fn marks_length(head: &[u8], encoding: Encoding) -> u64 {
    let mark: &[u8] = match encoding {
        Encoding::Utf16Le => &[0xFF, 0xFE],
        Encoding::Utf16Be => &[0xFE, 0xFF],
        _ => &[0xEF, 0xBB, 0xBF],
    };
    let count = head.chunks_exact(mark.len()).take_while(|chunk| *chunk == mark).count();
    (count * mark.len()) as u64
}

/// Returns whether the bytes in the buffer and all that follow are UTF-8. A character may be split between two reads.
fn is_utf8(source: &mut impl Read, buffer: &mut [u8], mut length: usize) -> Result<bool, ManifestError> {
    loop {
        let valid = match std::str::from_utf8(&buffer[..length]) {
            Ok(_) => length,
            Err(error) if error.error_len().is_some() => return Ok(false),
            Err(error) => error.valid_up_to(),
        };
        buffer.copy_within(valid..length, 0);
        let carried = length - valid;
        length = fill(source, buffer, carried)?;
        if length == carried {
            return Ok(carried == 0);
        }
    }
}

/// Fills the buffer from an offset until it is full or the source ends. Returns the number of bytes in the buffer.
fn fill(source: &mut impl Read, buffer: &mut [u8], mut length: usize) -> Result<usize, ManifestError> {
    while length < buffer.len() {
        match source.read(&mut buffer[length..]) {
            Ok(0) => break,
            Ok(read) => length += read,
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(length)
}

/// Returns the offset of a Ctrl-Z followed only by line endings, or the size of the file if there is none.
fn text_end(source: &mut (impl Read + Seek), encoding: Encoding, size: u64) -> Result<u64, ManifestError> {
    // The offset is even, so that UTF-16 code units aren't split.
    let start = size.saturating_sub(64) & !1;
    source.seek(SeekFrom::Start(start))?;
    let mut tail = vec![0; 66];
    let length = fill(source, &mut tail, 0)?;
    tail.truncate(length);
    let unit_of = match encoding {
        Encoding::Utf16Le => |unit: &[u8]| u16::from(unit[0]) | u16::from(unit[1]) << 8,
        Encoding::Utf16Be => |unit: &[u8]| u16::from(unit[1]) | u16::from(unit[0]) << 8,
        _ => |byte: &[u8]| u16::from(byte[0]),
    };
    let width = if encoding.is_wide() { 2 } else { 1 };
    let units: Vec<u16> = tail.chunks_exact(width).map(unit_of).collect();
    let last = units.iter().rposition(|unit| !matches!(unit, 0x0A | 0x0D));
    Ok(match last {
        Some(at) if units[at] == 0x1A => start + (at * width) as u64,
        _ => size,
    })
}
