//! Erasing removes the personal data about an account, and nothing else.

use diesel::prelude::*;
use reseller_portal::store::Error;
use reseller_portal::store::schema::{activity_erasures as erasures, activity_texts as texts};
use sha2::{Digest, Sha256};

use crate::harness::activity::{Entry, entries, entries_of};
use crate::harness::app::App;
use crate::harness::cast::{ALICE, BOB, HARBOUR};
use crate::harness::given;

/// Starts the portal, signs in Alice and Bob, and uploads a file as Alice.
async fn start() -> App {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    app.sign_in(BOB).await;
    let path = format!("/customers/{}/uploads", HARBOUR.id);
    let file = given::file(&given::imeis(0, 2));
    assert_eq!(alice.upload(&path, "phones for Maya.csv", file, &[]).await.status, 303);
    app.process_queue().await;
    app
}

fn erase(app: &App, email: &str) -> String {
    app.command(&["activity", "erase", "--email", email])
}

#[tokio::test]
async fn personal_data_is_erased_from_entries_about_a_person_and_their_actions() {
    let app = start().await;
    // The three entries say that Alice was added, signed in and uploaded a file.
    assert_eq!(erase(&app, " Alice@BRIGHTLINE.example"), "Entries erased: 3.\n");
    let texts: String = entries(app.db()).iter().map(|entry| format!("{:?}\n", entry.personal)).collect();
    assert!(!texts.contains("alice@") && !texts.contains("phones for Maya"), "{texts}");
    assert!(texts.contains("bob@brightline.example"), "other people's data is kept: {texts}");
}

#[tokio::test]
async fn erasing_keeps_the_entries_themselves() {
    let app = start().await;
    let before = entries(app.db());
    erase(&app, ALICE.email);
    let mut after = entries(app.db());
    let logged: Vec<Entry> = after.split_off(before.len());
    for (before, after) in before.iter().zip(&after) {
        assert_eq!((&before.action, &before.object), (&after.action, &after.object));
    }
    let actions: Vec<&str> = logged.iter().map(|entry| entry.action.as_str()).collect();
    assert_eq!(actions, ["activity.erased", "activity.erased"], "one for the account, one for its actions");
    assert!(logged.iter().all(|entry| entry.personal.is_none()), "{logged:?}");
}

#[tokio::test]
async fn erasing_again_finds_nothing() {
    let app = start().await;
    erase(&app, ALICE.email);
    assert_eq!(erase(&app, ALICE.email), "Entries erased: 0.\n");
}

#[tokio::test]
async fn a_digest_of_the_erased_data_is_kept() {
    let app = start().await;
    let signed_in = &entries_of(app.db(), "person.signed_in")[0];
    let personal = signed_in.personal.clone().unwrap();
    let columns = (texts::activity_key, texts::salt);
    let alices_texts = texts::table.filter(texts::account.eq(ALICE.email)).order(texts::activity_key.desc());
    let (key, salt): (i64, Vec<u8>) =
        app.db().read(|conn| Ok::<_, Error>(alices_texts.select(columns).first(conn)?)).unwrap();
    erase(&app, ALICE.email);
    let kept = erasures::table.find(key).select(erasures::digest);
    let kept: Vec<u8> = app.db().read(|conn| Ok::<_, Error>(kept.first(conn)?)).unwrap();
    let input = [personal.account, personal.address, personal.text].join("\0");
    assert_eq!(kept, Sha256::digest([salt, input.into_bytes()].concat()).to_vec());
}
