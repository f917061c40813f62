//! Properties that must hold for any input, shared by the fuzzer and by the tests that replay the corpus.

use std::ffi::OsStr;
use std::io::{Cursor, Write};

use actix_web::test::TestRequest;
use actix_web::{FromRequest, HttpRequest, web};
use clap::{Args, Command, FromArgMatches};
use reseller_portal::config::Config;
use reseller_portal::domain::device_id::read;
use reseller_portal::domain::manifest::{
    Decisions, Limits, ListPurpose, ManifestError, NoContext, Rows, Survey, SurveyRequest, bulk, devices,
    survey, survey_list, survey_sheet, unpack,
};
use reseller_portal::domain::order::DateBounds;
use reseller_portal::domain::row_error::RowError;
use reseller_portal::http::multipart;
use reseller_portal::web::pages::customers::devices::list_query::DevicesQuery;
use reseller_portal::web::pages::customers::list_query::ListQuery;
use reseller_portal::web::pages::customers::uploads::list_query::UploadsQuery;
use reseller_portal::web::pages::support::queue_query::QueueQuery;
use reseller_portal::web::parts::results_query::ResultsQuery;

/// A function that panics if a property doesn't hold for an input.
pub type Target = fn(&[u8]);

/// All targets by name.
pub const ALL: [(&str, Target); 7] = [
    ("rows", rows),
    ("columns", columns),
    ("decisions", decisions),
    ("identifiers", identifiers),
    ("form", form),
    ("cursors", cursors),
    ("workbook", workbook),
];

const LIMITS: Limits = Limits { max_bytes: 1 << 20, max_rows: 10_000, max_line: 64 << 10, max_columns: 50 };

fn purpose(byte: u8) -> ListPurpose {
    [ListPurpose::OneCustomer, ListPurpose::BulkUpload, ListPurpose::BulkDeletion][usize::from(byte) % 3]
}

/// Reads a file. The first byte selects the list's purpose.
pub fn rows(data: &[u8]) {
    let Some((first, bytes)) = data.split_first() else { return };
    match survey(&mut Cursor::new(bytes), &LIMITS, purpose(*first)) {
        Ok(surveyed) => check_rows(bytes, &surveyed),
        Err(ManifestError::Rejected(rejection)) => assert_is_sentence(&rejection.sentence()),
        Err(ManifestError::Io(error)) => panic!("reading from memory failed: {error}"),
    }
}

/// IMEIs of a table whose column names come from the fuzzer.
const IMEIS: [&str; 4] = ["358422071001014", "358422071001386", "358422071001758", "358422071002129"];

/// Reads a table with these column names, separated by semicolons. The first byte selects the list's purpose and the
/// column with the IMEIs. No row may name any other device.
pub fn columns(data: &[u8]) {
    let Some((first, names)) = data.split_first() else { return };
    let mut file: Vec<u8> =
        names.iter().copied().filter(|byte| !matches!(byte, b'\n' | b'\r' | b'"')).collect();
    let width = file.iter().filter(|byte| **byte == b';').count().min(11) + 1;
    let position = usize::from(*first / 3) % width;
    for imei in IMEIS {
        let cell = |index: usize| match index % 3 {
            _ if index == position => imei,
            0 => "7163200417",
            1 => "2026-11-19",
            _ => "PO 7",
        };
        let cells: Vec<&str> = (0..width).map(cell).collect();
        file.extend_from_slice(format!("\n{}", cells.join(";")).as_bytes());
    }
    match survey(&mut Cursor::new(&file), &LIMITS, purpose(*first)) {
        Ok(surveyed) => {
            check_rows(&file, &surveyed);
            let mut rows = Rows::new(Cursor::new(&file), &surveyed.layout).unwrap();
            while let Some(row) = rows.next_row().unwrap() {
                let Some((_, imei)) = IMEIS
                    .iter()
                    .enumerate()
                    .find(|(_, imei)| (0..width).any(|index| row.cell(index).contains(**imei)))
                else {
                    continue;
                };
                for device in devices::read(&surveyed.layout, row).identifiers().flatten() {
                    device.iter().for_each(|id| assert_eq!(id, *imei));
                }
            }
        }
        Err(ManifestError::Rejected(refusal)) => assert_is_sentence(&refusal.sentence()),
        Err(ManifestError::Io(error)) => panic!("reading from memory failed: {error}"),
    }
}

