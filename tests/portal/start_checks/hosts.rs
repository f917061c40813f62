//! Requests for other hosts are rejected if the settings name the portal's hosts.

use reqwest::Method;
use reqwest::header::HOST;
use reseller_portal::clock::Clock;

use crate::harness::app::{App, noon};
use crate::harness::cast::ALICE;
use crate::harness::client::{Client, Response, send};

async fn app() -> App {
    App::start_with(Clock::fixed(noon()), false, |config| {
        config.public_url = Some("https://portal.example".parse().unwrap());
        config.allowed_hosts = vec!["portal.internal:8080".parse().unwrap()];
    })
    .await
}

async fn get(client: &Client, path: &str, host: &str) -> Response {
    send(client.request(Method::GET, path).header(HOST, host)).await
}

#[tokio::test]
async fn a_request_for_another_host_is_rejected_with_a_page() {
    let app = app().await;
    for path in ["/sign-in", "/", "/customers", "/nothing-here", "/assets/nothing"] {
        let page = get(&app.visitor(), path, "evil.example").await.page(421);
        assert_eq!(page.text("h1"), "This isn’t the portal’s address", "{path}");
    }
}

#[tokio::test]
async fn the_page_for_another_host_refers_to_nothing_on_that_host() {
    let app = app().await;
    let html = get(&app.visitor(), "/", "evil.example").await.text();
    assert!(!html.contains("href=") && !html.contains("src="), "{html}");
}

#[tokio::test]
async fn a_form_for_another_host_changes_nothing() {
    let app = app().await;
    let alice = app.sign_in(ALICE).await;
    let sign_out = alice.request(Method::POST, "/sign-out").header(HOST, "evil.example");
    assert_eq!(send(sign_out).await.status, 421);
    assert_eq!(alice.get("/account").await.status, 200);
}

#[tokio::test]
async fn the_portals_own_hosts_are_accepted() {
    let app = app().await;
    for host in
        ["portal.example", "PORTAL.EXAMPLE.", "portal.example:443", "portal.internal:8080", "localhost:1"]
    {
        assert_eq!(get(&app.visitor(), "/sign-in", host).await.status, 200, "{host}");
    }
}

#[tokio::test]
async fn health_checks_are_accepted_for_any_host() {
    let app = app().await;
    for path in ["/healthz", "/readyz"] {
        assert_eq!(get(&app.visitor(), path, "evil.example").await.status, 200, "{path}");
    }
}

#[tokio::test]
async fn a_malformed_host_is_rejected() {
    let app = app().await;
    assert_eq!(get(&app.visitor(), "/sign-in", "evil@portal.example").await.status, 400);
}

#[tokio::test]
async fn without_the_settings_every_host_is_accepted() {
    let app = App::start().await;
    assert_eq!(get(&app.visitor(), "/sign-in", "evil.example").await.status, 200);
}
