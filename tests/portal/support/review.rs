//! The review mark: it leads on to the next upload.

use super::{told_of_sam, uploaded};
use crate::harness::app::App;
use crate::harness::cast::{ALICE, HARBOUR, SAM};
use crate::harness::given;

#[tokio::test]
async fn marking_leads_to_the_next_one_and_can_be_undone() {
    let app = App::start().await;
    let (alice, sam) = (app.sign_in(ALICE).await, app.sign_in(SAM).await);
    let mut ids = Vec::new();
    for number in 0..3 {
        ids.push(uploaded(&app, &alice, &HARBOUR, "a.csv", &[given::wrong_imei(number)]).await);
    }
    let page = |id: &str| format!("/support/uploads/{id}");
    let review = |id: &str| format!("/support/uploads/{id}/review");
    // From the middle to the oldest, from there to the newest, and then there is none.
    assert_eq!(sam.post(&review(&ids[1]), &[("mark", "reviewed")]).await.location(), page(&ids[0]));
    assert_eq!(sam.post(&review(&ids[0]), &[("mark", "reviewed")]).await.location(), page(&ids[2]));
    assert_eq!(sam.post(&review(&ids[2]), &[("mark", "reviewed")]).await.location(), "/support");
    let queue = sam.get("/support").await.page(200);
    assert_eq!(queue.text(".notice.ok h2"), format!("Upload {} marked as reviewed", ids[2]));
    assert_eq!(queue.texts(".views a")[3], "Reviewed 3");
    let reviewed = sam.get(&page(&ids[1])).await.page(200);
    assert_eq!(reviewed.text(".q-pane .chips"), "Reviewed Sam Okafor, Today, 12:00");

    // Twice is once; outside the queue nobody is led away.
    let all = [("mark", "reviewed"), ("view", "all")];
    assert_eq!(sam.post(&review(&ids[1]), &all).await.location(), format!("{}?view=all", page(&ids[1])));
    assert_eq!(sam.post(&review(&ids[1]), &[("mark", "undo")]).await.location(), page(&ids[1]));
    assert_eq!(sam.get("/support").await.page(200).texts(".views a")[0], "Needs review 1");
    let told: Vec<_> = told_of_sam(&app).into_iter().filter(|told| told.0 != "upload.viewed").collect();
    let told: Vec<(&str, &str)> = told.iter().map(|told| (told.0.as_str(), told.1.as_str())).collect();
    assert_eq!(
        told,
        [
            ("upload.reviewed", ids[1].as_str()),
            ("upload.reviewed", &ids[0]),
            ("upload.reviewed", &ids[2]),
            ("upload.review_undone", &ids[1]),
        ]
    );
    sam.post("/support/uploads/1999999/review", &[("mark", "reviewed")]).await.page(404);
    // The reseller sees nothing of it.
    let own = alice.get(&format!("/uploads/{}/errors", ids[0])).await.page(200);
    assert!(!own.text("main").contains("Reviewed"));
}
