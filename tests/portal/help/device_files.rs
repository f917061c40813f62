//! The help page about device files.

use crate::harness::app::App;

#[tokio::test]
async fn every_sample_on_the_page_can_be_downloaded() {
    let app = App::start().await;
    let visitor = app.visitor();
    let page = visitor.get("/help/device-files").await.page(200);
    let samples = page.attributes("main a[href^='/help/samples/']", "href");
    assert_eq!(samples.len(), 14, "four samples and ten examples of lists");
    for sample in samples {
        assert_eq!(visitor.get(&sample).await.status, 200, "{sample}");
    }
    assert_eq!(visitor.post("/help/device-files", &[]).await.status, 405);
}
