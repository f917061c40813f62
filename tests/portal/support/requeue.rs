//! A stalled upload can be put back into the queue and is processed once.

use std::sync::atomic::AtomicBool;

use chrono::Duration;
use reseller_portal::store::submissions::queue::{self, Lane};
use reseller_portal::uploads::processing::attempt::{AttemptOutcome, attempt};

use super::sams_activity;
use crate::harness::app::{App, noon};
use crate::harness::cast::{ALICE, HARBOUR, SAM};
use crate::harness::given;
use crate::harness::upload_rows::{count_registered, load_counts};

#[tokio::test]
async fn a_stalled_upload_is_requeued_and_completed() {
    let app = App::start().await;
    let (alice, sam) = (app.sign_in(ALICE).await, app.sign_in(SAM).await);
    let path = format!("/customers/{}/uploads", HARBOUR.id);
    alice.upload(&path, "a.csv", given::file(&given::imeis(0, 30)), &[]).await.location();
    let id = alice.get(&format!("{path}.csv")).await.csv_rows()[0][0].clone();
    let now = app.clock().now();
    // A worker hangs while it holds the lease.
    let hanging = app.db().write(|conn| queue::acquire(conn, "hangs", Lane::Any, now)).unwrap().unwrap();
    let requeue = format!("/support/submissions/{}/requeue", hanging.submission);

    app.clock().set(noon() + Duration::minutes(10));
    assert_eq!(sam.post(&requeue, &[]).await.location(), format!("/support/uploads/{id}"));
    let page = sam.get(&format!("/support/uploads/{id}")).await.page(200);
    assert_eq!(page.text(".notice.ok h2"), "It is running again");
    assert!(!page.has("main .notice.warn"));
    app.clock().set(noon() + Duration::minutes(11));
    let page = sam.get(&format!("/support/uploads/{id}")).await.page(200);
    assert_eq!(page.text("main .notice.warn h2"), "No progress for 11 minutes");
    assert_eq!(page.attribute("main .notice.warn form", "action"), requeue);
    sam.post(&requeue, &[]).await.location();
    assert!(sams_activity(&app).contains(&("upload.requeued".to_owned(), id.clone(), String::new())));
    let page = sam.get(&format!("/support/uploads/{id}")).await.page(200);
    assert_eq!(page.text(".notice.ok h2"), "Back in the queue");

    // The hanging worker has lost its lease, so it can't finish the upload even if it continues now.
    let late = attempt(app.services(), &hanging, &AtomicBool::new(false));
    assert_ne!(late, AttemptOutcome::Finished);
    app.process_queue().await;
    let number: i64 = id.parse().unwrap();
    assert_eq!(load_counts(app.db(), number), (30, 0));
    assert_eq!(count_registered(app.db(), number), 30);
    sam.post(&requeue, &[]).await.location();
    assert_eq!(sams_activity(&app).iter().filter(|entry| entry.0 == "upload.requeued").count(), 1);
    sam.post("/support/submissions/1999999/requeue", &[]).await.page(404);
}
