use std::io::Cursor;

use super::*;
use crate::domain::row_error::Reason;

mod advice;
mod bulk;
mod devices_of_a_row;
mod encodings;
mod footers;
mod pasted;
mod properties;
mod rejections;
mod rules;
mod sentences;

const A: &str = "490154203237518";
const B: &str = "260531793113837";

fn surveyed(bytes: impl AsRef<[u8]>) -> Survey {
    survey(&mut Cursor::new(bytes.as_ref()), &Limits::default(), ListPurpose::OneCustomer).unwrap()
}

fn rejection_of(bytes: impl AsRef<[u8]>) -> Rejection {
    rejection_with_limits(&Limits::default(), bytes)
}

fn rejection_with_limits(limits: &Limits, bytes: impl AsRef<[u8]>) -> Rejection {
    match survey(&mut Cursor::new(bytes.as_ref()), limits, ListPurpose::OneCustomer) {
        Err(ManifestError::Rejected(rejection)) => rejection,
        other => panic!("not rejected: {other:?}"),
    }
}

/// Returns the line of each row with its identifier, or with its code and detail.
fn rows(bytes: impl AsRef<[u8]>) -> Vec<(u32, String)> {
    let layout = surveyed(bytes.as_ref()).layout;
    let mut rows = Rows::new(Cursor::new(bytes.as_ref()), &layout).unwrap();
    let mut all = Vec::new();
    while let Some(row) = rows.next_row().unwrap() {
        all.push((
            row.line,
            match single::read_row(&layout, row) {
                Ok(device) => device.id.to_string(),
                Err(error) => format!("{} {}", error.reason.code(), error.detail).trim().to_owned(),
            },
        ));
    }
    all
}

/// Returns the offset, line and cells of each row.
fn cells(bytes: &[u8], layout: &Layout) -> Vec<(u64, u32, Vec<String>)> {
    let mut rows = Rows::new(Cursor::new(bytes), layout).unwrap();
    let mut all = Vec::new();
    while let Some(row) = rows.next_row().unwrap() {
        all.push((
            row.offset,
            row.line,
            (0..row.width()).map(|index| row.cell(index).into_owned()).collect(),
        ));
    }
    all
}

fn expect(bytes: impl AsRef<[u8]>, expected: &[(u32, &str)]) {
    let expected: Vec<(u32, String)> =
        expected.iter().map(|(line, text)| (*line, (*text).to_owned())).collect();
    assert_eq!(rows(bytes), expected);
}
