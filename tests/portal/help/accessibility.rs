//! The accessibility page.

use crate::harness::app::App;

#[tokio::test]
async fn anyone_can_read_the_accessibility_page() {
    let app = App::start().await;
    let visitor = app.visitor();
    assert_eq!(visitor.get("/help/accessibility").await.page(200).text("h1"), "Accessibility");
    assert_eq!(visitor.post("/help/accessibility", &[]).await.status, 405);
}
