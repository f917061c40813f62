//! How a session ends: by signing out, by nobody asking, after half a day, or because the person may not any more.

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

async fn session(app: &App) -> String {
    cookie(&sign_in(&app.visitor(), ALICE.email, PASSWORD).await)
}

/// When the sessions of Alice were last used, as far as the table knows.
fn last_seen(db: &Db) -> Vec<NaiveDateTime> {
    let alice = sessions::table.inner_join(people::table).filter(people::email.eq(ALICE.email));
    db.read(|conn| Ok::<_, Error>(alice.select(sessions::last_seen_at).load(conn)?)).unwrap()
}

/// Uses a session at a time, and waits until that is noted: the answer does not wait for it.
async fn use_at(app: &App, cookie: &str, at: NaiveDateTime) {
    app.clock().set(at);
    assert!(is_signed_in(app, cookie).await, "at {at}");
    wait::until("the use is noted", || last_seen(app.db()) == [at]).await;
}

#[tokio::test]
async fn signing_out_ends_the_session_for_every_copy_of_its_cookie() {
    let app = App::start().await;
    let (here, elsewhere) = (session(&app).await, session(&app).await);
    let request = app.visitor().request(Method::POST, "/sign-out").header("cookie", &here);
    let answer = send(request.header("sec-fetch-site", "same-origin")).await;
    assert_eq!(answer.location(), "/sign-in");
    assert!(!is_signed_in(&app, &here).await);
    assert!(is_signed_in(&app, &elsewhere).await, "another session goes on");
    assert_eq!(last_seen(app.db()).len(), 1, "nothing of it is left in the table");
    let alice = app.sign_in(ALICE).await;
    alice.post("/sign-out", &[]).await;
    assert_eq!(alice.get("/sign-in").await.page(200).text(".notice h2"), "You’ve signed out");
    assert!(!alice.get("/sign-in").await.page(200).has(".notice"), "said once");
}

#[tokio::test]
async fn signing_in_again_begins_a_new_session_and_ends_the_one_before() {
    let app = App::start().await;
    let client = app.visitor();
    let first = cookie(&sign_in(&client, ALICE.email, PASSWORD).await);
    let second = cookie(&sign_in(&client, ALICE.email, PASSWORD).await);
    assert_ne!(first, second);
    assert!(!is_signed_in(&app, &first).await, "whoever planted a cookie has nothing of it");
    assert!(is_signed_in(&app, &second).await);
}

#[tokio::test]
async fn a_made_up_cookie_is_nobody() {
    let app = App::start().await;
    let real = session(&app).await;
    assert!(!is_signed_in(&app, "session=made-up").await);
    let (rest, last) = real.split_at(real.len() - 1);
    let forged = format!("{rest}{}", if last == "A" { "B" } else { "A" });
    assert!(!is_signed_in(&app, &forged).await);
}

#[tokio::test]
async fn half_an_hour_without_a_request_ends_a_session() {
    let app = App::start().await;
    let cookie = session(&app).await;
    use_at(&app, &cookie, noon() + Duration::minutes(29)).await;
    use_at(&app, &cookie, noon() + Duration::minutes(58)).await;
    app.clock().set(noon() + Duration::minutes(58 + 30));
    assert!(!is_signed_in(&app, &cookie).await);
}

#[tokio::test]
async fn what_a_page_asks_on_its_own_keeps_no_session_alive() {
    let app = App::start().await;
    let cookie = session(&app).await;
    let row = || app.visitor().request(Method::GET, "/uploads/1999999/row").header("cookie", &cookie);
    app.clock().set(noon() + Duration::minutes(29));
    assert_eq!(send(row()).await.status, 404, "signed in, and there is no such upload");
    app.clock().set(noon() + Duration::minutes(30));
    let script = row().header("hx-request", "true");
    assert_eq!(send(script).await.status, 401, "a script is not led to a page");
    assert_eq!(last_seen(app.db()), [noon()]);
}

#[tokio::test]
async fn twelve_hours_end_a_session_however_busy() {
    let app = App::start().await;
    let cookie = session(&app).await;
    for time in 1..=24 {
        use_at(&app, &cookie, noon() + Duration::minutes(time * 29)).await;
    }
    app.clock().set(noon() + Duration::hours(12) - Duration::seconds(1));
    assert!(is_signed_in(&app, &cookie).await);
    app.clock().set(noon() + Duration::hours(12));
    assert!(!is_signed_in(&app, &cookie).await);
}

#[tokio::test]
async fn a_disabled_person_is_out_at_once_and_cannot_come_back() {
    let app = App::start().await;
    let cookie = session(&app).await;
    let bob = app.sign_in(BOB).await;
    app.command(&["person", "disable", "--email", ALICE.email]);
    assert!(!is_signed_in(&app, &cookie).await);
    let answer = sign_in(&app.visitor(), ALICE.email, PASSWORD).await;
    assert_eq!(answer.page(422).text(".notice.bad p"), "The e-mail address or password is wrong.");
    assert_eq!(bob.get("/account").await.status, 200);
}
