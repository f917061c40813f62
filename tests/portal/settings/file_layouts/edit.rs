//! Renaming remembered layouts.

use super::list::remember;
use crate::harness::activity::entries_of;
use crate::harness::app::App;
use crate::harness::cast::ALICE;

#[tokio::test]
async fn a_layout_can_be_renamed_but_not_to_a_name_that_is_taken() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    remember(&alice, "SAP", "Model").await;
    let url = remember(&alice, "DATEV", "Colour").await;
    let taken = alice.post(&url, &[("name", "sap")]).await.page(422);
    assert_eq!(
        taken.text(".field-error"),
        "Error: You already have a file layout “sap”. Enter another name."
    );
    let empty = alice.post(&url, &[("name", " ")]).await.page(422);
    assert_eq!(empty.text(".field-error"), "Error: Enter a name of up to 60 characters");
    assert_eq!(alice.post(&url, &[("name", "Delivery notes")]).await.location(), "/settings/file-layouts");
    let page = alice.get("/settings/file-layouts").await.page(200);
    assert_eq!(page.texts("tbody th"), ["Delivery notes", "SAP"]);
    assert_eq!(entries_of(app.db(), "file_layout.changed").len(), 1);
    app.process_queue().await;
}
