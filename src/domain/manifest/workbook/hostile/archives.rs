//! Archives whose lists of parts are deliberately wrong.

use std::io::Write;

use tempfile::NamedTempFile;

use super::assert_reads;
use super::zips::{MB, SHEET_END, TestArchive, sheet};

const DAMAGED: &str = "looks like an Excel workbook (XLSX), but we can’t read it";
const TOO_LARGE: &str = "is larger than 768 MB when unpacked";

/// Changes the bytes of an archive. `change` also receives the offsets of the list of parts and of the end record.
fn changed(archive: TestArchive, change: impl FnOnce(&mut Vec<u8>, usize, usize)) -> NamedTempFile {
    let mut bytes = std::fs::read(archive.finish().path()).unwrap();
    let end = bytes.windows(4).rposition(|part| part == b"PK\x05\x06").unwrap();
    let list = u32::from_le_bytes(bytes[end + 16..end + 20].try_into().unwrap()) as usize;
    change(&mut bytes, list, end);
    let mut file = NamedTempFile::new().unwrap();
    file.write_all(&bytes).unwrap();
    file
}

/// Returns the offsets of the entries in a list of parts.
fn entries(bytes: &[u8], list: usize, end: usize) -> Vec<usize> {
    (list..end).filter(|at| bytes[*at..].starts_with(b"PK\x01\x02")).collect()
}

fn cell() -> TestArchive {
    sheet().text("<c><v>1</v></c>").text(SHEET_END)
}

#[test]
fn parts_with_wrong_sizes_stay_within_the_limits() {
    let spaces = sheet().repeat(&format!("{}<a/>", " ".repeat(1_000)), 900 * MB).text(SHEET_END);
    let file = changed(spaces, |bytes, list, end| {
        for entry in entries(bytes, list, end) {
            bytes[entry + 24..entry + 28].copy_from_slice(&9u32.to_le_bytes());
        }
    });
    assert_reads("900 MB declared as 9 bytes", file.path(), "selected");
    let file = changed(cell(), |bytes, list, end| {
        for entry in entries(bytes, list, end) {
            bytes[entry + 24..entry + 28].copy_from_slice(&0x7FFF_FFFFu32.to_le_bytes());
        }
    });
    assert_reads("9 bytes declared as 2 GB", file.path(), TOO_LARGE);
    let file = changed(cell(), |bytes, list, end| {
        for entry in entries(bytes, list, end) {
            bytes[entry + 20..entry + 24].copy_from_slice(&0x7FFF_FFFFu32.to_le_bytes());
        }
    });
    assert_reads("packed parts declared as 2 GB", file.path(), "2 bytes");
}

#[test]
fn an_archive_with_too_many_parts_is_rejected() {
    let mut archive = cell();
    for at in 0..60_000 {
        archive = archive.part(&format!("xl/{at}"));
    }
    assert_reads("60,000 parts", archive.finish().path(), DAMAGED);
}

#[test]
fn an_archive_with_a_wrong_part_count_is_rejected() {
    let file = changed(cell(), |bytes, _, end| bytes[end + 8..end + 12].fill(0xFF));
    assert_reads("65,535 parts that are missing", file.path(), DAMAGED);
    let file = changed(cell(), |bytes, list, end| {
        let mut large = b"PK\x06\x06".to_vec();
        large.extend(44u64.to_le_bytes());
        large.extend([45, 0, 45, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        for number in [4_000_000_000, 4_000_000_000, (end - list) as u64, list as u64] {
            large.extend(number.to_le_bytes());
        }
        large.extend(b"PK\x06\x07\0\0\0\0");
        large.extend((end as u64).to_le_bytes());
        large.extend(1u32.to_le_bytes());
        bytes.splice(end..end, large);
    });
    assert_reads("4 billion parts in a large end record", file.path(), DAMAGED);
}

#[test]
fn an_archive_with_many_end_records_is_rejected() {
    // Each end record points to the same list, with one part too many.
    let file = changed(cell(), |bytes, list, end| {
        let mut record = bytes[end..end + 22].to_vec();
        record[10] += 1;
        let size = (end - list) as u32;
        record[12..16].copy_from_slice(&size.to_le_bytes());
        let last = bytes.split_off(end);
        bytes.extend(record.repeat(500_000));
        bytes.extend(last);
    });
    assert_reads("500,000 end records", file.path(), DAMAGED);
}

#[test]
fn overlapping_and_repeated_parts_stay_within_the_limits() {
    let file = changed(cell(), |bytes, list, end| {
        let found = entries(bytes, list, end);
        let sheet = *found.last().unwrap();
        let offset: [u8; 4] = bytes[sheet + 42..sheet + 46].try_into().unwrap();
        for entry in found {
            bytes[entry + 42..entry + 46].copy_from_slice(&offset);
        }
    });
    assert_reads("all parts at one offset", file.path(), DAMAGED);
    let file = changed(cell(), |bytes, list, end| {
        let listed = bytes[list..end].to_vec();
        let mut tail = bytes.split_off(end);
        bytes.extend(listed.repeat(1_000));
        let parts = u16::from_le_bytes([tail[10], tail[11]]) * 1_001;
        let size = (listed.len() * 1_001) as u32;
        tail[8..10].copy_from_slice(&parts.to_le_bytes());
        tail[10..12].copy_from_slice(&parts.to_le_bytes());
        tail[12..16].copy_from_slice(&size.to_le_bytes());
        bytes.extend(tail);
    });
    assert_reads("each part listed 1,001 times", file.path(), "2 bytes of “S0”: \"1\\n\"");
}

#[test]
fn a_damaged_part_is_rejected() {
    let file = changed(sheet().repeat("<row/>", 10 * MB).text(SHEET_END), |bytes, list, _| {
        bytes[list - 2_000..list - 1_000].fill(0);
    });
    assert_reads("a damaged part", file.path(), DAMAGED);
}
