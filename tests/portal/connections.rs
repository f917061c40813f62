//! Limits on connections and forms, and requests that no browser would send.

use std::io::Read;
use std::net::SocketAddr;
use std::time::Instant;

use reqwest::{Method, header};
use reseller_portal::clock::Clock;

use crate::harness::app::{App, noon};
use crate::harness::cast::{ALICE, HARBOUR};
use crate::harness::client::send;
use crate::harness::database::Database;
use crate::harness::process::MAX_RUN;
use crate::harness::raw::{connect, exchange};
use crate::never_lost::instances::Instance;

#[tokio::test]
async fn idle_connections_are_closed_when_there_are_too_many() {
    let metrics = SocketAddr::from(([127, 0, 0, 1], 0));
    let app = App::start_with(Clock::fixed(noon()), false, |config| {
        (config.max_connections, config.metrics_listen) = (16, Some(metrics));
    })
    .await;
    let server: SocketAddr = app.url("").trim_start_matches("http://").parse().unwrap();
    let mut idle: Vec<_> = (0..32).map(|_| connect(server)).collect();
    assert_eq!(app.visitor().get("/sign-in").await.status, 200);
    let closed = tokio::task::spawn_blocking(move || idle[0].read(&mut [0; 64]).unwrap_or(0));
    assert_eq!(closed.await.unwrap(), 0, "the oldest connection is closed without a response");
    let deadline = Instant::now() + MAX_RUN;
    while closed_connections(&app).await < 16 {
        assert!(Instant::now() < deadline, "{} connections were closed", closed_connections(&app).await);
        tokio::task::yield_now().await;
    }
}

/// Returns the number of idle connections that the portal has closed to make room.
async fn closed_connections(app: &App) -> u32 {
    let text = app.prometheus().get("/metrics").await.text();
    let line = text.lines().find(|line| line.starts_with("portal_idle_connections_closed_total "));
    line.unwrap().split(' ').nth(1).unwrap().parse().unwrap()
}

#[tokio::test]
async fn malformed_requests_do_not_fill_the_log() {
    let database = Database::with_cast();
    let mut instance = Instance::new("one", &database);
    assert!(instance.start());
    let server = SocketAddr::from(([127, 0, 0, 1], instance.port()));
    let overlong = format!("GET / HTTP/1.1\r\nX-Long: {}\r\n\r\n", "a".repeat(1_000_000));
    let malformed: [&[u8]; 5] = [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"no request at all\r\n\r\n",
        b"GET / HTTP/1.1\r\nContent-Length: x\r\n\r\n",
        b"POST /sign-in HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nno number\r\n",
        overlong.as_bytes(),
    ];
    for bytes in malformed {
        exchange(server, bytes);
    }
    assert!(instance.stop());
    let log = instance.log();
    let lines: Vec<&str> =
        log.lines().filter(|line| line.contains("ERROR") || line.contains("WARN")).collect();
    assert_eq!(lines, Vec::<&str>::new());
}

#[tokio::test]
async fn unknown_fields_count_towards_the_form_limit() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let request = |path: &str| {
        alice
            .request(Method::POST, &format!("/customers/{}/{path}", HARBOUR.id))
            .header("sec-fetch-site", "same-origin")
    };
    let field = "--b\r\nContent-Disposition: form-data; name=\"unknown\"\r\n\r\n1\r\n";
    let multipart = request("uploads").header(header::CONTENT_TYPE, "multipart/form-data; boundary=b");
    let multipart = send(multipart.body(field.repeat(20_001) + "--b--\r\n")).await;
    assert_eq!(multipart.page(413).text("h1"), "Too large");
    let encoded = send(
        request("deletions")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body("unknown=1&".repeat(20_001)),
    )
    .await;
    assert_eq!(encoded.page(413).text("h1"), "Too large");
}

#[tokio::test]
async fn an_oversized_sign_in_form_gets_an_error_page() {
    let app = App::start().await;
    let password = "x".repeat(100_000);
    let response = app.visitor().post("/sign-in", &[("email", ALICE.email), ("password", &password)]).await;
    assert_eq!(response.page(413).text("h1"), "Too large");
}
