//! Too many failures are answered with 429, by account and by address, and nobody is locked out for good.

use chrono::Duration;

use super::sign_in;
use crate::harness::app::{App, noon};
use crate::harness::cast::{ALICE, BOB, PASSWORD};
use crate::harness::client::{Answer, Client, send};
use reqwest::Method;
use reseller_portal::clock::Clock;

const WRONG: &str = "wrong wrong wrong";

async fn fail(client: &Client, email: &str, times: usize) {
    for time in 1..=times {
        assert_eq!(sign_in(client, email, WRONG).await.status, 422, "{email}: failure {time}");
    }
}

/// That it was refused for coming too often, and when it may come again.
fn retry_after(answer: &Answer) -> i64 {
    let said = answer.page(429).text(".notice.bad p");
    assert!(said.starts_with("Too many attempts. Try again in "), "{said}");
    assert!(!answer.headers.contains_key("set-cookie"), "no session begins");
    answer.header("retry-after").parse().unwrap()
}

#[tokio::test]
async fn ten_failures_close_an_account_for_fifteen_minutes_and_no_other() {
    let app = App::start().await;
    let client = app.visitor();
    fail(&client, ALICE.email, 1).await;
    app.clock().set(noon() + Duration::minutes(5));
    fail(&client, ALICE.email, 9).await;
    assert_eq!(retry_after(&sign_in(&client, ALICE.email, PASSWORD).await), 600, "the first one counts");
    assert_eq!(retry_after(&sign_in(&client, " ALICE@brightline.example", PASSWORD).await), 600);
    assert_eq!(sign_in(&app.visitor(), BOB.email, PASSWORD).await.status, 303, "from the same address");

    app.clock().set(noon() + Duration::seconds(15 * 60 - 1));
    assert_eq!(retry_after(&sign_in(&client, ALICE.email, PASSWORD).await), 1);
    app.clock().set(noon() + Duration::minutes(15));
    assert_eq!(sign_in(&client, ALICE.email, PASSWORD).await.status, 303);
}

#[tokio::test]
async fn refusals_for_coming_too_often_do_not_make_the_wait_longer() {
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
async fn an_account_that_nobody_has_is_closed_alike() {
    let app = App::start().await;
    let client = app.visitor();
    fail(&client, "nobody@portal.example", 10).await;
    assert_eq!(retry_after(&sign_in(&client, "nobody@portal.example", WRONG).await), 900);
}

#[tokio::test]
async fn success_clears_the_account() {
    let app = App::start().await;
    let client = app.visitor();
    for _ in 0..2 {
        fail(&client, ALICE.email, 9).await;
        assert_eq!(sign_in(&app.visitor(), ALICE.email, PASSWORD).await.status, 303);
    }
}

#[tokio::test]
async fn fifty_failures_close_an_address_for_everybody() {
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

/// Alice's sign-in with an `X-Forwarded-For` header.
async fn forwarded(client: &Client, addresses: &str, password: &str) -> u16 {
    let request = client.request(Method::POST, "/sign-in").header("x-forwarded-for", addresses);
    // Another account each time, or the account would be closed before the address.
    let email = if password == PASSWORD { ALICE.email } else { addresses };
    send(request.form(&[("email", email), ("password", password)])).await.status
}

#[tokio::test]
async fn behind_a_trusted_proxy_the_address_is_the_one_that_the_proxy_added() {
    let app = App::start_with(Clock::fixed(noon()), false, |config| config.trust_forwarded_for = true).await;
    let client = app.visitor();
    for number in 0..50 {
        assert_eq!(forwarded(&client, &format!("198.51.100.{number}, 203.0.113.7"), WRONG).await, 422);
    }
    assert_eq!(forwarded(&client, "192.0.2.1, 203.0.113.7", PASSWORD).await, 429);
    assert_eq!(forwarded(&client, "203.0.113.7, 192.0.2.1", PASSWORD).await, 303);
}

#[tokio::test]
async fn without_such_a_proxy_the_header_is_only_what_the_client_says() {
    let app = App::start().await;
    let client = app.visitor();
    for number in 0..50 {
        assert_eq!(forwarded(&client, &format!("203.0.113.{number}"), WRONG).await, 422);
    }
    assert_eq!(forwarded(&client, "192.0.2.1", PASSWORD).await, 429);
}
