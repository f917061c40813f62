//! Security headers on every response.

use std::io::{Read, Write};
use std::net::TcpStream;

use reqwest::Method;
use reqwest::header::{HeaderMap, HeaderName};
use reseller_portal::clock::Clock;
use reseller_portal::web::routes::table;

use crate::access;
use crate::harness::app::{App, noon};
use crate::harness::cast::{ALICE, PASSWORD};
use crate::harness::client::{Client, Response, send};

const HSTS: &str = "strict-transport-security";

fn assert_has_security_headers(context: &str, response: &Response) {
    let policy = response.header("content-security-policy");
    assert!(policy.starts_with("default-src 'none'"), "{context}: {policy}");
    assert!(policy.contains("frame-ancestors 'none'") && !policy.contains("unsafe-"), "{context}: {policy}");
    for (name, value) in [
        ("x-content-type-options", "nosniff"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
    ] {
        assert_eq!(response.header(name), value, "{context}: {name}");
    }
    assert!(response.header("permissions-policy").contains("camera=()"), "{context}: permissions-policy");
    assert!(!response.header("referrer-policy").is_empty(), "{context}: referrer-policy");
    assert_eq!(response.header("cache-control"), "no-store", "{context}");
}

#[tokio::test]
async fn every_response_has_security_headers() {
    let app = App::start().await;
    let (visitor, alice) = (app.visitor(), app.sign_in(ALICE).await);
    for path in
        ["/healthz", "/readyz", "/sign-in", "/customers", "/nothing-here", "/customers/x/uploads", "/a%00b"]
    {
        assert_has_security_headers(&format!("visitor {path}"), &visitor.get(path).await);
        assert_has_security_headers(&format!("Alice {path}"), &alice.get(path).await);
    }
    let wrong_method = send(visitor.request(Method::DELETE, "/sign-in")).await;
    assert_eq!(wrong_method.status, 405);
    assert_has_security_headers("a wrong method", &wrong_method);
    let cross_site = alice.request(Method::POST, "/sign-out").header("sec-fetch-site", "cross-site");
    let cross_site = send(cross_site).await;
    assert_eq!(cross_site.status, 403);
    assert_has_security_headers("a POST from another site", &cross_site);
    assert_eq!(alice.get("/account").await.status, 200, "another site can't sign people out");
}

/// Starts a portal that people reach over HTTPS. The test client uses plain HTTP, so tests send its secure cookies
/// explicitly.
async fn start_with_https() -> App {
    App::start_with(Clock::fixed(noon()), false, |config| {
        config.public_url = Some("https://portal.example".parse().unwrap());
    })
    .await
}

/// Sends a form with a `Cookie` header.
async fn post(client: &Client, path: &str, cookie: &str, fields: &[(&str, &str)]) -> Response {
    let request = client.request(Method::POST, path).header("sec-fetch-site", "same-origin");
    send(request.header("cookie", cookie).form(fields)).await
}

/// Signs Alice in. Returns the `Set-Cookie` header of her session.
async fn sign_in(app: &App) -> String {
    let fields = [("email", ALICE.email), ("password", PASSWORD)];
    let response = post(&app.visitor(), "/sign-in", "", &fields).await;
    assert_eq!(response.status, 303);
    let cookies = response.headers.get_all("set-cookie").iter().map(|value| value.to_str().unwrap());
    cookies.into_iter().find(|cookie| cookie.contains("session=")).expect("a session cookie").to_owned()
}

/// Returns the part of a `Set-Cookie` header that a browser sends back.
fn name_and_value(cookie: &str) -> &str {
    cookie.split(';').next().unwrap()
}

#[tokio::test]
async fn every_route_has_security_headers_and_requires_https() {
    let app = start_with_https().await;
    let session = sign_in(&app).await;
    for entry in table() {
        for cookie in ["", name_and_value(&session)] {
            let method: Method = entry.method.as_str().parse().unwrap();
            let request = app.visitor().request(method, &access::path(&entry));
            let response =
                send(request.header("sec-fetch-site", "same-origin").header("cookie", cookie)).await;
            let context = format!("{} {} {}", entry.method, entry.path, response.status);
            assert_has_security_headers(&context, &response);
            assert_eq!(response.header(HSTS), "max-age=31536000; includeSubDomains", "{context}");
        }
    }
}

#[tokio::test]
async fn subdomains_can_be_left_out_of_strict_transport_security() {
    let app = App::start_with(Clock::fixed(noon()), false, |config| {
        config.public_url = Some("https://portal.example".parse().unwrap());
        config.hsts_without_subdomains = true;
    })
    .await;
    assert_eq!(app.visitor().get("/sign-in").await.header(HSTS), "max-age=31536000");
}

#[tokio::test]
async fn without_https_browsers_are_not_asked_to_use_it() {
    let app = App::start().await;
    assert_eq!(app.visitor().get("/sign-in").await.header(HSTS), "");
}

#[tokio::test]
async fn over_https_cookies_are_secure_and_valid_only_for_this_host() {
    let app = start_with_https().await;
    let session = sign_in(&app).await;
    let sign_out = post(&app.visitor(), "/sign-out", name_and_value(&session), &[]).await;
    let cookies: Vec<&str> =
        sign_out.headers.get_all("set-cookie").iter().map(|value| value.to_str().unwrap()).collect();
    assert!(session.starts_with("__Host-session="), "{session}");
    assert!(cookies.iter().any(|cookie| cookie.starts_with("__Host-flash=")), "{cookies:?}");
    for cookie in cookies.into_iter().chain([session.as_str()]) {
        for attribute in ["Secure", "HttpOnly", "SameSite=Lax", "Path=/"] {
            assert!(cookie.split("; ").any(|part| part == attribute), "{attribute}: {cookie}");
        }
        assert!(cookie.starts_with("__Host-") && !cookie.contains("Domain"), "{cookie}");
    }
}

#[tokio::test]
async fn over_https_a_message_is_shown_once() {
    let app = start_with_https().await;
    let session = sign_in(&app).await;
    let sign_out = post(&app.visitor(), "/sign-out", name_and_value(&session), &[]).await;
    let flash = sign_out.headers.get_all("set-cookie").iter().map(|value| value.to_str().unwrap());
    let flash = flash.into_iter().find(|cookie| cookie.starts_with("__Host-flash=")).unwrap();
    let request = app.visitor().request(Method::GET, "/sign-in").header("cookie", name_and_value(flash));
    let page = send(request).await;
    assert!(page.text().contains("You’ve signed out"));
    assert!(page.header("set-cookie").starts_with("__Host-flash=;"), "{}", page.header("set-cookie"));
    assert!(page.header("set-cookie").contains("Secure"), "browsers ignore it otherwise");
}

#[tokio::test]
async fn signing_out_clears_the_browsers_cache_and_storage_but_not_its_cookies() {
    let app = App::start().await;
    let response = app.sign_in(ALICE).await.post("/sign-out", &[]).await;
    assert_eq!(response.header("clear-site-data"), "\"cache\", \"storage\"");
}

/// Sends bytes on a new connection. Returns everything that the server sends until it closes the connection.
fn exchange(address: &str, request: &[u8]) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    // The server may close the connection before it has read everything.
    let _ = stream.write_all(request);
    let mut response = Vec::new();
    let _ = stream.read_to_end(&mut response);
    String::from_utf8(response).unwrap()
}

