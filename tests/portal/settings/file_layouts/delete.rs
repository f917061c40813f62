//! Deleting remembered layouts.

use diesel::prelude::*;
use reseller_portal::store::Error;
use reseller_portal::store::schema::file_layouts;

use super::list::remember;
use crate::harness::activity::entries_of;
use crate::harness::app::App;
use crate::harness::cast::ALICE;

#[tokio::test]
async fn a_layout_is_deleted_after_confirmation() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let url = remember(&alice, "SAP", "Model").await;
    let ask = alice.get(&format!("{url}/delete")).await.page(200);
    assert_eq!(ask.text("h1"), "Delete file layout?");
    assert_eq!(alice.post(&format!("{url}/delete"), &[]).await.location(), "/settings/file-layouts");
    let left: i64 =
        app.db().read(|conn| Ok::<_, Error>(file_layouts::table.count().get_result(conn)?)).unwrap();
    assert_eq!((left, entries_of(app.db(), "file_layout.deleted").len()), (0, 1));
    app.process_queue().await;
}
