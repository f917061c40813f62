//! After too many failures for one account or from one address, sign-ins get 429 for a limited time.

use chrono::Duration;

use super::sign_in;
use crate::harness::app::{App, noon};
use crate::harness::cast::{ALICE, BOB, PASSWORD};
use crate::harness::client::{Client, Response, send};
use reqwest::Method;
use reseller_portal::clock::Clock;

const WRONG: &str = "wrong wrong wrong";

async fn fail(client: &Client, email: &str, times: usize) {
    for attempt in 1..=times {
        assert_eq!(sign_in(client, email, WRONG).await.status, 422, "{email}: attempt {attempt}");
    }
}

/// Asserts that the response reports too many attempts. Returns the seconds until another attempt is allowed.
fn retry_after(response: &Response) -> i64 {
    let message = response.page(429).text(".notice.bad p");
    assert!(message.starts_with("Too many attempts. Try again in "), "{message}");
    assert!(!response.headers.contains_key("set-cookie"), "no session is started");
    response.header("retry-after").parse().unwrap()
}

#[tokio::test]
async fn ten_failures_lock_only_that_account_for_fifteen_minutes() {
    let app = App::start().await;
    let client = app.visitor();
    fail(&client, ALICE.email, 1).await;
    app.clock().set(noon() + Duration::minutes(5));
    fail(&client, ALICE.email, 9).await;
    assert_eq!(
        retry_after(&sign_in(&client, ALICE.email, PASSWORD).await),
        600,
        "the lock period starts with the first failure"
    );
    assert_eq!(retry_after(&sign_in(&client, " ALICE@brightline.example", PASSWORD).await), 600);
    assert_eq!(
        sign_in(&app.visitor(), BOB.email, PASSWORD).await.status,
        303,
        "other people can still sign in"
    );

    app.clock().set(noon() + Duration::seconds(15 * 60 - 1));
    assert_eq!(retry_after(&sign_in(&client, ALICE.email, PASSWORD).await), 1);
    app.clock().set(noon() + Duration::minutes(15));
    assert_eq!(sign_in(&client, ALICE.email, PASSWORD).await.status, 303);
}

#[tokio::test]
async fn attempts_during_a_lock_do_not_extend_it() {
    let app = App::start().await;
    let client = app.visitor();
    fail(&client, ALICE.email, 10).await;
    for minute in 1..15 {
        app.clock().set(noon() + Duration::minutes(minute));
        assert_eq!(retry_after(&sign_in(&client, ALICE.email, WRONG).await), (15 - minute) * 60);
    }
    app.clock().set(noon() + Duration::minutes(15));
    assert_eq!(sign_in(&client, ALICE.email, PASSWORD).await.status, 303);
}

#[tokio::test]
async fn an_unknown_account_is_locked_too() {
    let app = App::start().await;
    let client = app.visitor();
    fail(&client, "nobody@portal.example", 10).await;
    assert_eq!(retry_after(&sign_in(&client, "nobody@portal.example", WRONG).await), 900);
}

#[tokio::test]
async fn a_successful_sign_in_resets_the_accounts_failure_count() {
    let app = App::start().await;
    let client = app.visitor();
    for _ in 0..2 {
        fail(&client, ALICE.email, 9).await;
        assert_eq!(sign_in(&app.visitor(), ALICE.email, PASSWORD).await.status, 303);
    }
}

#[tokio::test]
async fn fifty_failures_lock_the_address_for_every_account() {
    let app = App::start().await;
    let client = app.visitor();
    for number in 0..50 {
        fail(&client, &format!("guess{number}@portal.example"), 1).await;
    }
    assert_eq!(retry_after(&sign_in(&client, ALICE.email, PASSWORD).await), 900);
    assert_eq!(retry_after(&sign_in(&app.visitor(), BOB.email, PASSWORD).await), 900);
    app.clock().set(noon() + Duration::minutes(15));
    assert_eq!(sign_in(&client, ALICE.email, PASSWORD).await.status, 303);
}

/// Signs in with an `X-Forwarded-For` header and returns the status.
async fn sign_in_via_proxy(client: &Client, addresses: &str, password: &str) -> u16 {
    let request = client.request(Method::POST, "/sign-in").header("x-forwarded-for", addresses);
    // Use a different account each time. Otherwise, the account would be locked before the address.
    let email = if password == PASSWORD { ALICE.email } else { addresses };
    send(request.form(&[("email", email), ("password", password)])).await.status
}

#[tokio::test]
async fn a_trusted_proxy_provides_the_address() {
    let app = App::start_with(Clock::fixed(noon()), false, |config| config.trust_forwarded_for = true).await;
    let client = app.visitor();
    for number in 0..50 {
        assert_eq!(
            sign_in_via_proxy(&client, &format!("198.51.100.{number}, 203.0.113.7"), WRONG).await,
            422
        );
    }
    assert_eq!(sign_in_via_proxy(&client, "192.0.2.1, 203.0.113.7", PASSWORD).await, 429);
    assert_eq!(sign_in_via_proxy(&client, "203.0.113.7, 192.0.2.1", PASSWORD).await, 303);
}

#[tokio::test]
async fn a_proxy_in_a_trusted_network_provides_the_address() {
    let app = App::start_with(Clock::fixed(noon()), false, |config| {
        config.trusted_proxies = Some("127.0.0.0/8,10.0.0.0/8".parse().unwrap());
    })
    .await;
    let client = app.visitor();
    for number in 0..50 {
        let addresses = format!("198.51.100.{number}, 203.0.113.7, 10.0.0.{number}");
        assert_eq!(sign_in_via_proxy(&client, &addresses, WRONG).await, 422);
    }
    assert_eq!(sign_in_via_proxy(&client, "203.0.113.7, 10.1.1.1", PASSWORD).await, 429);
    assert_eq!(sign_in_via_proxy(&client, "203.0.113.8, 10.1.1.1", PASSWORD).await, 303);
}

#[tokio::test]
async fn without_a_trusted_proxy_the_header_is_ignored() {
    let app = App::start().await;
    let client = app.visitor();
    for number in 0..50 {
        assert_eq!(sign_in_via_proxy(&client, &format!("203.0.113.{number}"), WRONG).await, 422);
    }
    assert_eq!(sign_in_via_proxy(&client, "192.0.2.1", PASSWORD).await, 429);
}