/// Parses a response that was read from a connection.
fn parse(text: &str) -> Response {
    let (head, body) = text.split_once("\r\n\r\n").unwrap();
    let mut lines = head.lines();
    let status = lines.next().unwrap().split(' ').nth(1).unwrap().parse().unwrap();
    let mut headers = HeaderMap::new();
    for (name, value) in lines.filter_map(|line| line.split_once(": ")) {
        headers.append(name.parse::<HeaderName>().unwrap(), value.parse().unwrap());
    }
    Response { status, headers, body: body.as_bytes().to_vec() }
}

#[tokio::test]
async fn responses_to_malformed_requests_have_security_headers() {
    let app = start_with_https().await;
    let address = app.url("").replace("http://", "");
    let long = format!("GET / HTTP/1.1\r\nHost: portal\r\nX-Long: {}\r\n\r\n", "x".repeat(300_000));
    let cases: [(&str, &[u8], u16); 6] = [
        ("not HTTP", b"nonsense\r\n\r\n", 400),
        ("a header without a name", b"GET / HTTP/1.1\r\n: x\r\n\r\n", 400),
        ("two lengths", b"POST /sign-in HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", 400),
        ("an unknown version", b"nonsense / HTTP/3.7\r\n\r\n", 400),
        ("long headers", long.as_bytes(), 431),
        ("a head that never ends", b"GET / HTTP/1.1\r\nHost: por", 408),
    ];
    for (context, request, status) in cases {
        let (address, request) = (address.clone(), request.to_vec());
        let response = tokio::task::spawn_blocking(move || exchange(&address, &request)).await.unwrap();
        let response = parse(&response);
        assert_eq!(response.status, status, "{context}");
        assert_has_security_headers(context, &response);
        assert!(response.header(HSTS).contains("max-age"), "{context}");
        assert_eq!(response.header("content-type"), "text/plain; charset=utf-8", "{context}");
        assert_eq!(response.header("content-length"), response.body.len().to_string(), "{context}");
        assert!(response.text().ends_with(".\n"), "{context}: {}", response.text());
    }
}

#[tokio::test]
async fn the_response_to_a_malformed_request_after_a_valid_one_has_security_headers() {
    let app = App::start().await;
    let address = app.url("").replace("http://", "");
    let requests = b"GET /healthz HTTP/1.1\r\nHost: portal\r\n\r\nnonsense\r\n\r\n";
    let text = tokio::task::spawn_blocking(move || exchange(&address, requests)).await.unwrap();
    let second = text.find("ok\n").expect("the first response arrives") + "ok\n".len();
    let response = parse(&text[second..]);
    assert_eq!(response.status, 400);
    assert_has_security_headers("after a valid request", &response);
}