/// Reads a file with decisions about it. The first byte selects the list's purpose. The decisions are JSON and end at
/// the first line break.
pub fn decisions(data: &[u8]) {
    let Some((first, rest)) = data.split_first() else { return };
    let Some(end) = rest.iter().position(|byte| *byte == b'\n') else { return };
    let (json, file) = (&rest[..end], &rest[end + 1..]);
    let Ok(decisions) = serde_json::from_slice::<Decisions>(json) else { return };
    let request = SurveyRequest {
        purpose: purpose(*first),
        decisions: &decisions,
        context: &NoContext,
        is_pasted: first.is_multiple_of(2),
    };
    match survey_list(&mut Cursor::new(file), &LIMITS, &request) {
        Ok(surveyed) => check_rows(file, &surveyed),
        Err(ManifestError::Rejected(refusal)) => assert_is_sentence(&refusal.sentence()),
        Err(ManifestError::Io(error)) => panic!("reading from memory failed: {error}"),
    }
}

/// Converts a workbook to lines and reads them.
pub fn workbook(data: &[u8]) {
    let (mut source, mut out) = (tempfile::tempfile().unwrap(), tempfile::tempfile().unwrap());
    source.write_all(data).unwrap();
    let book = match unpack(&mut source, &mut out) {
        Ok(Some(book)) => book,
        Ok(None) => return,
        Err(ManifestError::Rejected(rejection)) => return assert_is_sentence(&rejection.sentence()),
        Err(ManifestError::Io(error)) => panic!("creating a temporary file failed: {error}"),
    };
    let mut lines = Vec::new();
    std::io::copy(&mut out, &mut lines).unwrap();
    let limits = Limits { max_rows: 1_000_000, ..LIMITS };
    let request = SurveyRequest {
        purpose: ListPurpose::OneCustomer,
        decisions: &Decisions::default(),
        context: &NoContext,
        is_pasted: false,
    };
    match survey_sheet(&mut Cursor::new(&lines), &limits, &request, book) {
        Ok(surveyed) => check_rows(&lines, &surveyed),
        Err(ManifestError::Rejected(rejection)) => assert_is_sentence(&rejection.sentence()),
        Err(ManifestError::Io(error)) => panic!("reading from memory failed: {error}"),
    }
}

/// Asserts that the survey counted the rows correctly, that line numbers increase, and that the last row can be read at
/// its offset.
fn check_rows(bytes: &[u8], surveyed: &Survey) {
    let layout = &surveyed.layout;
    let (mut count, mut line) = (0, 0);
    let mut all = Rows::new(Cursor::new(bytes), layout).unwrap();
    let mut last = None;
    while let Some(row) = all.next_row().unwrap() {
        count += devices::count(layout, row) as u64;
        assert!(row.line > line, "line {} after {line}", row.line);
        line = row.line;
        // A row has either an identifier or an error with a message.
        let error: Option<RowError> = match layout.purpose {
            ListPurpose::OneCustomer => devices::read(layout, row).identifiers().find_map(Result::err),
            _ => bulk::destination(layout, row, &DateBounds::of_acceptance(Default::default())).err(),
        };
        if let Some(error) = error {
            assert_is_sentence(&error.full_message());
            assert_is_sentence(error.reason.what_to_do());
        }
        last = Some((row.offset, row.line, row.cell(0).into_owned()));
    }
    assert_eq!(count, surveyed.rows, "the number of rows");
    let (offset, line, cell) = last.expect("a file without rows is rejected");
    let mut again = Rows::at(Cursor::new(bytes), layout, offset, line).unwrap();
    let row = again.next_row().unwrap().expect("the last row can be read again");
    assert_eq!((row.line, row.cell(0).into_owned()), (line, cell));
    assert!(again.next_row().unwrap().is_none());
    assert!(!layout.describe().is_empty());
}

