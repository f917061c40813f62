//! Health checks, which need no sign-in.

use crate::harness::app::App;

#[tokio::test]
async fn a_running_portal_is_healthy_and_ready() {
    let app = App::start().await;
    for path in ["/healthz", "/readyz"] {
        let response = app.visitor().get(path).await;
        assert_eq!(response.status, 200, "{path}: {}", response.text());
        assert_eq!(response.header("content-type"), "text/plain; charset=utf-8", "{path}");
        assert_eq!(response.header("set-cookie"), "", "{path} doesn't start a session");
    }
}
