//! A corrected whole file is linked to the upload in which some of its lines failed.

use crate::harness::app::App;
use crate::harness::cast::{ALICE, HARBOUR, MEADOW};
use crate::harness::client::Client;
use crate::harness::given;

async fn upload(app: &App, alice: &Client, name: &str, lines: &[String]) -> Vec<String> {
    let path = format!("/customers/{}/uploads", HARBOUR.id);
    let header = ["IMEI".to_owned()];
    let lines: Vec<String> = header.iter().chain(lines).cloned().collect();
    alice.upload(&path, name, given::file(&lines), &[("known_file", "")]).await.location();
    app.process_queue().await;
    alice.get(&format!("{path}.csv")).await.csv_rows()[0].clone()
}

/// Returns eight valid lines with two invalid ones between them.
fn lines() -> Vec<String> {
    let mut lines = given::imeis(1, 8);
    lines.insert(3, given::wrong_imei(20));
    lines.push(given::wrong_imei(21));
    lines
}

fn corrected(lines: &[String], numbers: &[u32]) -> Vec<String> {
    let correct = |line: &String| {
        let found = numbers.iter().find(|number| *line == given::wrong_imei(**number));
        found.map_or_else(|| line.clone(), |number| given::imei(*number))
    };
    lines.iter().map(correct).collect()
}

#[tokio::test]
async fn a_corrected_whole_file_resolves_the_lines_of_the_first() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let first = upload(&app, &alice, "week 47.csv", &lines()).await[0].clone();
    let second = upload(&app, &alice, "week 47 new.csv", &corrected(&lines(), &[20, 21])).await[0].clone();
    let page = alice.get(&format!("/uploads/{first}/errors")).await.page(200);
    assert!(page.text("h1").ends_with("all corrected"), "{}", page.text("h1"));
    let page = alice.get(&format!("/uploads/{second}/errors")).await.page(200);
    assert!(page.text("h1").ends_with("all corrected"), "{}", page.text("h1"));
    let notices = page.lines("main .notice h2, main .notice p, main .notice li");
    insta::assert_snapshot!(notices.replace(&first, "[first]"), @"
    Correction of upload [first]
    We linked this file because 8 of its 10 lines are the same as in the earlier file.
    Some lines were already done
    They aren’t done twice, and you don’t need to correct them.
    Upload [first]: 8 lines
    ");
    assert_eq!(page.text(".tally .bad dd"), "0 left of 8");
    let rows = alice.get(&format!("/uploads/{second}/failed-rows.csv")).await.csv_rows();
    assert_eq!(rows.len(), 0, "nothing is left to correct");
    let devices = alice.get(&format!("/customers/{}/devices.csv", HARBOUR.id)).await.csv_rows();
    assert_eq!(devices.len(), 10);
}

#[tokio::test]
async fn a_line_that_is_still_wrong_stays_open() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let first = upload(&app, &alice, "a.csv", &lines()).await[0].clone();
    let second = upload(&app, &alice, "a.csv", &corrected(&lines(), &[20])).await[0].clone();
    let page = alice.get(&format!("/uploads/{first}/errors")).await.page(200);
    assert!(page.text("h1").ends_with("1 left"), "{}", page.text("h1"));
    let page = alice.get(&format!("/uploads/{second}/errors")).await.page(200);
    assert!(page.text("h1").ends_with("1 left"), "{}", page.text("h1"));
    let third = upload(&app, &alice, "a.csv", &corrected(&lines(), &[20, 21])).await[0].clone();
    for upload in [first, second, third] {
        let page = alice.get(&format!("/uploads/{upload}/errors")).await.page(200);
        assert!(page.text("h1").ends_with("all corrected"), "{upload}: {}", page.text("h1"));
    }
}

#[tokio::test]
async fn a_file_of_other_devices_is_not_linked() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let first = upload(&app, &alice, "daily.csv", &lines()).await[0].clone();
    let second = upload(&app, &alice, "daily.csv", &given::imeis(500, 10)).await[0].clone();
    let page = alice.get(&format!("/uploads/{first}/errors")).await.page(200);
    assert!(page.text("h1").ends_with("Completed with error"), "{}", page.text("h1"));
    assert!(
        !alice.get(&format!("/uploads/{second}/errors")).await.page(200).text("main").contains("Correction")
    );
    let path = format!("/customers/{}/uploads", MEADOW.id);
    let other = given::file(&corrected(&lines(), &[20, 21]));
    alice.upload(&path, "daily.csv", other, &[]).await.location();
    app.process_queue().await;
    let page = alice.get(&format!("/uploads/{first}/errors")).await.page(200);
    assert!(page.text("h1").ends_with("Completed with error"), "another customer’s file isn’t a correction");
}

#[tokio::test]
async fn a_column_that_a_spreadsheet_damaged_is_corrected_under_the_same_name() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let damaged: Vec<String> = (1..5).map(|_| "3.50E+14".to_owned()).collect();
    let first = upload(&app, &alice, "export.csv", &damaged).await[0].clone();
    upload(&app, &alice, "export.csv", &given::imeis(1, 4)).await;
    let page = alice.get(&format!("/uploads/{first}/errors")).await.page(200);
    assert!(page.text("h1").ends_with("all corrected"), "{}", page.text("h1"));
}

#[tokio::test]
async fn a_deletion_can_be_corrected_with_the_whole_file() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let devices: Vec<String> =
        given::imeis(1, 8).into_iter().chain([given::imei(20), given::imei(21)]).collect();
    upload(&app, &alice, "a.csv", &devices).await;
    let url = format!("/customers/{}/deletions", HARBOUR.id);
    let mut deletions = Vec::new();
    for lines in [lines(), corrected(&lines(), &[20, 21])] {
        let file = given::file(&lines);
        let deletion = alice.upload(&url, "returns.csv", file, &[("confirm", "10")]).await;
        deletions.push(deletion.location().to_owned());
        app.process_queue().await;
    }
    for deletion in deletions {
        let page = alice.get(&deletion).await.page(200);
        assert!(page.text("h1").ends_with("all corrected"), "{}", page.text("h1"));
    }
    assert!(alice.get(&format!("/customers/{}/devices.csv", HARBOUR.id)).await.csv_rows().is_empty());
}