fn assert_is_sentence(text: &str) {
    assert!(text.ends_with(['.', '?', '!', ')']) && text.len() > 10, "{text}");
}

/// Reads an identifier. Reading an accepted one again must not change it, and a rejected one must have a message.
pub fn identifiers(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    match read(&text) {
        Ok(reading) => {
            let again = read(reading.id.as_str()).expect("canonical text is an identifier");
            assert_eq!(again.id, reading.id);
            assert!((8..=20).contains(&reading.id.as_str().len()), "{}", reading.id.as_str());
            assert!(
                reading.id.as_str().bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
            );
        }
        Err(error) => assert_is_sentence(&error.full_message()),
    }
}

/// Receives a form. The first byte selects its encoding: URL-encoded, or multipart with the boundary `x`.
pub fn form(data: &[u8]) {
    let Some((first, body)) = data.split_first() else { return };
    let kind = match first % 4 {
        0 => "application/x-www-form-urlencoded",
        _ => "multipart/form-data; boundary=x",
    };
    let folder = std::env::temp_dir().join("reseller-portal-fuzz");
    let command = Config::augment_args(Command::new("fuzz").no_binary_name(true));
    let args = command.get_matches_from([OsStr::new("--data-dir"), folder.as_os_str()]);
    let mut config = Config::from_arg_matches(&args).expect("the other settings have defaults");
    config.max_file_bytes = 4_096;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let (request, mut payload) = TestRequest::post()
            .insert_header(("content-type", kind))
            .set_payload(body.to_vec())
            .to_http_parts();
        let body = web::Payload::from_request(&request, &mut payload).await.unwrap();
        let known = ["order_number", multipart::PASTED_FIELD, "device"];
        if let Ok(sent) = multipart::receive(&config, request.headers(), body, &known).await {
            assert!(!sent.text("order_number").contains('\0'));
            assert!(
                sent.file_name.chars().count() <= 200 && !sent.file_name.contains(['/', '\\', '\n', '\r'])
            );
            if let Some(file) = sent.file {
                assert!(file.bytes <= config.max_file_bytes);
                assert_eq!(file.file.metadata().unwrap().len(), file.bytes);
            }
        }
    });
}

/// Parses a list's query string. Parsing the addresses that the page builds must produce the same query.
pub fn cursors(data: &[u8]) {
    let query: String =
        data.iter().map(|byte| if byte.is_ascii_graphic() { *byte as char } else { '+' }).collect();
    let Ok(uri) = format!("/x?{query}").parse::<actix_web::http::Uri>() else { return };
    let get = |uri: &str| -> HttpRequest { TestRequest::with_uri(uri).to_http_request() };
    let request = get(&uri.to_string());
    let again = |address: String| {
        assert!(address.is_ascii() && !address.contains(['"', '<', '>', ' ']), "{address}");
        get(&address)
    };
    let list = ListQuery::of(&request).address("/x");
    assert_eq!(ListQuery::of(&again(list.clone())).address("/x"), list);
    let uploads = UploadsQuery::of(&request).address("/x");
    assert_eq!(UploadsQuery::of(&again(uploads.clone())).address("/x"), uploads);
    let devices = |query: DevicesQuery| query.at("/x", query.cursor);
    let address = devices(DevicesQuery::of(&request));
    assert_eq!(devices(DevicesQuery::of(&again(address.clone()))), address);
    let queue = QueueQuery::of(&request).address("/x");
    assert_eq!(QueueQuery::of(&again(queue.clone())).address("/x"), queue);
    let results = ResultsQuery::of(&request).address("/x");
    assert_eq!(ResultsQuery::of(&again(results.clone())).address("/x"), results);
}
