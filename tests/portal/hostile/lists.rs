//! Huge device files.

use super::{MB, Target};

/// Returns a form that submits this file for checking.
fn form(file: &[u8]) -> Vec<u8> {
    let mut form = b"--b\r\nContent-Disposition: form-data; name=\"check\"\r\n\r\n1\r\n".to_vec();
    form.extend(b"--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\n\r\n");
    form.extend(file);
    form.extend(b"\r\n--b--\r\n");
    form
}

async fn assert_rejected(kind: &str, start: &[u8], repeated: &[u8]) {
    assert_status(kind, start, repeated, 422).await;
}

/// Asserts that the file is accepted for checking, because the results can name each row.
async fn assert_checked(kind: &str, start: &[u8], repeated: &[u8]) {
    assert_status(kind, start, repeated, 303).await;
}

async fn assert_status(kind: &str, start: &[u8], repeated: &[u8], status: u16) {
    let target = Target::start().await;
    let mut file = start.to_vec();
    file.extend(repeated.repeat((64 * MB - start.len()) / repeated.len()));
    target.assert_status(kind, "multipart/form-data; boundary=b", form(&file), &[status]).await;
}

#[tokio::test]
async fn a_huge_line_is_rejected() {
    assert_rejected("a line of 64 MB", b"", b"1").await;
}

#[tokio::test]
async fn too_many_empty_lines_are_rejected() {
    assert_rejected("64 million empty lines", b"", b"\n").await;
}

#[tokio::test]
async fn long_lines_of_spaces_are_rejected() {
    assert_rejected("lines of spaces", b"", &[b" ".repeat(60_000), b"\r\n".to_vec()].concat()).await;
}

#[tokio::test]
async fn a_huge_run_of_quotes_is_rejected() {
    assert_rejected("64 million quotes", b"IMEI\n", b"\"").await;
}

#[tokio::test]
async fn long_lines_of_quotes_are_accepted_for_checking() {
    assert_checked("lines of quotes", b"IMEI;Comment\n", &[b"\"".repeat(60_001), b"\n".to_vec()].concat())
        .await;
}

#[tokio::test]
async fn long_lines_of_separators_are_accepted_for_checking() {
    assert_checked("lines of separators", b"IMEI\n", &[b";".repeat(60_000), b"\n".to_vec()].concat()).await;
}

#[tokio::test]
async fn long_lines_of_mixed_separators_are_rejected() {
    assert_rejected(
        "lines of mixed separators",
        b"IMEI\n",
        &[b",;\t|".repeat(15_000), b"\n".to_vec()].concat(),
    )
    .await;
}

#[tokio::test]
async fn a_header_row_with_too_many_columns_is_rejected() {
    assert_rejected(
        "a header row with many columns",
        &[b"IMEI;".repeat(12_000), b"\n".to_vec()].concat(),
        b"1;\n",
    )
    .await;
}

#[tokio::test]
async fn a_file_of_zero_bytes_is_rejected() {
    assert_rejected("64 MB of zero bytes", b"IMEI\n", b"\0").await;
}

#[tokio::test]
async fn a_huge_utf_16_line_is_rejected() {
    assert_rejected("32 million wide characters", b"\xFF\xFE", b"1\0").await;
}

#[tokio::test]
async fn unpaired_surrogates_are_rejected() {
    assert_rejected("32 million unpaired surrogates", b"\xFF\xFE", b"\x00\xD8").await;
}

#[tokio::test]
async fn repeated_byte_order_marks_are_rejected() {
    assert_rejected("22 million byte order marks", b"", b"\xEF\xBB\xBF").await;
}

#[tokio::test]
async fn a_file_with_too_many_rows_is_rejected() {
    assert_rejected("16 million rows", b"IMEI\n", b"35\t\n").await;
}

#[tokio::test]
async fn a_binary_file_is_rejected() {
    assert_rejected("64 MB of binary data", b"IMEI\n", &(1..=255).collect::<Vec<u8>>()).await;
}
