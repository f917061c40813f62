//! Sample files to download.

use crate::harness::app::App;

#[tokio::test]
async fn a_sample_is_downloaded_as_a_csv_file() {
    let app = App::start().await;
    let visitor = app.visitor();
    let response = visitor.get("/help/samples/with-header.csv").await;
    assert_eq!(response.status, 200);
    assert_eq!(response.header("content-type"), "text/csv; charset=utf-8");
    assert_eq!(response.header("content-disposition"), "attachment; filename=\"with-header.csv\"");
    assert_eq!(visitor.post("/help/samples/with-header.csv", &[]).await.status, 405);
}

#[tokio::test]
async fn other_files_are_not_served_as_samples() {
    let app = App::start().await;
    for name in ["nothing.csv", "..%2Fapp.css", "%00", "with-header.csv%00"] {
        assert_eq!(app.visitor().get(&format!("/help/samples/{name}")).await.status, 404, "{name}");
    }
}
