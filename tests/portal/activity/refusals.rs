//! Refused requests are recorded in the activity log. Identical ones within a minute share one entry with a count.

use std::io::Write;
use std::net::SocketAddr;

use chrono::{Duration, NaiveDateTime};
use diesel::prelude::*;
use reqwest::Method;
use reseller_portal::cli::serve;
use reseller_portal::clock::Clock;
use reseller_portal::config::Config;
use reseller_portal::store::schema::sessions;
use reseller_portal::store::{Conn, Error};

use crate::harness::activity::{Entry, entries};
use crate::harness::app::{App, noon, settings};
use crate::harness::cast::{ALICE, BOB, HARBOUR, PASSWORD};
use crate::harness::client::{Client, Response, send};
use crate::harness::given;
use crate::harness::raw::{connect, exchange};
use crate::harness::wait;

const WRONG: &str = "wrong wrong wrong";

async fn sign_in(client: &Client, email: &str, password: &str) -> Response {
    client.post("/sign-in", &[("email", email), ("password", password)]).await
}

/// Returns the entries about refusals, oldest first.
fn refusals(app: &App) -> Vec<Entry> {
    let is_refusal = |action: &str| {
        ["sign_in.", "password_change.", "request.", "connection.", "refusals."]
            .iter()
            .any(|area| action.starts_with(area))
    };
    entries(app.db()).into_iter().filter(|entry| is_refusal(&entry.action)).collect()
}

/// Ends the current minute, and returns the entries about its refusals.
async fn refusals_of_the_minute(app: &App) -> Vec<Entry> {
    app.clock().set(app.clock().now() + Duration::minutes(1));
    wait::until("the refusals are written", || !refusals(app).is_empty()).await;
    refusals(app)
}

/// Returns the action, the account, the method with the route, and the number of refusals for each entry.
fn summarize(entries: &[Entry]) -> Vec<(&str, &str, &str, i64)> {
    entries
        .iter()
        .map(|entry| {
            let account = entry.personal.as_ref().map_or("", |personal| personal.account.as_str());
            (entry.action.as_str(), account, entry.detail.as_str(), entry.times)
        })
        .collect()
}

#[tokio::test]
async fn failed_sign_ins_are_counted_by_account_and_reason() {
    let app = App::start().await;
    app.command(&["person", "disable", "--email", BOB.email]);
    let client = app.visitor();
    for _ in 0..3 {
        assert_eq!(sign_in(&client, " Alice@BRIGHTLINE.example", WRONG).await.status, 422);
    }
    assert_eq!(sign_in(&client, "nobody@a.example", WRONG).await.status, 422);
    assert_eq!(sign_in(&client, BOB.email, PASSWORD).await.status, 422);
    assert_eq!(
        summarize(&refusals_of_the_minute(&app).await),
        [
            ("sign_in.wrong_password", ALICE.email, "POST /sign-in", 3),
            ("sign_in.unknown_account", "nobody@a.example", "POST /sign-in", 1),
            ("sign_in.disabled_account", BOB.email, "POST /sign-in", 1),
        ]
    );
}

#[tokio::test]
async fn an_entry_names_the_person_and_the_clients_address() {
    let app = App::start().await;
    sign_in(&app.visitor(), ALICE.email, WRONG).await;
    let signed_in = app.sign_in(ALICE).await;
    drop(signed_in);
    let key = entries(app.db()).into_iter().find(|entry| entry.action == "person.signed_in").unwrap().object;
    let refused = &refusals_of_the_minute(&app).await[0];
    assert_eq!(refused.object, key);
    assert_eq!(refused.personal.as_ref().unwrap().address, "127.0.0.1");
}

#[tokio::test]
async fn throttled_sign_ins_are_recorded() {
    let app = App::start().await;
    let client = app.visitor();
    for _ in 0..10 {
        sign_in(&client, ALICE.email, WRONG).await;
    }
    assert_eq!(sign_in(&client, ALICE.email, PASSWORD).await.status, 429);
    let entries = refusals_of_the_minute(&app).await;
    assert_eq!(summarize(&entries)[1], ("sign_in.throttled", ALICE.email, "POST /sign-in", 1));
}

#[tokio::test]
async fn failures_before_a_successful_sign_in_are_kept() {
    let app = App::start().await;
    let client = app.visitor();
    sign_in(&client, ALICE.email, WRONG).await;
    assert_eq!(sign_in(&client, ALICE.email, PASSWORD).await.status, 303);
    let entries = refusals_of_the_minute(&app).await;
    assert_eq!(summarize(&entries), [("sign_in.wrong_password", ALICE.email, "POST /sign-in", 1)]);
}

#[tokio::test]
async fn a_wrong_current_password_is_recorded() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let fields = [("current_password", WRONG), ("new_password", "a very long passphrase")];
    assert_eq!(alice.post("/account/password", &fields).await.status, 422);
    let entries = refusals_of_the_minute(&app).await;
    assert_eq!(summarize(&entries), [("password_change.wrong_password", "", "POST /account/password", 1)]);
}

