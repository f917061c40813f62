//! The account page: password, time zone and colours.

use chrono::Duration;
use futures_util::future::join_all;

use crate::harness::app::{App, noon};
use crate::harness::cast::{ALICE, BOB, HARBOUR, PASSWORD, PEOPLE};
use crate::harness::client::{Client, Response};
use crate::harness::given;
use crate::sign_in::{cookie, is_signed_in};

const NEW_PASSWORD: &str = "a new horse in the stable";

async fn sign_in(app: &App, password: &str) -> (Client, u16) {
    let client = app.visitor();
    let response = client.post("/sign-in", &[("email", ALICE.email), ("password", password)]).await;
    (client, response.status)
}

async fn change_password(client: &Client, current: &str, new: &str) -> Response {
    client.post("/account/password", &[("current_password", current), ("new_password", new)]).await
}

async fn change_display(client: &Client, zone: &str, theme: &str) -> Response {
    client.post("/account/display", &[("time_zone", zone), ("theme", theme)]).await
}

#[tokio::test]
async fn the_account_page_shows_the_name_and_email_address() {
    let app = App::start().await;
    for person in PEOPLE {
        let page = app.sign_in(person).await.get("/account").await.page(200);
        assert_eq!(page.text(".page-head .lede"), format!("{} · {}", person.name, person.email));
        assert!(page.attributes("input[type=password]", "value").is_empty());
    }
    assert_eq!(app.visitor().get("/account").await.location(), "/sign-in?next=%2Faccount");
}

#[tokio::test]
async fn the_new_password_works_and_the_old_one_does_not() {
    let app = App::start().await;
    let (alice, other_device, bob) =
        (app.sign_in(ALICE).await, app.sign_in(ALICE).await, app.sign_in(BOB).await);
    assert_eq!(change_password(&alice, PASSWORD, NEW_PASSWORD).await.location(), "/account");
    assert_eq!(alice.get("/account").await.page(200).text(".notice.ok h2"), "Password changed");
    assert_eq!(
        other_device.get("/account").await.location(),
        "/sign-in?next=%2Faccount",
        "signed out on the other device"
    );
    assert_eq!(bob.get("/account").await.status, 200, "colleagues stay signed in");
    assert_eq!(sign_in(&app, PASSWORD).await.1, 422);
    assert_eq!(sign_in(&app, NEW_PASSWORD).await.1, 303);
}

#[tokio::test]
async fn a_new_password_starts_a_new_session_and_ends_copies_of_the_old_one() {
    let app = App::start().await;
    let visitor = app.visitor();
    let fields = [("email", ALICE.email), ("password", PASSWORD)];
    let old = cookie(&visitor.post("/sign-in", &fields).await);
    let new = cookie(&change_password(&visitor, PASSWORD, NEW_PASSWORD).await);
    assert!(!is_signed_in(&app, &old).await);
    assert!(is_signed_in(&app, &new).await);
}

#[tokio::test]
async fn an_unacceptable_password_is_rejected_with_a_reason_and_changes_nothing() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let long = "x".repeat(257);
    let cases = [
        ("wrong wrong wrong", NEW_PASSWORD, "current_password"),
        ("", NEW_PASSWORD, "current_password"),
        (PASSWORD, "eleven char", "new_password"),
        (PASSWORD, "", "new_password"),
        (PASSWORD, &long, "new_password"),
        (PASSWORD, "Alice in Wonderland", "new_password"),
        (PASSWORD, "Brightline2026", "new_password"),
        (PASSWORD, "password1234", "new_password"),
    ];
    let mut messages = Vec::new();
    for (current, new, field) in cases {
        let page = change_password(&alice, current, new).await.page(422);
        messages.push(page.text(&format!("#error-{field}")));
        assert!(page.attributes("input[type=password]", "value").is_empty(), "passwords are never sent back");
    }
    insta::assert_snapshot!(messages.join("\n"), @"
    Error: The current password is wrong.
    Error: The current password is wrong.
    Error: Enter a password of at least 12 characters
    Error: Enter a password of at least 12 characters
    Error: Enter a password of at most 256 bytes
    Error: Enter a password without “alice”, which is part of the e-mail address
    Error: Enter a password without “brightline”, which is part of the e-mail address
    Error: This password is too common. Enter another one, such as four random words
    ");
    assert_eq!(alice.get("/account").await.status, 200, "still signed in");
    assert_eq!(sign_in(&app, NEW_PASSWORD).await.1, 422);
    assert_eq!(sign_in(&app, PASSWORD).await.1, 303);
    // The minimum counts characters, not bytes.
    assert_eq!(change_password(&alice, PASSWORD, "日本語の鍵は山と川と海で").await.status, 303);
}

