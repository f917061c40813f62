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
    assert_answers(kind, start, repeated, 422).await;
}

/// Asserts that the file is accepted for checking, because the results can name each row.
async fn assert_checked(kind: &str, start: &[u8], repeated: &[u8]) {
    assert_answers(kind, start, repeated, 303).await;
}

async fn assert_answers(kind: &str, start: &[u8], repeated: &[u8], status: u16) {
    let target = Target::start().await;
    let mut file = start.to_vec();
    file.extend(repeated.repeat((64 * MB - start.len()) / repeated.len()));
    target.assert_answers(kind, "multipart/form-data; boundary=b", form(&file), &[status]).await;
}

#[tokio::test]
async fn one_line() {
    assert_rejected("a line of 64 MB", b"", b"1").await;
}

#[tokio::test]
async fn empty_lines() {
    assert_rejected("64 million empty lines", b"", b"\n").await;
}

#[tokio::test]
async fn spaces_in_lines() {
    assert_rejected("lines of spaces", b"", &[b" ".repeat(60_000), b"\r\n".to_vec()].concat()).await;
}

#[tokio::test]
async fn quotes() {
    assert_rejected("64 million quotes", b"IMEI\n", b"\"").await;
}

#[tokio::test]
async fn quotes_in_lines() {
    assert_checked("lines of quotes", b"IMEI;Comment\n", &[b"\"".repeat(60_001), b"\n".to_vec()].concat())
        .await;
}

#[tokio::test]
async fn separators() {
    assert_checked("lines of separators", b"IMEI\n", &[b";".repeat(60_000), b"\n".to_vec()].concat()).await;
}

#[tokio::test]
async fn separators_of_all_kinds() {
    assert_checked("lines of all separators", b"IMEI\n", &[b",;\t|".repeat(15_000), b"\n".to_vec()].concat())
        .await;
}

#[tokio::test]
async fn many_columns() {
    assert_rejected(
        "a header row of many columns",
        &[b"IMEI;".repeat(12_000), b"\n".to_vec()].concat(),
        b"1;\n",
    )
    .await;
}

#[tokio::test]
async fn zero_bytes() {
    assert_rejected("64 MB of zero bytes", b"IMEI\n", b"\0").await;
}

#[tokio::test]
async fn wide_characters() {
    assert_rejected("32 million wide characters", b"\xFF\xFE", b"1\0").await;
}

#[tokio::test]
async fn half_characters() {
    assert_rejected("32 million halves of characters", b"\xFF\xFE", b"\x00\xD8").await;
}

#[tokio::test]
async fn byte_order_marks() {
    assert_rejected("22 million byte order marks", b"", b"\xEF\xBB\xBF").await;
}

#[tokio::test]
async fn too_many_rows() {
    assert_rejected("16 million rows", b"IMEI\n", b"35\t\n").await;
}

#[tokio::test]
async fn invalid_text() {
    assert_rejected("64 MB that isn’t text", b"IMEI\n", &(1..=255).collect::<Vec<u8>>()).await;
}