#[tokio::test]
async fn a_missing_permission_is_recorded_with_the_route_but_not_the_customer_id() {
    let app = App::start().await;
    let bob = app.sign_in(BOB).await;
    let path = format!("/customers/{}/reference", HARBOUR.id);
    assert_eq!(bob.post(&path, &[("reference", "x")]).await.status, 403);
    let entries = refusals_of_the_minute(&app).await;
    let route = "POST /customers/{customer_id}/reference";
    assert_eq!(summarize(&entries), [("request.forbidden", "", route, 1)]);
    assert_eq!(entries[0].way.as_deref(), Some("page"), "the actor is Bob");
}

#[tokio::test]
async fn requests_from_other_sites_are_recorded() {
    let app = App::start().await;
    let visitor = app.visitor();
    for _ in 0..300 {
        let request = visitor.request(Method::POST, "/sign-out").header("sec-fetch-site", "cross-site");
        assert_eq!(send(request).await.status, 403);
    }
    let entries = refusals_of_the_minute(&app).await;
    assert_eq!(summarize(&entries), [("request.foreign", "", "POST /sign-out", 300)]);
}

/// Returns the time at which Alice's session was last used.
fn last_seen(app: &App) -> NaiveDateTime {
    let find = |conn: &mut Conn| Ok::<_, Error>(sessions::table.select(sessions::last_seen_at).first(conn)?);
    app.db().read(find).unwrap()
}

#[tokio::test]
async fn a_request_from_another_site_names_the_person_whose_session_it_has() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let before = last_seen(&app);
    app.clock().set(noon() + Duration::minutes(5));
    let request = alice.request(Method::POST, "/sign-out").header("sec-fetch-site", "cross-site");
    assert_eq!(send(request).await.status, 403);
    let entries = refusals_of_the_minute(&app).await;
    assert_eq!(summarize(&entries), [("request.foreign", "", "POST /sign-out", 1)]);
    assert_eq!(entries[0].way.as_deref(), Some("page"), "the actor is Alice");
    assert_eq!(last_seen(&app), before, "the session isn't extended");
    assert_eq!(alice.get("/account").await.status, 200, "nothing was changed");
}

#[tokio::test]
async fn a_request_for_another_host_names_the_person_whose_session_it_has() {
    let app = App::start_with(Clock::fixed(noon()), false, |config| {
        config.public_url = Some("http://portal.example".parse().unwrap());
    })
    .await;
    let alice = app.sign_in(ALICE).await;
    let request = alice.request(Method::GET, "/customers").header("host", "evil.example");
    assert_eq!(send(request).await.status, 421);
    let entries = refusals_of_the_minute(&app).await;
    assert_eq!(summarize(&entries), [("request.unknown_host", "", "GET /customers", 1)]);
    assert_eq!(entries[0].way.as_deref(), Some("page"), "the actor is Alice");
}

#[tokio::test]
async fn requests_for_unknown_hosts_are_recorded() {
    let app = App::start_with(Clock::fixed(noon()), false, |config| {
        config.public_url = Some("https://portal.example".parse().unwrap());
    })
    .await;
    let request = app.visitor().request(Method::GET, "/sign-in").header("host", "evil.example");
    assert_eq!(send(request).await.status, 421);
    let entries = refusals_of_the_minute(&app).await;
    assert_eq!(summarize(&entries), [("request.unknown_host", "", "GET /sign-in", 1)]);
}

#[tokio::test]
async fn a_body_that_is_too_large_is_recorded() {
    let app = App::start_with(Clock::fixed(noon()), false, |config| config.max_file_bytes = 1_000).await;
    let alice = app.sign_in(ALICE).await;
    let path = format!("/customers/{}/uploads", HARBOUR.id);
    let file = given::file(&given::imeis(0, 60_000));
    assert_eq!(alice.upload(&path, "a.csv", file, &[]).await.status, 413);
    let entries = refusals_of_the_minute(&app).await;
    assert_eq!(summarize(&entries), [("request.too_large", "", "POST /customers/{customer_id}/uploads", 1)]);
}

#[tokio::test]
async fn an_overlong_account_is_shortened() {
    let app = App::start().await;
    sign_in(&app.visitor(), &format!("{}\r\n\0@a.example", "x".repeat(300)), WRONG).await;
    let entries = refusals_of_the_minute(&app).await;
    assert_eq!(entries[0].personal.as_ref().unwrap().account, "x".repeat(254));
}

#[tokio::test]
async fn refusals_in_the_current_minute_are_recorded_on_shutdown() {
    let mut app = App::start().await;
    sign_in(&app.visitor(), ALICE.email, WRONG).await;
    assert_eq!(refusals(&app), [], "nothing is written before the end of the minute");
    app.stop().await;
    assert_eq!(summarize(&refusals(&app)), [("sign_in.wrong_password", ALICE.email, "POST /sign-in", 1)]);
}

