//! A device on which a person has signed in has its own count of failures, so that strangers can't lock the person out.

use std::net::Ipv4Addr;
use std::ops::Range;

use diesel::prelude::*;
use reqwest::Method;
use reseller_portal::clock::Clock;
use reseller_portal::config::Config;
use reseller_portal::store::Error;
use reseller_portal::store::schema::{known_devices, people};

use super::sign_in;
use crate::harness::app::{App, noon};
use crate::harness::cast::{ALICE, BOB, PASSWORD};
use crate::harness::client::{Client, Response, send};

const WRONG: &str = "wrong wrong wrong";

/// Returns a client on which Alice has signed in and out.
async fn alices_device(app: &App) -> Client {
    let client = app.sign_in(ALICE).await;
    assert_eq!(client.post("/sign-out", &[]).await.location(), "/sign-in");
    client
}

/// Returns the device cookie that a sign-in sets, in the form in which a request sends it.
fn device_cookie(response: &Response) -> String {
    let mut cookies = response.headers.get_all("set-cookie").iter().map(|value| value.to_str().unwrap());
    let cookie = cookies.find(|value| value.starts_with("device=")).expect("the sign-in sets the cookie");
    cookie.split(';').next().unwrap().to_owned()
}

/// Signs in with only this cookie, and returns the status.
async fn status_with(app: &App, cookie: &str, email: &str) -> u16 {
    let request = app.visitor().request(Method::POST, "/sign-in").header("cookie", cookie);
    send(request.form(&[("email", email), ("password", PASSWORD)])).await.status
}

/// Uses up an account's limit on failed sign-ins from unknown devices.
async fn lock(app: &App, email: &str) {
    let stranger = app.visitor();
    for _ in 0..10 {
        assert_eq!(sign_in(&stranger, email, WRONG).await.status, 422);
    }
    assert_eq!(sign_in(&app.visitor(), email, PASSWORD).await.status, 429);
}

#[tokio::test]
async fn strangers_cannot_lock_out_a_known_device() {
    let app = App::start().await;
    let alice = alices_device(&app).await;
    lock(&app, ALICE.email).await;
    for number in 0..40 {
        sign_in(&app.visitor(), &format!("guess{number}@portal.example"), WRONG).await;
    }
    assert_eq!(sign_in(&app.visitor(), BOB.email, PASSWORD).await.status, 429, "the network is locked too");
    for _ in 0..2 {
        assert_eq!(sign_in(&alice, ALICE.email, WRONG).await.status, 422);
        assert_eq!(sign_in(&alice, ALICE.email, PASSWORD).await.status, 303);
        assert_eq!(alice.post("/sign-out", &[]).await.status, 303);
    }
    assert_eq!(
        sign_in(&app.visitor(), ALICE.email, PASSWORD).await.status,
        429,
        "strangers still have to wait"
    );
}

/// Tries wrong passwords for Alice's account, each from another network.
async fn attack(app: &App, numbers: Range<u32>) {
    let stranger = app.visitor();
    for number in numbers {
        // Networks that are reserved for benchmarks.
        let address = Ipv4Addr::from_bits(Ipv4Addr::new(198, 18, 0, 0).to_bits() + number);
        let request = stranger.request(Method::POST, "/sign-in");
        let request = request.header("x-forwarded-for", address.to_string());
        let status = send(request.form(&[("email", ALICE.email), ("password", WRONG)])).await.status;
        assert_eq!(status, if number < 10 { 422 } else { 429 }, "attempt {number}");
    }
}

#[tokio::test]
async fn the_owner_can_sign_in_during_a_thousand_failures_from_elsewhere() {
    let trust = |config: &mut Config| config.trusted_proxies = Some("1".parse().unwrap());
    let app = App::start_with(Clock::fixed(noon()), false, trust).await;
    let alice = alices_device(&app).await;
    attack(&app, 0..10).await;
    let own = async || {
        assert_eq!(sign_in(&alice, ALICE.email, PASSWORD).await.status, 303);
        assert_eq!(alice.get("/account").await.status, 200);
        assert_eq!(alice.post("/sign-out", &[]).await.status, 303);
    };
    for from in (10..1_000).step_by(99) {
        let middle = from + 50;
        tokio::join!(attack(&app, from..middle), attack(&app, middle..from + 99), own());
    }
    assert_eq!(
        sign_in(&app.visitor(), ALICE.email, PASSWORD).await.status,
        429,
        "strangers still have to wait"
    );
}

