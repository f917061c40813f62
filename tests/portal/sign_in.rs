//! Signing in and out. The submodules test the limits on failed attempts, known devices, unsafe e-mail addresses and
//! passwords, and the end of sessions.

use chrono::Duration;
use reqwest::Method;

use crate::harness::activity::entries_of;
use crate::harness::app::{App, noon};
use crate::harness::cast::{ALICE, CHARLIE, FJORD, PASSWORD};
use crate::harness::client::{Client, Response, send};
use crate::harness::html::Page;

mod failures;
mod known_devices;
mod new_people;
mod normal_forms;
mod parallel;
mod sessions;

/// Submits the sign-in form.
async fn sign_in(client: &Client, email: &str, password: &str) -> Response {
    client.post("/sign-in", &[("email", email), ("password", password)]).await
}

/// Returns the session cookie in the form that a request sends.
pub fn cookie(response: &Response) -> String {
    let mut cookies = response.headers.get_all("set-cookie").iter().map(|value| value.to_str().unwrap());
    let cookie = cookies.rfind(|value| value.starts_with("session=")).expect("the response starts a session");
    cookie.split(';').next().unwrap().to_owned()
}

/// Returns whether this cookie alone opens a page that requires signing in.
pub async fn is_signed_in(app: &App, cookie: &str) -> bool {
    let request = app.visitor().request(Method::GET, "/account").header("cookie", cookie);
    let response = send(request).await;
    assert!(
        response.status == 200 || response.location() == "/sign-in?next=%2Faccount",
        "{}",
        response.text()
    );
    response.status == 200
}

#[tokio::test]
async fn the_correct_password_signs_in_and_the_case_of_the_email_address_is_ignored() {
    let app = App::start().await;
    let client = app.visitor();
    let response = sign_in(&client, " Alice@BRIGHTLINE.example ", PASSWORD).await;
    assert_eq!(response.location(), "/");
    let cookie = response.header("set-cookie");
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"), "{cookie}");
    assert!(client.get("/account").await.page(200).text("main").contains(ALICE.email));
    let entries = entries_of(app.db(), "person.signed_in");
    let accounts: Vec<String> =
        entries.into_iter().flat_map(|entry| entry.personal).map(|personal| personal.account).collect();
    assert_eq!(accounts, [ALICE.email]);
}

#[tokio::test]
async fn a_failed_sign_in_does_not_reveal_whether_the_account_exists() {
    let app = App::start().await;
    let client = app.visitor();
    let stranger = "nobody@brightline.example";
    let wrong = sign_in(&client, ALICE.email, "incorrect horse battery").await;
    let unknown = sign_in(&client, stranger, PASSWORD).await;
    let page = wrong.page(422);
    insta::assert_snapshot!(page.text(".notice.bad p"), @"The e-mail address or password is wrong.");
    assert_eq!(page.attribute("input[name=email]", "value"), ALICE.email, "the address is kept");
    assert!(page.attributes("input[name=password]", "value").is_empty(), "but not the password");
    assert_eq!(unknown.status, 422);
    assert_eq!(unknown.text().replace(stranger, ALICE.email), wrong.text());
    assert!(!wrong.headers.contains_key("set-cookie"), "no session is started");
}

#[tokio::test]
async fn signing_in_redirects_to_the_requested_page() {
    let app = App::start().await;
    let client = app.visitor();
    let response = client.get("/customers?q=harbour&sort=-name").await;
    let sign_in_page = response.location().to_owned();
    assert_eq!(sign_in_page, "/sign-in?next=%2Fcustomers%3Fq%3Dharbour%26sort%3D-name");
    let next = client.get(&sign_in_page).await.page(200).attribute("input[name=next]", "value");
    let fields = |password| [("email", ALICE.email), ("password", password), ("next", next.as_str())];
    let failed = client.post("/sign-in", &fields("wrong wrong wrong")).await;
    assert_eq!(
        failed.page(422).attribute("input[name=next]", "value"),
        next,
        "a failed attempt keeps the requested page"
    );
    assert_eq!(
        client.post("/sign-in", &fields(PASSWORD)).await.location(),
        "/customers?q=harbour&sort=-name"
    );
    assert_eq!(client.get(&sign_in_page).await.location(), next, "a signed-in person is redirected");
}

#[tokio::test]
async fn signing_in_never_redirects_to_another_site() {
    let app = App::start().await;
    for next in ["https://evil.example/", "//evil.example/", "/\\evil.example/"] {
        let fields = [("email", ALICE.email), ("password", PASSWORD), ("next", next)];
        assert_eq!(app.visitor().post("/sign-in", &fields).await.location(), "/", "{next}");
    }
}

#[tokio::test]
async fn the_requested_page_opens_only_if_the_person_who_signed_in_may_see_it() {
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
async fn another_site_cannot_sign_people_in_or_out() {
    let app = App::start().await;
    let visitor = app.visitor();
    let fields = [("email", ALICE.email), ("password", PASSWORD)];
    let post = |client: &Client, path: &str| {
        client.request(Method::POST, path).header("sec-fetch-site", "cross-site").form(&fields)
    };
    let response = send(post(&visitor, "/sign-in")).await;
    insta::assert_snapshot!(
        response.page(403).text("main h1 + p"),
        @"This request came from another site, so nothing was changed. Open the portal and try again there."
    );
    assert!(!response.headers.contains_key("set-cookie"));
    let alice = app.sign_in(ALICE).await;
    assert_eq!(send(post(&alice, "/sign-out")).await.status, 403);
    assert_eq!(alice.get("/account").await.status, 200, "she is still signed in");
}

#[tokio::test]
async fn incomplete_and_invalid_forms_are_rejected() {
    let app = App::start().await;
    let client = app.visitor();
    for fields in [&[][..], &[("email", ALICE.email)], &[("email", "a\0b"), ("password", "a\0b")]] {
        assert_eq!(client.post("/sign-in", fields).await.status, 422, "{fields:?}");
    }
    let long = "x".repeat(5_000);
    assert_eq!(sign_in(&client, ALICE.email, &long).await.status, 422);
    assert_eq!(sign_in(&client, ALICE.email, &format!("{PASSWORD}{long}")).await.status, 422);
    app.clock().set(noon() + Duration::minutes(15));
    assert_eq!(sign_in(&client, ALICE.email, PASSWORD).await.status, 303);
}

#[tokio::test]
async fn an_invalid_email_address_is_treated_like_an_unknown_one_and_counted() {
    let app = App::start().await;
    let long = format!("{}@brightline.example", "a".repeat(3_000));
    let exotic = "\u{202e}\u{200b}\u{1f511}\0@brightline.example";
    let unknown = sign_in(&app.visitor(), "nobody@brightline.example", PASSWORD).await;
    for address in [long.as_str(), exotic] {
        let client = app.visitor();
        for _ in 0..10 {
            let response = sign_in(&client, address, PASSWORD).await;
            let value = response.page(422).attribute("input[name=email]", "value");
            let same = response.text().replace(&value, "nobody@brightline.example");
            assert_eq!(Page::read(&same).text("main"), unknown.page(422).text("main"));
        }
        assert_eq!(sign_in(&client, address, PASSWORD).await.status, 429);
    }
}
