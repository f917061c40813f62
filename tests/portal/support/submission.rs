//! Any reseller's bulk action or deletion, as support sees it.

use super::{sams_activity, upload_file};
use crate::harness::app::App;
use crate::harness::cast::{ALICE, HARBOUR, SAM};
use crate::harness::given;

#[tokio::test]
async fn support_sees_the_uploads_in_a_bulk_action_and_the_lines_in_a_deletion() {
    let app = App::start().await;
    let (alice, sam) = (app.sign_in(ALICE).await, app.sign_in(SAM).await);
    let bulk = format!(
        "{},{}\n9999999999,{}\n{},{}\n",
        HARBOUR.id,
        given::imei(0),
        given::imei(1),
        HARBOUR.id,
        given::wrong_imei(2)
    );
    let response = alice.upload("/bulk-actions/uploads", "week.csv", bulk, &[]).await;
    let number = response.location().rsplit('/').next().unwrap().to_owned();
    app.process_queue().await;
    let page = sam.get(&format!("/support/submissions/{number}")).await.page(200);
    assert_eq!(page.text("h1"), format!("Bulk upload B-{number} Completed with error"));
    assert!(page.text(".strip").contains("Brightline Mobile Ltd"));
    assert_eq!(page.texts(".tally dd"), ["3", "1", "2"]);
    let uploads = page.rows("section[aria-labelledby=uploads] table");
    assert_eq!(uploads[0][1..], ["Harbour Logistics 1000000001", "2", "1", "1", "Completed with error"]);
    let lines = page.rows(".boxed table");
    assert_eq!((lines[0][0].as_str(), lines[0][1].as_str()), ("2", "9999999999"));
    for name in ["errors.csv", "failed-rows.csv"] {
        let theirs = alice.get(&format!("/bulk-actions/{number}/{name}")).await;
        let ours = sam.get(&format!("/support/submissions/{number}/{name}")).await;
        assert_eq!((ours.status, ours.body), (200, theirs.body), "{name}");
    }

    let path = format!("/customers/{}/deletions", HARBOUR.id);
    let fields = [("device", given::imei(0)), ("confirm", "1".to_owned())];
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let deletion = alice.post(&path, &fields).await;
    let deletion = deletion.location().rsplit('/').next().unwrap().to_owned();
    app.process_queue().await;
    let page = sam.get(&format!("/support/submissions/{deletion}")).await.page(200);
    assert_eq!(page.text("h1").split(" C").next(), Some(&*format!("Deletion D-{deletion}")));
    let entries: Vec<_> = sams_activity(&app).into_iter().map(|entry| (entry.0, entry.1)).collect();
    assert_eq!(
        entries,
        [
            ("bulk_upload.viewed".to_owned(), format!("B-{number}")),
            ("deletion.viewed".to_owned(), format!("D-{deletion}")),
        ]
    );
    // An upload has a page of its own, so its submission has none.
    upload_file(&app, &alice, &HARBOUR, "a.csv", &given::imeis(50, 1)).await;
    let next: i64 = deletion.parse::<i64>().unwrap() + 1;
    sam.get(&format!("/support/submissions/{next}")).await.page(404);
}
