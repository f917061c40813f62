//! A session ends on sign-out, after inactivity, after twelve hours, or when the person is disabled.

use chrono::{Duration, NaiveDateTime};
use diesel::prelude::*;
use reqwest::Method;
use reseller_portal::store::schema::{people, sessions};
use reseller_portal::store::{Db, Error};

use super::{cookie, is_signed_in, sign_in};
use crate::harness::app::{App, noon};
use crate::harness::cast::{ALICE, BOB, PASSWORD};
use crate::harness::client::send;
use crate::harness::wait;

async fn start_session(app: &App) -> String {
    cookie(&sign_in(&app.visitor(), ALICE.email, PASSWORD).await)
}

/// Returns when each of Alice's sessions was last used.
fn last_seen(db: &Db) -> Vec<NaiveDateTime> {
    let alice = sessions::table.inner_join(people::table).filter(people::email.eq(ALICE.email));
    db.read(|conn| Ok::<_, Error>(alice.select(sessions::last_seen_at).load(conn)?)).unwrap()
}

/// Uses a session at the given time and waits until the time is stored, which happens after the response.
async fn use_at(app: &App, cookie: &str, at: NaiveDateTime) {
    app.clock().set(at);
    assert!(is_signed_in(app, cookie).await, "at {at}");
    wait::until("the time is stored", || last_seen(app.db()) == [at]).await;
}

#[tokio::test]
async fn signing_out_ends_the_session_on_the_server() {
    let app = App::start().await;
    let (current, other) = (start_session(&app).await, start_session(&app).await);
    let request = app.visitor().request(Method::POST, "/sign-out").header("cookie", &current);
    let response = send(request.header("sec-fetch-site", "same-origin")).await;
    assert_eq!(response.location(), "/sign-in");
    assert!(!is_signed_in(&app, &current).await);
    assert!(is_signed_in(&app, &other).await, "the other session continues");
    assert_eq!(last_seen(app.db()).len(), 1, "the session is deleted");
    let alice = app.sign_in(ALICE).await;
    alice.post("/sign-out", &[]).await;
    assert_eq!(alice.get("/sign-in").await.page(200).text(".notice h2"), "You’ve signed out");
    assert!(!alice.get("/sign-in").await.page(200).has(".notice"), "the notice appears once");
}

#[tokio::test]
async fn signing_in_again_starts_a_new_session_and_ends_the_old_one() {
    let app = App::start().await;
    let client = app.visitor();
    let first = cookie(&sign_in(&client, ALICE.email, PASSWORD).await);
    let second = cookie(&sign_in(&client, ALICE.email, PASSWORD).await);
    assert_ne!(first, second);
    assert!(!is_signed_in(&app, &first).await, "a cookie planted before the sign-in is worthless");
    assert!(is_signed_in(&app, &second).await);
}

#[tokio::test]
async fn a_forged_cookie_is_not_accepted() {
    let app = App::start().await;
    let real = start_session(&app).await;
    assert!(!is_signed_in(&app, "session=made-up").await);
    let (rest, last) = real.split_at(real.len() - 1);
    let forged = format!("{rest}{}", if last == "A" { "B" } else { "A" });
    assert!(!is_signed_in(&app, &forged).await);
}

#[tokio::test]
async fn a_session_ends_after_thirty_minutes_without_a_request() {
    let app = App::start().await;
    let cookie = start_session(&app).await;
    use_at(&app, &cookie, noon() + Duration::minutes(29)).await;
    use_at(&app, &cookie, noon() + Duration::minutes(58)).await;
    app.clock().set(noon() + Duration::minutes(58 + 30));
    assert!(!is_signed_in(&app, &cookie).await);
}

#[tokio::test]
async fn automatic_requests_from_a_page_do_not_keep_a_session_alive() {
    let app = App::start().await;
    let cookie = start_session(&app).await;
    let row = || app.visitor().request(Method::GET, "/uploads/1999999/row").header("cookie", &cookie);
    app.clock().set(noon() + Duration::minutes(29));
    assert_eq!(send(row()).await.status, 404, "signed in, but the upload doesn't exist");
    app.clock().set(noon() + Duration::minutes(30));
    let script = row().header("hx-request", "true");
    assert_eq!(send(script).await.status, 401, "a script isn't redirected");
    assert_eq!(last_seen(app.db()), [noon()]);
}

#[tokio::test]
async fn a_session_ends_after_twelve_hours_even_when_used() {
    let app = App::start().await;
    let cookie = start_session(&app).await;
    for step in 1..=24 {
        use_at(&app, &cookie, noon() + Duration::minutes(step * 29)).await;
    }
    app.clock().set(noon() + Duration::hours(12) - Duration::seconds(1));
    assert!(is_signed_in(&app, &cookie).await);
    app.clock().set(noon() + Duration::hours(12));
    assert!(!is_signed_in(&app, &cookie).await);
}

#[tokio::test]
async fn a_disabled_person_is_signed_out_at_once_and_cannot_sign_in() {
    let app = App::start().await;
    let cookie = start_session(&app).await;
    let bob = app.sign_in(BOB).await;
    app.command(&["person", "disable", "--email", ALICE.email]);
    assert!(!is_signed_in(&app, &cookie).await);
    let response = sign_in(&app.visitor(), ALICE.email, PASSWORD).await;
    insta::assert_snapshot!(response.page(422).text(".notice.bad p"), @"The e-mail address or password is wrong.");
    assert_eq!(bob.get("/account").await.status, 200);
}
