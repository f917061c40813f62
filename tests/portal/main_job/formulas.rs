//! No download contains text that spreadsheets treat as a formula. `scripts/long formulas` opens the downloads in
//! LibreOffice.

use std::path::PathBuf;

use super::registered_once::upload;
use crate::bulk_actions::new_upload::{HEADER, upload_bulk_file};
use crate::checks::show::check_file;
use crate::harness::app::App;
use crate::harness::cast::{ALICE, BRIGHTLINE, HARBOUR, SAM};
use crate::harness::client::Client;
use crate::harness::given;
use crate::harness::xlsx::Sheet;

/// Strings that become formulas after certain separators, or only in certain spreadsheet programs.
const HOSTILE: [&str; 9] =
    ["=2+2", "＝2+2", "  =2+2", "@SUM(1)", "x;=2+2;y", "x,=2+2,y", "x;\"=2+2\";y", "x; +2+2", "\";=2+2;\""];

/// Returns a line with these cells in quotes.
fn line(cells: &[&str]) -> String {
    let quoted = cells.iter().map(|cell| format!("\"{}\"", cell.replace('"', "\"\"")));
    quoted.collect::<Vec<_>>().join(";")
}

/// Returns a file with a header and the hostile strings as identifiers.
fn hostile_file() -> Vec<u8> {
    let lines: Vec<String> = HOSTILE.iter().map(|text| line(&[text, ""])).collect();
    given::table("\"IMEI\";\"Note\"", &lines.iter().map(String::as_str).collect::<Vec<_>>())
}

/// Returns the values in an upload's failed rows, as the portal read them.
async fn values(client: &Client, upload: &str) -> Vec<String> {
    let table = client.get(&format!("/uploads/{upload}/errors.csv")).await.csv_rows();
    table.into_iter().map(|row| row[2].clone()).collect()
}

#[tokio::test]
async fn failed_rows_are_read_back_with_the_same_values() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let first = upload(&app, &alice, HARBOUR.id, hostile_file()).await;
    let download = alice.get(&format!("/uploads/{first}/failed-rows.csv")).await.body;
    let again = upload(&app, &alice, HARBOUR.id, download).await;
    assert_eq!(values(&alice, &again).await, values(&alice, &first).await);
    let page = alice.get(&format!("/uploads/{again}/errors")).await.page(200).text("main");
    for text in HOSTILE {
        let text = text.trim();
        assert!(page.contains(text), "{text} isn't in {page}");
    }
}

/// Adds customers and a phone model with hostile names, and uploads, checks and deletes hostile files. Returns the
/// paths of all downloads that have rows.
async fn fill(app: &App, alice: &Client) -> Vec<String> {
    for (name, number) in HOSTILE.iter().zip(0..) {
        let id = format!("10000001{number:02}");
        app.command(&["account", "add", "--id", &id, "--country", "GB", &format!("--name=Aster {name}")]);
        let args = ["customer", "add", "--reseller", BRIGHTLINE.id, "--account", &id, "--status", "active"];
        app.command(&[&args[..], &[&format!("--reference={name}")]].concat());
    }
    let mut phone = given::dual_sim(1);
    phone.model = "\"Nova;=2+2;X\"".to_owned();
    app.catalog(&[phone]);
    let path = format!("/customers/{}/uploads", HARBOUR.id);
    let id = upload(app, alice, HARBOUR.id, given::file(&[given::imei(1), "=1".to_owned()])).await;
    for name in HOSTILE {
        let name = format!("{name}.csv");
        alice
            .upload(&path, &name, given::file(&given::imeis(10, 1)), &[("form_key", &name)])
            .await
            .location();
    }
    app.process_queue().await;
    let hostile = upload(app, alice, HARBOUR.id, hostile_file()).await;
    let cells: Vec<String> = HOSTILE.iter().map(|text| line(&[text, text, text, text, text])).collect();
    let bulk = given::table(HEADER, &cells.iter().map(String::as_str).collect::<Vec<_>>());
    let number = upload_bulk_file(app, alice, bulk).await;
    let check = check_file(alice, &path, hostile_file(), &[]).await;
    let confirm = HOSTILE.len().to_string();
    let deletions = format!("/customers/{}/deletions", HARBOUR.id);
    let deleted = alice.upload(&deletions, "=2+2.csv", hostile_file(), &[("confirm", &confirm)]).await;
    let deletion = deleted.location().to_owned();
    app.process_queue().await;
    let mut paths = vec![
        "/customers.csv".to_owned(),
        format!("/customers/{}/uploads.csv", HARBOUR.id),
        format!("/customers/{}/devices.csv", HARBOUR.id),
    ];
    let pages = [
        format!("/uploads/{id}"),
        format!("/uploads/{hostile}"),
        format!("/bulk-actions/{number}"),
        check,
        deletion,
        format!("/support/uploads/{hostile}"),
        format!("/support/submissions/{number}"),
    ];
    for page in pages {
        paths.extend([format!("{page}/errors.csv"), format!("{page}/failed-rows.csv")]);
    }
    paths
}

#[tokio::test]
async fn no_cell_in_a_download_starts_a_formula_after_any_separator() {
    let app = App::start().await;
    let (alice, sam) = (app.sign_in(ALICE).await, app.sign_in(SAM).await);
    let folder = std::env::var_os("FORMULAS").map(PathBuf::from);
    for path in fill(&app, &alice).await {
        let client = if path.starts_with("/support/") { &sam } else { &alice };
        let response = client.get(&path).await;
        let rows = response.csv_rows();
        assert!(!rows.is_empty(), "{path} has no rows");
        for cell in rows.iter().flatten() {
            for part in cell.split([',', ';', '\t', '\r', '\n']) {
                let start = part.trim_start_matches(|c: char| c.is_whitespace() || c == '"');
                assert!(!start.starts_with(['=', '+', '-', '@', '＝']), "{path}: {cell}");
            }
        }
        let workbook = client.get(&path.replace(".csv", ".xlsx")).await;
        assert_eq!(Sheet::read(&workbook.body).rows.len(), rows.len(), "{path}");
        if let Some(folder) = &folder {
            let name = path.trim_start_matches('/').replace('/', "-");
            std::fs::write(folder.join(&name), &response.body).unwrap();
            std::fs::write(folder.join(name.replace(".csv", ".xlsx")), &workbook.body).unwrap();
        }
    }
}
