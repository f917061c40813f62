//! Support's note on an upload.

use super::{told_of_sam, uploaded};
use crate::harness::app::App;
use crate::harness::cast::{ALICE, HARBOUR, SAM};
use crate::harness::given;

#[tokio::test]
async fn a_note_is_kept_as_it_was_written_and_resellers_never_see_it() {
    let app = App::start().await;
    let (alice, sam) = (app.sign_in(ALICE).await, app.sign_in(SAM).await);
    let id = uploaded(&app, &alice, &HARBOUR, "a.csv", &given::imeis(0, 1)).await;
    let (page, path) = (format!("/support/uploads/{id}"), format!("/support/uploads/{id}/note"));
    let note = "Called <b>Maya</b>\r\nshe sends it again  ";
    assert_eq!(
        sam.post(&path, &[("note", note), ("view", "all")]).await.location(),
        format!("{page}?view=all")
    );
    let shown = sam.get(&page).await.page(200);
    assert_eq!(shown.text("textarea"), "Called <b>Maya</b> she sends it again");
    assert_eq!(
        shown.text("#hint-note"),
        "Only support sees this note. Last changed by Sam Okafor, Today, 12:00."
    );
    let kept = "Called <b>Maya</b>\nshe sends it again";
    let noted = ("upload.noted".to_owned(), id.clone(), kept.to_owned());
    assert_eq!(
        told_of_sam(&app).into_iter().filter(|told| told.0 == "upload.noted").collect::<Vec<_>>(),
        [noted]
    );
    // The same again changes nothing, and a note makes no upload due.
    sam.post(&path, &[("note", note)]).await.location();
    assert_eq!(told_of_sam(&app).iter().filter(|told| told.0 == "upload.noted").count(), 1);
    assert_eq!(sam.get("/support").await.page(200).texts(".views a")[0], "Needs review 0");
    assert!(!alice.get(&format!("/uploads/{id}/errors")).await.text().contains("Maya"));
    let long = "x".repeat(2_001);
    sam.post(&path, &[("note", &long)]).await.page(422);
    sam.post(&path, &[("note", "a\0b")]).await.location();
    assert_eq!(sam.get(&page).await.page(200).text("textarea"), "ab");
    sam.post("/support/uploads/1999999/note", &[("note", "x")]).await.page(404);
}