#[tokio::test]
async fn ten_wrong_current_passwords_block_changes_but_not_sign_ins() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let attempts = (0..60).map(|_| change_password(&alice, "wrong wrong wrong", NEW_PASSWORD));
    let responses = join_all(attempts).await;
    let evaluated = responses.iter().filter(|response| response.status == 422).count();
    assert_eq!(evaluated, 10);
    let refused = change_password(&alice, PASSWORD, NEW_PASSWORD).await;
    assert_eq!(refused.header("retry-after"), "900");
    assert_eq!(
        refused.page(429).text("#error-current_password"),
        "Error: Too many attempts. Try again in 15 minutes."
    );
    assert_eq!(sign_in(&app, PASSWORD).await.1, 303);
    app.clock().set(noon() + Duration::minutes(15));
    assert_eq!(change_password(&alice, PASSWORD, NEW_PASSWORD).await.location(), "/account");
}

#[tokio::test]
async fn failed_sign_ins_do_not_block_a_password_change() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    for _ in 0..10 {
        assert_eq!(sign_in(&app, "wrong wrong wrong").await.1, 422);
    }
    assert_eq!(sign_in(&app, PASSWORD).await.1, 429);
    assert_eq!(change_password(&alice, PASSWORD, NEW_PASSWORD).await.location(), "/account");
}

#[tokio::test]
async fn pages_show_times_in_the_persons_time_zone_and_name_it() {
    let app = App::start().await;
    let (alice, bob) = (app.sign_in(ALICE).await, app.sign_in(BOB).await);
    let path = format!("/customers/{}/uploads", HARBOUR.id);
    alice.upload(&path, "a.csv", given::file(&given::imeis(1, 1)), &[]).await.location();
    app.process_queue().await;
    app.clock().set(noon() + Duration::minutes(20));
    let shown = async |client: &Client| {
        let page = client.get(&path).await.page(200);
        let time = "#list tbody time";
        (page.text(time), page.attribute(time, "title"), page.texts(".site-foot span").pop().unwrap())
    };
    let utc = ("Today, 12:00", "23 Nov 2026, 12:00:00 UTC", "Times shown in UTC");
    assert_eq!(shown(&alice).await, (utc.0.into(), utc.1.into(), utc.2.into()));
    assert_eq!(change_display(&alice, "America/New_York", "system").await.location(), "/account");
    let new_york = ("Today, 07:00", "23 Nov 2026, 07:00:00 EST", "Times shown in America/New_York (EST)");
    assert_eq!(shown(&alice).await, (new_york.0.into(), new_york.1.into(), new_york.2.into()));
    assert_eq!(
        shown(&bob).await,
        (utc.0.into(), utc.1.into(), utc.2.into()),
        "her colleague's time zone is unchanged"
    );
    let chosen = "#field-time_zone option[selected]";
    assert_eq!(alice.get("/account").await.page(200).attribute(chosen, "value"), "America/New_York");
}

#[tokio::test]
async fn colours_follow_the_device_until_the_person_chooses_a_theme() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    assert!(!alice.get("/customers").await.page(200).has("html[data-theme]"), "follows the device");
    for theme in ["dark", "light"] {
        assert_eq!(change_display(&alice, "UTC", theme).await.status, 303);
        assert_eq!(alice.get("/customers").await.page(200).attribute("html", "data-theme"), theme);
        assert_eq!(alice.get("/nothing-here").await.page(404).attribute("html", "data-theme"), theme);
    }
    assert_eq!(
        app.sign_in(ALICE).await.get("/account").await.page(200).attribute("html", "data-theme"),
        "light"
    );
    assert_eq!(change_display(&alice, "UTC", "system").await.status, 303);
    assert!(!alice.get("/customers").await.page(200).has("html[data-theme]"));
}

#[tokio::test]
async fn unknown_time_zones_and_themes_are_rejected() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    for (zone, theme, field) in
        [("Mars/Olympus", "dark", "time_zone"), ("", "dark", "time_zone"), ("Europe/Berlin", "pink", "theme")]
    {
        let page = change_display(&alice, zone, theme).await.page(422);
        assert_eq!(page.text(&format!("#error-{field}")), "Error: Choose an option from the list.");
    }
    let page = alice.get("/account").await.page(200);
    assert_eq!(page.attribute("#field-time_zone option[selected]", "value"), "UTC", "nothing was saved");
    assert!(!page.has("html[data-theme]"));
}
