//! Adding a sold-to code.

use reseller_portal::domain::activity::Activity;
use reseller_portal::store::activity;

use super::list::{LIST, listed};
use crate::harness::app::App;
use crate::harness::cast::{ALICE, BOB, CHARLIE, STC, STC_ALIAS};

/// Returns the number of activity entries with this action and object.
fn entries(app: &App, action: Activity, object: &str) -> i64 {
    app.db().read(|conn| activity::count(conn, action, object)).unwrap()
}

#[tokio::test]
async fn a_new_code_is_listed_and_writes_one_activity_entry() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    assert_eq!(alice.get(&format!("{LIST}/new")).await.page(200).text("h1"), "Add sold-to code");
    let response = alice.post(LIST, &[("alias", " Zu\u{308}rich "), ("code", "ab-4567")]).await;
    assert_eq!(response.location(), LIST);
    let main = (STC_ALIAS.to_owned(), STC.to_owned());
    assert_eq!(listed(&alice).await, [main, ("Zürich".to_owned(), "000AB-4567".to_owned())]);
    assert_eq!(entries(&app, Activity::SoldToCodeAdded, "000AB-4567"), 1);
    // Another reseller can have the same code.
    let charlie = app.sign_in(CHARLIE).await;
    assert_eq!(charlie.post(LIST, &[("alias", STC_ALIAS), ("code", STC)]).await.status, 303);
}

#[tokio::test]
async fn errors_are_shown_next_to_their_fields() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let mut messages = Vec::new();
    for (alias, code, field) in [
        ("", "1234567", "alias"),
        ("A", "12_34567", "code"),
        (STC_ALIAS, "1234567", "alias"),
        ("A", " bright-100", "code"),
    ] {
        let page = alice.post(LIST, &[("alias", alias), ("code", code)]).await.page(422);
        messages.push(page.text(&format!("#error-{field}")));
        assert_eq!(page.attribute("#field-code", "value"), code.trim());
        assert!(page.text("title").starts_with("Error: "));
    }
    insta::assert_snapshot!(messages.join("\n"), @"
    Error: Enter an alias
    Error: Enter a sold-to code of 7 to 10 characters: letters A-Z, digits and hyphens
    Error: You already have the alias “Main account”, for the code BRIGHT-100
    Error: You already have the code BRIGHT-100, with the alias “Main account”
    ");
    assert_eq!(listed(&alice).await.len(), 1);
    assert_eq!(alice.post(LIST, &[]).await.status, 422);
}

#[tokio::test]
async fn a_reseller_can_have_at_most_twenty_codes() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    for number in 1..20 {
        let (alias, code) = (format!("A{number:02}"), format!("{}", 1_000_000 + number));
        assert_eq!(alice.post(LIST, &[("alias", &alias), ("code", &code)]).await.status, 303);
    }
    let page = alice.get(LIST).await.page(200);
    assert_eq!(page.text(".pager"), "20 of 20");
    assert!(!page.has("a#add"));
    let page = alice.post(LIST, &[("alias", "B"), ("code", "9999999")]).await.page(422);
    insta::assert_snapshot!(
        page.text("[data-problems] li"),
        @"You’ve reached the limit of 20 sold-to codes. Delete one first."
    );
    assert_eq!(entries(&app, Activity::SoldToCodeAdded, "0009999999"), 0);
}

#[tokio::test]
async fn viewers_cannot_add_codes() {
    let app = App::start().await;
    let bob = app.sign_in(BOB).await;
    assert_eq!(bob.get(&format!("{LIST}/new")).await.status, 403);
    assert_eq!(bob.post(LIST, &[("alias", "A"), ("code", "1234567")]).await.status, 403);
}
