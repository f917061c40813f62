//! Every failed row appears once in each of the two downloads, with its reason. Corrected rows can be uploaded again.

use super::registered_once::{counts, upload};
use crate::harness::app::App;
use crate::harness::cast::{ALICE, HARBOUR};
use crate::harness::given;

/// Returns a small file as the German version of Excel writes it (Windows-1252, semicolons, CRLF, quotes), and its
/// three valid IMEIs.
fn german() -> (Vec<u8>, [String; 3]) {
    let good = [given::imei(1), given::imei(2), given::imei(3)];
    let wrong = given::wrong_imei(4);
    let lines = [
        "\"Modell\";\"Farbe\";\"IMEI\"".to_owned(),
        format!("\"Nova\";\"wei\u{df}\";\"{}\"", good[0]),
        "\"Nova\";\"wei\u{df}\";\"3,5E+14\"".to_owned(),
        format!("\"Nova\";\"wei\u{df}\";\"{}\"", &good[1][..14]),
        format!("\"Nova\";\"wei\u{df}\";\"{wrong}\""),
        String::new(),
        format!("\"Nova\";\"wei\u{df}\";\"{} {}-{}\"", &good[0][..6], &good[0][6..12], &good[0][12..]),
        format!("\"Nova\";\"wei\u{df}\";\"{},{}E+14\"", &good[2][..1], &good[2][1..]),
        "\"Nova\";\"wei\u{df}\";\"r38k503srvd\"".to_owned(),
        "\"Nova\";\"wei\u{df}\";\"\"".to_owned(),
    ];
    let text = lines.join("\r\n");
    (text.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect(), good)
}

#[tokio::test]
async fn every_line_of_a_bad_file_is_accounted_for() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let (bytes, good) = german();
    let id = upload(&app, &alice, HARBOUR.id, bytes).await;
    let (total, verified, status, failed) = counts(&alice, HARBOUR.id, &id).await;
    assert_eq!([&total, &verified, &status, &failed], ["8", "3", "Completed with error", "5"]);

    let errors = alice.get(&format!("/uploads/{id}/errors.csv")).await.csv_rows();
    let actual: Vec<[&str; 4]> = errors
        .iter()
        .map(|row| [row[0].as_str(), row[2].as_str(), row[3].as_str(), row[4].as_str()])
        .collect();
    let hyphens = format!("{} {}-{}", &good[0][..6], &good[0][6..12], &good[0][12..]);
    let wrong = given::wrong_imei(4);
    assert_eq!(
        actual,
        [
            ["3", "3,5E+14", "", "DEVICE_ID_INVALID"],
            ["5", wrong.as_str(), "", "DEVICE_IMEI_INVALID"],
            ["7", hyphens.as_str(), good[0].as_str(), "DEVICE_REPEATED"],
            ["9", "r38k503srvd", "", "DEVICE_ID_INVALID"],
            ["10", "", "", "DEVICE_ID_INVALID"],
        ]
    );
    assert!(errors[2][5].contains("Same device as line 2."), "{}", errors[2][5]);

    let page = alice.get(&format!("/uploads/{id}/errors")).await.page(200);
    insta::assert_snapshot!(page.lines(".facts > *, .tally > *"), @"
    Uploaded by alice@brightline.example
    File devices.csv
    How we read your file Windows-1252, semicolons, column IMEI. Not used: Modell, Farbe. 2 values corrected.
    In the file 8
    Verified 3
    Failed 5
    ");
    let failed = alice.get(&format!("/uploads/{id}/failed-rows.csv")).await.csv_rows();
    assert_eq!(
        failed.iter().map(|row| row[0].as_str()).collect::<Vec<_>>(),
        ["3,5E+14", &wrong, &hyphens, "r38k503srvd", ""]
    );
}

#[tokio::test]
async fn corrected_rows_can_be_uploaded_again() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let (bytes, _) = german();
    let id = upload(&app, &alice, HARBOUR.id, bytes).await;
    let download = alice.get(&format!("/uploads/{id}/failed-rows.csv")).await.body;
    let text = String::from_utf8(download).unwrap();
    let corrected = text.replace("3,5E+14", &given::imei(20)).replace(&given::wrong_imei(4), &given::imei(4));
    let again = upload(&app, &alice, HARBOUR.id, corrected.into_bytes()).await;
    let (total, verified, _, failed) = counts(&alice, HARBOUR.id, &again).await;
    // The repeated device is already registered, and the empty cell is still empty. The serial number is accepted,
    // because the column in a file of failed rows may contain any identifier.
    assert_eq!([total, verified, failed], ["5", "3", "2"]);
}

#[tokio::test]
async fn cells_never_become_formulas_or_markup() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let lines = ["=cmd|' /C calc'!A0", "<script>alert(1)</script>", "@SUM(1)"];
    let id = upload(&app, &alice, HARBOUR.id, given::file(&lines)).await;
    let errors = alice.get(&format!("/uploads/{id}/errors.csv")).await.csv_rows();
    let values: Vec<&str> = errors.iter().map(|row| row[2].as_str()).collect();
    assert_eq!(values, ["'=cmd|' /C calc'!A0", "<script>alert(1)</script>", "'@SUM(1)"]);
    let page = alice.get(&format!("/uploads/{id}/errors")).await;
    assert!(!page.text().contains("<script>alert"), "the markup is escaped");
    assert!(page.page(200).text("main").contains("<script>alert(1)</script>"));
}
