//! The privacy page.

use crate::harness::app::App;

#[tokio::test]
async fn the_privacy_page_states_how_long_files_are_kept() {
    let app = App::start().await;
    let visitor = app.visitor();
    let page = visitor.get("/help/privacy").await.page(200);
    let days = app.services().config.retention_days;
    assert!(page.text("main").contains(&format!("{days} days")));
    assert_eq!(visitor.post("/help/privacy", &[]).await.status, 405);
}
