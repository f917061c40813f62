//! The first page after signing in.

use crate::harness::app::App;
use crate::harness::cast::{ALICE, BOB, CHARLIE, OLGA, SAM};

#[tokio::test]
async fn each_role_starts_on_its_own_page() {
    let app = App::start().await;
    let first_pages = [
        (ALICE, "/customers"),
        (BOB, "/customers"),
        (CHARLIE, "/customers"),
        (SAM, "/support"),
        (OLGA, "/account"),
    ];
    for (person, first) in first_pages {
        assert_eq!(app.sign_in(person).await.get("/").await.location(), first, "{}", person.name);
    }
    assert!(app.visitor().get("/").await.location().starts_with("/sign-in"));
    assert_eq!(app.sign_in(ALICE).await.post("/", &[]).await.status, 405);
}
