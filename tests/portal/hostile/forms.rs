//! Forms that are huge or compressed, or that have a huge number of parts.

use std::process::Command;

use super::{MB, Target};
use crate::harness::cast::HARBOUR;
use crate::harness::process;

const MULTIPART: &str = "multipart/form-data; boundary=b";
const ENCODED: &str = "application/x-www-form-urlencoded";
/// The statuses for a form that is too large or can't be read. Instead, the portal may close the connection (0),
/// because a client that keeps sending never reads a response.
const REJECTED: &[u16] = &[0, 400, 413, 422];

fn part(head: &str, body: &str) -> String {
    format!("--b\r\nContent-Disposition: form-data; {head}\r\n\r\n{body}\r\n")
}

async fn assert_rejected(kind: &str, content_type: &str, body: impl Into<Vec<u8>>) {
    Target::start().await.assert_status(kind, content_type, body.into(), REJECTED).await;
}

/// Compresses bytes with the `gzip` program.
fn compressed(bytes: &[u8]) -> Vec<u8> {
    process::output(Command::new("gzip").arg("-1"), bytes).unwrap().stdout
}

#[tokio::test]
async fn too_many_unknown_fields_are_rejected() {
    assert_rejected("a million unknown fields", MULTIPART, part("name=\"x\"", "").repeat(1_000_000)).await;
}

#[tokio::test]
async fn a_huge_unknown_field_is_rejected() {
    assert_rejected("an unknown field of 60 MB", MULTIPART, part("name=\"x\"", &"1".repeat(60 * MB))).await;
}

#[tokio::test]
async fn too_many_known_fields_are_rejected() {
    let fields = part("name=\"order_number\"", &"1".repeat(1_000)).repeat(60_000);
    assert_rejected("60,000 known fields", MULTIPART, fields).await;
}

#[tokio::test]
async fn a_huge_known_field_is_rejected() {
    assert_rejected("a known field of 60 MB", MULTIPART, part("name=\"order_number\"", &"1".repeat(60 * MB)))
        .await;
}

#[tokio::test]
async fn a_huge_field_name_is_rejected() {
    assert_rejected(
        "a field name of 60 MB",
        MULTIPART,
        part(&format!("name=\"{}\"", "x".repeat(60 * MB)), ""),
    )
    .await;
}

#[tokio::test]
async fn a_huge_file_name_is_rejected() {
    let head = format!("name=\"file\"; filename=\"{}\"", "x".repeat(60 * MB));
    assert_rejected("a file name of 60 MB", MULTIPART, part(&head, "1")).await;
}

#[tokio::test]
async fn a_field_with_too_many_headers_is_rejected() {
    let headers = format!("--b\r\n{}\r\n", "X-A: 1\r\n".repeat(8_000_000));
    assert_rejected("8 million headers in a field", MULTIPART, headers).await;
}

#[tokio::test]
async fn too_much_text_before_the_first_field_is_rejected() {
    assert_rejected("60 MB before the first field", MULTIPART, "1".repeat(60 * MB)).await;
    assert_rejected("lines before the first field", MULTIPART, "--\r\n".repeat(15 * MB)).await;
}

#[tokio::test]
async fn too_many_files_are_rejected() {
    let files = part("name=\"file\"; filename=\"a.csv\"", "1").repeat(500_000);
    assert_rejected("500,000 files", MULTIPART, files).await;
}

#[tokio::test]
async fn a_file_full_of_incomplete_boundaries_is_rejected() {
    let body = part("name=\"file\"; filename=\"a.csv\"", &"\r\n--".repeat(10 * MB));
    assert_rejected("10 million incomplete boundaries", MULTIPART, body).await;
}

#[tokio::test]
async fn a_huge_url_encoded_form_is_rejected() {
    assert_rejected("60 MB of URL-encoded fields", ENCODED, "a=1&".repeat(15 * MB)).await;
}

#[tokio::test]
async fn too_many_url_encoded_fields_are_rejected() {
    assert_rejected("500,000 URL-encoded fields", ENCODED, "&=".repeat(500_000)).await;
}

#[tokio::test]
async fn huge_compressed_forms_are_rejected() {
    let target = Target::start().await;
    let gzip = ("content-encoding", "gzip");
    let mut form = b"email=".to_vec();
    form.resize(300 * MB, b'a');
    let body = compressed(&form);
    let kind = "300 MB of compressed fields";
    target
        .assert_status_at("/sign-in", kind, &[gzip, ("content-type", ENCODED)], body.clone(), REJECTED)
        .await;
    let upload = format!("/customers/{}/uploads", HARBOUR.id);
    target.assert_status_at(&upload, kind, &[gzip, ("content-type", ENCODED)], body.clone(), REJECTED).await;
    target.assert_status_at(&upload, kind, &[gzip, ("content-type", MULTIPART)], body, REJECTED).await;
}

#[tokio::test]
async fn a_huge_sign_in_form_is_rejected() {
    let target = Target::start().await;
    let form = |field: &str| format!("{field}={}", "a".repeat(60 * MB)).into_bytes();
    for field in ["email", "password", "x"] {
        let kind = format!("a sign-in with 60 MB in the field {field}");
        target.assert_status_at("/sign-in", &kind, &[("content-type", ENCODED)], form(field), REJECTED).await;
    }
}
