//! Marking an upload as reviewed.

use super::{sams_activity, upload_file};
use crate::harness::app::App;
use crate::harness::cast::{ALICE, HARBOUR, SAM};
use crate::harness::given;

#[tokio::test]
async fn marking_an_upload_as_reviewed_opens_the_next_one_and_can_be_undone() {
    let app = App::start().await;
    let (alice, sam) = (app.sign_in(ALICE).await, app.sign_in(SAM).await);
    let mut ids = Vec::new();
    for number in 0..3 {
        ids.push(upload_file(&app, &alice, &HARBOUR, "a.csv", &[given::wrong_imei(number)]).await);
    }
    let page = |id: &str| format!("/support/uploads/{id}");
    let review = |id: &str| format!("/support/uploads/{id}/review");
    // Marking the middle upload opens the oldest one, then the newest one, and finally the empty queue.
    assert_eq!(sam.post(&review(&ids[1]), &[("mark", "reviewed")]).await.location(), page(&ids[0]));
    assert_eq!(sam.post(&review(&ids[0]), &[("mark", "reviewed")]).await.location(), page(&ids[2]));
    assert_eq!(sam.post(&review(&ids[2]), &[("mark", "reviewed")]).await.location(), "/support");
    let queue = sam.get("/support").await.page(200);
    assert_eq!(queue.text(".notice.ok h2"), format!("Upload {} marked as reviewed", ids[2]));
    assert_eq!(queue.texts(".views a")[3], "Reviewed 3");
    let reviewed = sam.get(&page(&ids[1])).await.page(200);
    assert_eq!(reviewed.text(".q-pane .chips"), "Reviewed Sam Okafor, Today, 12:00");

    // Marking an upload twice changes nothing. Outside the queue, its page stays open.
    let all = [("mark", "reviewed"), ("view", "all")];
    assert_eq!(sam.post(&review(&ids[1]), &all).await.location(), format!("{}?view=all", page(&ids[1])));
    assert_eq!(sam.post(&review(&ids[1]), &[("mark", "undo")]).await.location(), page(&ids[1]));
    assert_eq!(sam.get("/support").await.page(200).texts(".views a")[0], "Needs review 1");
    let entries: Vec<_> =
        sams_activity(&app).into_iter().filter(|entry| entry.0 != "upload.viewed").collect();
    let entries: Vec<(&str, &str)> =
        entries.iter().map(|entry| (entry.0.as_str(), entry.1.as_str())).collect();
    assert_eq!(
        entries,
        [
            ("upload.reviewed", ids[1].as_str()),
            ("upload.reviewed", &ids[0]),
            ("upload.reviewed", &ids[2]),
            ("upload.review_undone", &ids[1]),
        ]
    );
    sam.post("/support/uploads/1999999/review", &[("mark", "reviewed")]).await.page(404);
    // The reseller doesn't see the review.
    let own = alice.get(&format!("/uploads/{}/errors", ids[0])).await.page(200);
    assert!(!own.text("main").contains("Reviewed"));
}
