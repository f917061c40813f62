//! Corrections of lines with several devices. Each failed device is corrected by itself.

use crate::harness::app::App;
use crate::harness::cast::{ALICE, HARBOUR};
use crate::harness::client::Client;
use crate::harness::given;
use crate::harness::html::Page;

fn uploads() -> String {
    format!("/customers/{}/uploads", HARBOUR.id)
}

/// Uploads a list, and returns the upload ID.
async fn upload(app: &App, alice: &Client, list: String) -> String {
    alice.upload(&uploads(), "three.csv", list, &[("known_file", "")]).await.location();
    app.process_queue().await;
    newest(alice).await
}

async fn newest(alice: &Client) -> String {
    alice.get(&format!("{}.csv", uploads())).await.csv_rows()[0][0].clone()
}

/// Returns a list with three devices on each of its two lines. These devices are damaged.
fn list(damaged: &[u32]) -> String {
    let id = |number| if damaged.contains(&number) { given::wrong_imei(number) } else { given::imei(number) };
    let row = |first: u32| [first, first + 1, first + 2].map(id).join(";");
    format!("IMEI 1;IMEI 2;IMEI 3\n{}\n{}\n", row(1), row(4))
}

/// Returns line and identifier of each open row.
async fn open(alice: &Client, upload: &str) -> Vec<(String, String)> {
    let rows = alice.get(&format!("/uploads/{upload}/failed-rows.csv")).await.csv_rows();
    rows.into_iter().map(|row| (row[1].clone(), row[0].clone())).collect()
}

/// Returns the fields of the form on the page, with these identifiers replaced.
fn fields(page: &Page, replaced: &[(String, String)]) -> Vec<(String, String)> {
    let names = page.attributes("main form input", "name").into_iter();
    let values = page.attributes("main form input", "value").into_iter().map(|value| {
        replaced.iter().find(|(old, _)| *old == value).map_or(value.clone(), |(_, new)| new.clone())
    });
    names.zip(values).chain([("do".to_owned(), "upload".to_owned())]).collect()
}

#[tokio::test]
async fn one_of_two_failed_devices_of_a_line_is_corrected_in_the_browser() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let first = upload(&app, &alice, list(&[1, 2, 5])).await;
    let path = format!("/uploads/{first}/correct");
    let page = alice.get(&path).await.page(200);
    let lines: Vec<String> = page.rows("main table").into_iter().map(|row| row[0].clone()).collect();
    assert_eq!(lines, ["2", "2 (2)", "3 (2)"]);
    let fields = fields(&page, &[(given::wrong_imei(2), given::imei(2))]);
    let fields: Vec<(&str, &str)> =
        fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    alice.post(&path, &fields).await.location();
    app.process_queue().await;
    let expected = [("2".to_owned(), given::wrong_imei(1)), ("3 (2)".to_owned(), given::wrong_imei(5))];
    assert_eq!(open(&alice, &first).await, expected);
    let page = alice.get(&format!("/uploads/{first}/errors")).await.page(200);
    assert!(page.text("h1").ends_with("2 left"), "{}", page.text("h1"));
}

#[tokio::test]
async fn a_line_is_left_until_all_its_devices_are_corrected() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let first = upload(&app, &alice, list(&[1, 2])).await;
    for (damaged, left) in [([2].as_slice(), "1 left"), (&[], "all corrected")] {
        upload(&app, &alice, list(damaged)).await;
        let page = alice.get(&format!("/uploads/{first}/errors")).await.page(200);
        assert!(page.text("h1").ends_with(left), "{}", page.text("h1"));
    }
}

#[tokio::test]
async fn a_corrected_whole_file_resolves_the_devices_that_it_corrects() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let first = upload(&app, &alice, list(&[1, 2, 6])).await;
    let second = upload(&app, &alice, list(&[2])).await;
    assert_eq!(open(&alice, &first).await, [("2 (2)".to_owned(), given::wrong_imei(2))]);
    assert_eq!(open(&alice, &second).await, [("2 (2)".to_owned(), given::wrong_imei(2))]);
    let page = alice.get(&format!("/uploads/{second}/errors")).await.page(200);
    let sentence = "We linked this file because 4 of its 6 devices are the same as in the earlier file.";
    assert!(page.text("main").contains(sentence), "{}", page.text("main"));
}
