//! Sign in and out. The limits on failures and on sessions have files of their own beside this one.

use chrono::Duration;
use reqwest::Method;
use reseller_portal::domain::activity::Activity;
use reseller_portal::store::activity;

use crate::harness::app::{App, noon};
use crate::harness::cast::{ALICE, CHARLIE, FJORD, PASSWORD};
use crate::harness::client::{Answer, Client, send};

mod failures;
mod sessions;

/// What the form sends when somebody signs in.
async fn sign_in(client: &Client, email: &str, password: &str) -> Answer {
    client.post("/sign-in", &[("email", email), ("password", password)]).await
}

/// The cookie of a session, as a request carries it.
fn cookie(answer: &Answer) -> String {
    let mut set = answer.headers.get_all("set-cookie").iter().map(|value| value.to_str().unwrap());
    let cookie = set.rfind(|value| value.starts_with("session=")).expect("a session begins");
    cookie.split(';').next().unwrap().to_owned()
}

/// Whether a page that wants somebody to be signed in opens with this cookie and no other.
async fn is_signed_in(app: &App, cookie: &str) -> bool {
    let request = app.visitor().request(Method::GET, "/account").header("cookie", cookie);
    let answer = send(request).await;
    assert!(answer.status == 200 || answer.location() == "/sign-in?next=%2Faccount", "{}", answer.text());
    answer.status == 200
}

#[tokio::test]
async fn the_right_password_signs_in_whatever_the_case_of_the_address() {
    let app = App::start().await;
    let client = app.visitor();
    let answer = sign_in(&client, " Alice@BRIGHTLINE.example ", PASSWORD).await;
    assert_eq!(answer.location(), "/");
    let set = answer.header("set-cookie");
    assert!(set.contains("HttpOnly") && set.contains("SameSite=Lax"), "{set}");
    assert!(client.get("/account").await.page(200).text("main").contains(ALICE.email));
    let told = app.db().read(|conn| activity::count(conn, Activity::PersonSignedIn, ALICE.email)).unwrap();
    assert_eq!(told, 1);
}

#[tokio::test]
async fn the_refusal_does_not_say_what_was_wrong() {
    let app = App::start().await;
    let client = app.visitor();
    let nobody = "nobody@brightline.example";
    let wrong = sign_in(&client, ALICE.email, "incorrect horse battery").await;
    let unknown = sign_in(&client, nobody, PASSWORD).await;
    let page = wrong.page(422);
    assert_eq!(page.text(".notice.bad p"), "The e-mail address or password is wrong.");
    assert_eq!(page.attribute("input[name=email]", "value"), ALICE.email, "what was typed stays");
    assert!(page.attributes("input[name=password]", "value").is_empty(), "but not the password");
    assert_eq!(unknown.status, 422);
    assert_eq!(unknown.text().replace(nobody, ALICE.email), wrong.text());
    assert!(!wrong.headers.contains_key("set-cookie"), "no session begins");
}

#[tokio::test]
async fn signing_in_leads_to_the_page_that_was_asked_for() {
    let app = App::start().await;
    let client = app.visitor();
    let answer = client.get("/customers?q=harbour&sort=-name").await;
    let sign_in_page = answer.location().to_owned();
    assert_eq!(sign_in_page, "/sign-in?next=%2Fcustomers%3Fq%3Dharbour%26sort%3D-name");
    let next = client.get(&sign_in_page).await.page(200).attribute("input[name=next]", "value");
    let fields = |password| [("email", ALICE.email), ("password", password), ("next", next.as_str())];
    let refused = client.post("/sign-in", &fields("wrong wrong wrong")).await;
    assert_eq!(refused.page(422).attribute("input[name=next]", "value"), next, "a mistake does not lose it");
    assert_eq!(
        client.post("/sign-in", &fields(PASSWORD)).await.location(),
        "/customers?q=harbour&sort=-name"
    );
    assert_eq!(client.get(&sign_in_page).await.location(), next, "who is signed in already goes on");
}

#[tokio::test]
async fn no_address_of_another_site_is_followed_after_signing_in() {
    let app = App::start().await;
    for next in ["https://evil.example/", "//evil.example/", "/\\evil.example/"] {
        let fields = [("email", ALICE.email), ("password", PASSWORD), ("next", next)];
        assert_eq!(app.visitor().post("/sign-in", &fields).await.location(), "/", "{next}");
    }
}

#[tokio::test]
async fn the_page_asked_for_is_looked_up_for_whoever_signed_in() {
    let app = App::start().await;
    let path = format!("/customers/{}/uploads", FJORD.id);
    for (person, status) in [(CHARLIE, 200), (ALICE, 404)] {
        let client = app.visitor();
        let fields = [("email", person.email), ("password", PASSWORD), ("next", path.as_str())];
        assert_eq!(client.post("/sign-in", &fields).await.location(), path);
        assert_eq!(client.get(&path).await.status, status, "{}", person.name);
    }
}

#[tokio::test]
async fn another_site_can_sign_nobody_in_or_out() {
    let app = App::start().await;
    let visitor = app.visitor();
    let sent = [("email", ALICE.email), ("password", PASSWORD)];
    let post = |client: &Client, path: &str| {
        client.request(Method::POST, path).header("sec-fetch-site", "cross-site").form(&sent)
    };
    let answer = send(post(&visitor, "/sign-in")).await;
    assert!(answer.page(403).text("main").contains("came from another site"));
    assert!(!answer.headers.contains_key("set-cookie"));
    let alice = app.sign_in(ALICE).await;
    assert_eq!(send(post(&alice, "/sign-out")).await.status, 403);
    assert_eq!(alice.get("/account").await.status, 200, "she is still signed in");
}

#[tokio::test]
async fn a_form_with_something_missing_or_impossible_is_a_refusal_and_no_failure_of_ours() {
    let app = App::start().await;
    let client = app.visitor();
    for fields in [&[][..], &[("email", ALICE.email)], &[("email", "a\0b"), ("password", "a\0b")]] {
        assert_eq!(client.post("/sign-in", fields).await.status, 422, "{fields:?}");
    }
    let long = "x".repeat(5_000);
    assert_eq!(sign_in(&client, ALICE.email, &long).await.status, 422);
    app.clock().set(noon() + Duration::minutes(15));
    assert_eq!(sign_in(&client, ALICE.email, PASSWORD).await.status, 303);
}