#[tokio::test]
async fn each_minute_has_its_own_entry() {
    let app = App::start().await;
    let visitor = app.visitor();
    sign_in(&visitor, ALICE.email, WRONG).await;
    app.clock().set(noon() + Duration::minutes(1));
    sign_in(&visitor, ALICE.email, WRONG).await;
    app.clock().set(noon() + Duration::minutes(2));
    wait::until("both are written", || refusals(&app).len() == 2).await;
    assert!(refusals(&app).iter().all(|entry| entry.times == 1));
}

#[tokio::test]
async fn throttled_password_changes_have_their_own_action() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let fields = [("current_password", WRONG), ("new_password", "a very long passphrase")];
    while alice.post("/account/password", &fields).await.status != 429 {}
    let entries = refusals_of_the_minute(&app).await;
    assert_eq!(summarize(&entries)[1], ("password_change.throttled", "", "POST /account/password", 1));
}

#[tokio::test]
async fn a_refusal_has_the_id_of_the_first_request() {
    let app = App::start().await;
    let first = sign_in(&app.visitor(), ALICE.email, WRONG).await;
    sign_in(&app.visitor(), ALICE.email, WRONG).await;
    let entries = refusals_of_the_minute(&app).await;
    assert_eq!(entries[0].times, 2);
    assert_eq!(entries[0].request_id.as_deref(), Some(first.header("x-request-id")));
}

/// Sends 60 requests from another site, each from a different address.
async fn send_60_foreign_requests(client: &Client) {
    for number in 0..60 {
        let request = client.request(Method::POST, "/sign-out").header("sec-fetch-site", "cross-site");
        let response = send(request.header("x-forwarded-for", format!("192.0.2.{number}"))).await;
        assert_eq!(response.status, 403);
    }
}

#[tokio::test]
async fn instances_share_the_limit_on_entries_in_a_minute() {
    let trust = |config: &mut Config| config.trusted_proxies = Some("1".parse().unwrap());
    let mut app = App::start_with(Clock::fixed(noon()), false, trust).await;
    send_60_foreign_requests(&app.visitor()).await;
    app.stop().await;
    assert_eq!(refusals(&app).len(), 50);
    // On SQLite, the second instance can start only after the first one has stopped.
    let mut config = settings(app.database_url(), app.data_dir());
    trust(&mut config);
    let other = serve::start(config, Clock::fixed(noon()), false).unwrap();
    send_60_foreign_requests(&Client::new(format!("http://{}", other.address))).await;
    other.stop().await;
    let entries = refusals(&app);
    assert_eq!(entries.len(), 51);
    assert_eq!(summarize(&entries)[50], ("refusals.summarized", "", "request.foreign 60", 60));
    assert_eq!(entries.iter().map(|entry| entry.times).sum::<i64>(), 120, "no refusal is lost");
}

/// Asserts that there is exactly one entry, which is about a connection from this computer.
#[track_caller]
fn assert_one_connection(entries: &[Entry], action: &str) {
    let [entry] = entries else { panic!("expected one entry, not {entries:?}") };
    assert_eq!((entry.action.as_str(), entry.detail.as_str()), (action, ""));
    assert_eq!(entry.personal.as_ref().unwrap().address, "127.0.0.1");
}

#[tokio::test]
async fn limits_on_connections_are_recorded() {
    let app = App::start_with(Clock::fixed(noon()), false, |config| config.max_connections = 16).await;
    let server: SocketAddr = app.url("").trim_start_matches("http://").parse().unwrap();
    let _idle: Vec<_> = (0..32).map(|_| connect(server)).collect();
    assert_eq!(app.visitor().get("/sign-in").await.status, 200);
    assert_one_connection(&refusals_of_the_minute(&app).await, "connection.limited");
}

#[tokio::test]
async fn a_request_refused_because_too_many_have_a_body_is_recorded() {
    let app = App::start_with(Clock::fixed(noon()), false, |config| config.max_connections = 16).await;
    let server: SocketAddr = app.url("").trim_start_matches("http://").parse().unwrap();
    let waiting = |_| {
        let mut stream = connect(server);
        let form = "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 9";
        let head = format!("POST /sign-in HTTP/1.1\r\nHost: {server}\r\n{form}\r\n\r\n");
        stream.write_all(head.as_bytes()).unwrap();
        stream
    };
    let _waiting: Vec<_> = (0..9).map(waiting).collect();
    let mut minutes = 0;
    wait::until("the refusal is written", || {
        minutes += 1;
        app.clock().set(noon() + Duration::minutes(minutes));
        !refusals(&app).is_empty()
    })
    .await;
    assert_eq!(summarize(&refusals(&app)), [("request.busy", "", "POST /sign-in", 1)]);
}

#[tokio::test]
async fn a_first_request_that_arrives_too_slowly_is_recorded() {
    let app = App::start().await;
    let server: SocketAddr = app.url("").trim_start_matches("http://").parse().unwrap();
    let response = tokio::task::spawn_blocking(move || exchange(server, b"GET /sign-in HTTP/1.1\r\n"));
    assert!(response.await.unwrap().starts_with("HTTP/1.1 408"));
    assert_one_connection(&refusals_of_the_minute(&app).await, "connection.too_slow");
}