#[tokio::test]
async fn a_known_device_has_its_own_limit() {
    let app = App::start().await;
    let alice = alices_device(&app).await;
    for _ in 0..10 {
        assert_eq!(sign_in(&alice, ALICE.email, WRONG).await.status, 422);
    }
    let refused = sign_in(&alice, ALICE.email, PASSWORD).await;
    assert_eq!((refused.status, refused.header("retry-after")), (429, "900"));
    assert_eq!(
        sign_in(&app.visitor(), ALICE.email, PASSWORD).await.status,
        303,
        "other devices are unaffected"
    );
}

#[tokio::test]
async fn a_device_is_known_only_for_the_accounts_that_signed_in_on_it() {
    let app = App::start().await;
    let device = alices_device(&app).await;
    lock(&app, BOB.email).await;
    assert_eq!(sign_in(&device, BOB.email, PASSWORD).await.status, 429);
    app.command(&["person", "unlock", "--email", BOB.email]);
    assert_eq!(sign_in(&device, BOB.email, PASSWORD).await.status, 303);
    lock(&app, BOB.email).await;
    lock(&app, ALICE.email).await;
    for person in [ALICE, BOB] {
        assert_eq!(sign_in(&device, person.email, PASSWORD).await.status, 303, "{} shares it", person.name);
    }
}

#[tokio::test]
async fn a_planted_cookie_is_replaced_when_another_account_signs_in() {
    let app = App::start().await;
    let client = app.visitor();
    let planted = device_cookie(&sign_in(&client, ALICE.email, PASSWORD).await);
    let own = device_cookie(&sign_in(&client, BOB.email, PASSWORD).await);
    lock(&app, BOB.email).await;
    assert_eq!(status_with(&app, &planted, BOB.email).await, 429);
    assert_eq!(status_with(&app, &own, BOB.email).await, 303);
}

#[tokio::test]
async fn a_forged_device_cookie_is_not_accepted() {
    let app = App::start().await;
    let cookie = device_cookie(&sign_in(&app.visitor(), ALICE.email, PASSWORD).await);
    lock(&app, ALICE.email).await;
    let (_, value) = cookie.split_once('=').unwrap();
    let unsigned = &value[value.len() - 32..];
    let flipped = if value.ends_with('0') { "1" } else { "0" };
    let forged = [
        format!("device={unsigned}"),
        format!("device={}{flipped}", &value[..value.len() - 1]),
        format!("session={value}"),
        "device=".to_owned(),
    ];
    for forged in forged {
        assert_eq!(status_with(&app, &forged, ALICE.email).await, 429, "{forged}");
    }
    assert_eq!(status_with(&app, &cookie, ALICE.email).await, 303);
}

#[tokio::test]
async fn the_device_cookie_is_long_lived_and_hidden_from_scripts() {
    let app = App::start().await;
    let response = sign_in(&app.visitor(), ALICE.email, PASSWORD).await;
    let cookies: Vec<&str> =
        response.headers.get_all("set-cookie").iter().map(|value| value.to_str().unwrap()).collect();
    let cookie = cookies.iter().find(|cookie| cookie.starts_with("device=")).unwrap();
    for attribute in ["HttpOnly", "SameSite=Lax", "Path=/", "Max-Age=34560000"] {
        assert!(cookie.split("; ").any(|part| part == attribute), "{attribute}: {cookie}");
    }
    assert!(!cookie.contains("Secure"), "{cookie}");
}

#[tokio::test]
async fn over_https_the_device_cookie_is_valid_only_for_this_host() {
    let change = |config: &mut Config| {
        config.public_url = Some("https://portal.example".parse().unwrap());
    };
    let app = App::start_with(Clock::fixed(noon()), false, change).await;
    let response = sign_in(&app.visitor(), ALICE.email, PASSWORD).await;
    let mut cookies = response.headers.get_all("set-cookie").iter().map(|value| value.to_str().unwrap());
    let cookie = cookies.find(|value| value.starts_with("__Host-device=")).unwrap();
    assert!(cookie.split("; ").any(|part| part == "Secure"), "{cookie}");
}

#[tokio::test]
async fn disabling_a_person_removes_their_known_devices() {
    let app = App::start().await;
    alices_device(&app).await;
    app.sign_in(BOB).await;
    let devices = |email: &str| {
        let devices = known_devices::table.inner_join(people::table).filter(people::email.eq(email)).count();
        app.db().read(|conn| Ok::<i64, Error>(devices.get_result(conn)?)).unwrap()
    };
    assert_eq!((devices(ALICE.email), devices(BOB.email)), (1, 1));
    app.command(&["person", "disable", "--email", ALICE.email]);
    assert_eq!((devices(ALICE.email), devices(BOB.email)), (0, 1));
}
