//! The start page of the help section.

use crate::harness::app::App;
use crate::harness::cast::{ALICE, SAM};

#[tokio::test]
async fn the_help_explains_every_status_and_links_to_device_files() {
    let app = App::start().await;
    let visitor = app.visitor();
    for client in [visitor.clone(), app.sign_in(ALICE).await, app.sign_in(SAM).await] {
        let page = client.get("/help").await.page(200);
        assert_eq!(page.texts(".terms dt").len(), 7, "four upload statuses and three customer statuses");
        assert!(page.texts(".terms dd").iter().all(|meaning| !meaning.is_empty()));
        assert!(page.has("main a[href='/help/device-files']"));
    }
    assert_eq!(visitor.post("/help", &[]).await.status, 405);
}
