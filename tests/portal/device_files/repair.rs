//! Corrected rows are linked to the original upload, which shows the resolved lines and the uploads that resolved them.

use crate::harness::app::App;
use crate::harness::cast::{ALICE, HARBOUR, MEADOW};
use crate::harness::client::Client;
use crate::harness::given;
use crate::harness::html::Page;

async fn newest(alice: &Client, path: &str) -> String {
    alice.get(&format!("{path}.csv")).await.csv_rows()[0][0].clone()
}

#[tokio::test]
async fn corrected_rows_are_linked_until_every_line_is_registered() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let path = format!("/customers/{}/uploads", HARBOUR.id);
    let lines = [given::imei(1), given::wrong_imei(2), given::wrong_imei(3), given::wrong_imei(4)];
    alice.upload(&path, "a.csv", given::file(&lines), &[]).await.location();
    app.process_queue().await;
    let first = newest(&alice, &path).await;
    let rows = alice.get(&format!("/uploads/{first}/failed-rows.csv")).await.text();
    // Two lines are corrected and one is still wrong. The spreadsheet saved the file under another name.
    let corrected =
        rows.replace(&given::wrong_imei(2), &given::imei(2)).replace(&given::wrong_imei(3), &given::imei(3));
    alice.upload(&path, "week 47 corrected.csv", corrected, &[]).await.location();
    app.process_queue().await;
    let second = newest(&alice, &path).await;
    assert_ne!(second, first);

    let page = alice.get(&format!("/uploads/{first}/errors")).await.page(200);
    let corrections = page.lines("main .notice h2, .notice li, .views a");
    insta::assert_snapshot!(corrections.replace(&second, "[second]"), @"
    Corrections
    Upload [second]: 2 lines resolved
    Failed 1 left
    Corrected 2
    ");
    let reasons = |page: &Page| -> Vec<String> {
        page.rows(".boxed table").into_iter().map(|row| row[2].clone()).collect()
    };
    let open = reasons(&page);
    assert!(open.len() == 1 && open[0].contains("Compare the IMEI"), "only what is left is listed: {open:?}");
    assert_eq!(page.texts(".tally dd"), ["4", "1", "1 left of 3"], "the totals are unchanged");
    let page = alice.get(&format!("/uploads/{first}/errors?lines=corrected")).await.page(200);
    let resolved = page.lines("td .resolved");
    insta::assert_snapshot!(resolved.replace(&second, "[second]"), @"
    Resolved by upload [second]
    Resolved by upload [second]
    ");
    let has_advice = reasons(&page).iter().any(|reason| reason.contains("Compare the IMEI"));
    assert!(!has_advice, "resolved lines need no advice");
    let page = alice.get(&format!("/uploads/{second}/errors")).await.page(200);
    assert_eq!(page.text(".facts a"), format!("upload {first}"));

    let rows = alice.get(&format!("/uploads/{second}/failed-rows.csv")).await.text();
    let corrected = rows.replace(&given::wrong_imei(4), &given::imei(4));
    alice.upload(&path, "again.csv", corrected, &[]).await.location();
    app.process_queue().await;
    let third = newest(&alice, &path).await;
    let page = alice.get(&format!("/uploads/{first}/errors")).await.page(200);
    let corrections = page.lines(".notice.ok h2, .notice li");
    insta::assert_snapshot!(corrections.replace(&third, "[third]").replace(&second, "[second]"), @"
    All failed lines are resolved
    Upload [third]: 1 line resolved
    Upload [second]: 2 lines resolved
    ");
    assert_eq!(page.texts(".tally dd"), ["4", "1", "0 left of 3"], "the totals are unchanged");
    let devices = alice.get(&format!("/customers/{}/devices.csv", HARBOUR.id)).await.csv_rows();
    assert_eq!(devices.len(), 4, "every device is registered");
}

#[tokio::test]
async fn unrelated_files_are_not_linked() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let (path, other) =
        (format!("/customers/{}/uploads", HARBOUR.id), format!("/customers/{}/uploads", MEADOW.id));
    alice.upload(&path, "a.csv", given::file(&[given::wrong_imei(2)]), &[]).await.location();
    app.process_queue().await;
    let first = newest(&alice, &path).await;
    let header = "IMEI,line,code";
    let unrelated = [
        given::table(header, &[&format!("{},1,DEVICE_DUPLICATE", given::imei(2))]),
        given::table(header, &[&format!("{},2,DEVICE_IMEI_INVALID", given::imei(3))]),
        given::table(header, &[&format!("{},,", given::imei(4))]),
        given::table("IMEI,line", &[&format!("{},1", given::imei(5))]),
    ];
    for file in unrelated {
        alice.upload(&path, "b.csv", file, &[]).await.location();
    }
    let for_other_customer = given::table(header, &[&format!("{},1,DEVICE_IMEI_INVALID", given::imei(6))]);
    alice.upload(&other, "b.csv", for_other_customer, &[]).await.location();
    app.process_queue().await;
    let page = alice.get(&format!("/uploads/{first}/errors")).await.page(200);
    assert!(!page.text("main").contains("Corrections"));
}

#[tokio::test]
async fn a_bulk_file_can_be_corrected_as_a_whole_and_per_customer() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let lines = [
        format!("{},{}", HARBOUR.id, given::wrong_imei(1)),
        format!("{},{}", MEADOW.id, given::wrong_imei(2)),
        format!("9999999999,{}", given::imei(3)),
        format!("{},{}", HARBOUR.id, given::imei(4)),
    ];
    let action =
        alice.upload("/bulk-actions/uploads", "w.csv", given::file(&lines), &[]).await.location().to_owned();
    app.process_queue().await;
    let harbour_upload = newest(&alice, &format!("/customers/{}/uploads", HARBOUR.id)).await;
    // Correct one customer's rows, which were downloaded from its upload's page.
    let rows = alice.get(&format!("/uploads/{harbour_upload}/failed-rows.csv")).await.text();
    let corrected = rows.replace(&given::wrong_imei(1), &given::imei(1));
    let path = format!("/customers/{}/uploads", HARBOUR.id);
    let name = format!("upload-{harbour_upload}-failed-rows.csv");
    alice.upload(&path, &name, corrected, &[]).await.location();
    // Correct the other rows as a bulk file.
    let rows = alice.get(&format!("{action}/failed-rows.csv")).await.text();
    let corrected = rows.replace("9999999999", MEADOW.id).replace(&given::wrong_imei(2), &given::imei(2));
    let second = alice.upload("/bulk-actions/uploads", "w.csv", corrected, &[]).await.location().to_owned();
    app.process_queue().await;
    let page = alice.get(&action).await.page(200);
    let name = format!("Bulk action B-{}", second.rsplit('/').next().unwrap());
    assert_eq!(page.texts(".notice li").len(), 2);
    assert!(page.texts(".notice li").contains(&format!("{name}: 2 lines resolved")));
    let page = alice.get(&format!("/uploads/{harbour_upload}/errors")).await.page(200);
    assert!(page.texts(".notice li").iter().any(|line| line.ends_with("1 line resolved")));
}
