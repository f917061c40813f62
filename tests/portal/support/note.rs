//! Support's note on an upload.

use super::{sams_activity, upload_file};
use crate::harness::app::App;
use crate::harness::cast::{ALICE, HARBOUR, SAM};
use crate::harness::given;

#[tokio::test]
async fn a_note_is_saved_as_written_and_hidden_from_resellers() {
    let app = App::start().await;
    let (alice, sam) = (app.sign_in(ALICE).await, app.sign_in(SAM).await);
    let id = upload_file(&app, &alice, &HARBOUR, "a.csv", &given::imeis(0, 1)).await;
    let (page, path) = (format!("/support/uploads/{id}"), format!("/support/uploads/{id}/note"));
    let note = "Called <b>Maya</b>\r\nshe will send it again  ";
    assert_eq!(
        sam.post(&path, &[("note", note), ("view", "all")]).await.location(),
        format!("{page}?view=all")
    );
    let shown = sam.get(&page).await.page(200);
    assert_eq!(shown.text("textarea"), "Called <b>Maya</b> she will send it again");
    insta::assert_snapshot!(
        shown.text("#hint-note"),
        @"Only support sees this note. Last changed by Sam Okafor, Today, 12:00."
    );
    let saved = "Called <b>Maya</b>\nshe will send it again";
    let entry = ("upload.noted".to_owned(), id.clone(), saved.to_owned());
    assert_eq!(
        sams_activity(&app).into_iter().filter(|entry| entry.0 == "upload.noted").collect::<Vec<_>>(),
        [entry]
    );
    // Saving the same note changes nothing, and a note doesn't put the upload into the queue.
    sam.post(&path, &[("note", note)]).await.location();
    assert_eq!(sams_activity(&app).iter().filter(|entry| entry.0 == "upload.noted").count(), 1);
    assert_eq!(sam.get("/support").await.page(200).texts(".views a")[0], "Needs review 0");
    assert!(!alice.get(&format!("/uploads/{id}/errors")).await.text().contains("Maya"));
    let long = "x".repeat(2_001);
    sam.post(&path, &[("note", &long)]).await.page(422);
    sam.post(&path, &[("note", "a\0b")]).await.location();
    assert_eq!(sam.get(&page).await.page(200).text("textarea"), "ab");
    sam.post("/support/uploads/1999999/note", &[("note", "x")]).await.page(404);
}
