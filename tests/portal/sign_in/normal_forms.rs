//! Text that looks the same can be encoded in several ways, all of which are accepted at sign-in. Outdated hashes are
//! replaced.

use diesel::prelude::*;
use reseller_portal::clock::Clock;
use reseller_portal::store::Error;
use reseller_portal::store::schema::people;

use super::sign_in;
use crate::harness::app::{App, noon};
use crate::harness::cast::{self, ALICE, BRIGHTLINE, PASSWORD};

const COMPOSED: &str = "caf\u{e9} au lait, s'il vous pla\u{ee}t";
const DECOMPOSED: &str = "cafe\u{301} au lait, s'il vous plai\u{302}t";

fn hash_of(app: &App, email: &str) -> String {
    let person = people::table.filter(people::email.eq(email)).select(people::password_hash);
    app.db().read(|conn| Ok::<_, Error>(person.first(conn)?)).unwrap()
}

#[tokio::test]
async fn a_password_is_accepted_however_its_accents_are_encoded() {
    let app = App::start().await;
    let set = ["person", "set-password", "--email", ALICE.email, "--password-stdin"];
    for stored in [COMPOSED, DECOMPOSED] {
        cast::run_successfully(app.database_url(), app.data_dir(), &set, stored);
        for sent in [COMPOSED, DECOMPOSED] {
            assert_eq!(sign_in(&app.visitor(), ALICE.email, sent).await.status, 303, "{stored:?} {sent:?}");
        }
    }
    assert_eq!(sign_in(&app.visitor(), ALICE.email, "cafe au lait, s'il vous plait").await.status, 422);
}

#[tokio::test]
async fn an_email_address_is_accepted_however_its_accents_are_encoded() {
    let app = App::start().await;
    let add =
        ["person", "add", "--email", "Jose\u{301}@brightline.example", "--name", "José", "--role", "viewer"];
    let add = [&add[..], &["--reseller", BRIGHTLINE.id, "--password-stdin"]].concat();
    cast::run_successfully(app.database_url(), app.data_dir(), &add, PASSWORD);
    for email in ["jos\u{e9}@brightline.example", "JOSE\u{301}@brightline.example"] {
        assert_eq!(sign_in(&app.visitor(), email, PASSWORD).await.status, 303, "{email:?}");
    }
}

#[tokio::test]
async fn a_sign_in_replaces_a_hash_that_uses_less_memory_than_configured() {
    let app =
        App::start_with(Clock::fixed(noon()), false, |config| config.password_memory_kib = 20_480).await;
    assert!(hash_of(&app, ALICE.email).contains("m=19456"));
    assert_eq!(sign_in(&app.visitor(), ALICE.email, "wrong wrong wrong").await.status, 422);
    assert!(hash_of(&app, ALICE.email).contains("m=19456"), "a wrong password replaces nothing");
    assert_eq!(sign_in(&app.visitor(), ALICE.email, PASSWORD).await.status, 303);
    let upgraded = hash_of(&app, ALICE.email);
    assert!(upgraded.contains("m=20480"), "{upgraded}");
    assert_eq!(sign_in(&app.visitor(), ALICE.email, PASSWORD).await.status, 303);
    assert_eq!(hash_of(&app, ALICE.email), upgraded, "an up-to-date hash is kept");
}
