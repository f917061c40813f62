//! Security headers on every response.

use reqwest::Method;

use crate::harness::app::App;
use crate::harness::cast::ALICE;
use crate::harness::client::{Response, send};

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
