//! The list of sold-to codes in the settings.

use reqwest::Method;

use crate::harness::app::App;
use crate::harness::cast::{ALICE, BOB, CHARLIE, NORDTEL, STC, STC_ALIAS};
use crate::harness::client::{Client, send};

pub const LIST: &str = "/settings/sold-to-codes";

/// Returns the alias and code in each row of the list.
pub async fn listed(client: &Client) -> Vec<(String, String)> {
    let page = client.get(LIST).await.page(200);
    page.texts("tbody th").into_iter().zip(page.attributes("[data-copy]", "data-copy")).collect()
}

/// Returns the path of the page that edits the code with this alias.
pub async fn edit_url(client: &Client, alias: &str) -> String {
    let page = client.get(LIST).await.page(200);
    let index = page.texts("tbody th").into_iter().position(|other| other == alias).expect(alias);
    page.attributes("tbody td a:first-of-type", "href")[index].clone()
}

#[tokio::test]
async fn codes_are_listed_by_alias() {
    let app = App::start().await;
    app.command(&["sold-to-code", "add", "--reseller", NORDTEL.id, "--code", "1234567", "--alias", "Nordic"]);
    let alice = app.sign_in(ALICE).await;
    let page = alice.get(LIST).await.page(200);
    assert_eq!(page.text(".nav-link[aria-current]"), "Settings");
    assert_eq!(page.text(".pager"), "1 of 20");
    assert_eq!(listed(&alice).await, [(STC_ALIAS.to_owned(), STC.to_owned())]);
    let charlie = app.sign_in(CHARLIE).await;
    assert_eq!(
        listed(&charlie).await,
        [("Nordic".to_owned(), "0001234567".to_owned())],
        "only Nordtel's own code"
    );
    let url = format!("{}/delete", edit_url(&charlie, "Nordic").await);
    charlie.post(&url, &[]).await.location();
    assert_eq!(charlie.get(LIST).await.page(200).text(".empty h2"), "No sold-to codes yet");
}

#[tokio::test]
async fn only_administrators_see_the_sold_to_codes() {
    let app = App::start().await;
    let bob = app.sign_in(BOB).await;
    assert_eq!(bob.get(LIST).await.status, 403);
    let page = bob.get("/customers").await.page(200);
    assert!(!page.has(&format!("a[href='{LIST}']")));
    let alice = app.sign_in(ALICE).await;
    assert!(alice.get("/customers").await.page(200).has(&format!(".nav-link[href='{LIST}']")));
    let delete = alice.request(Method::DELETE, LIST).header("sec-fetch-site", "same-origin");
    assert_eq!(send(delete).await.status, 405);
}

mod browser_sold_to_codes {
    use super::*;
    use crate::harness::browser::Browser;

    #[tokio::test]
    async fn codes_are_added_and_deleted_in_dialogs() {
        let app = App::start().await;
        let browser = Browser::start().await;
        browser.sign_in(&app, ALICE).await;
        browser.goto(app.url(LIST)).await.unwrap();
        browser.assert_accessible("sold-to-codes").await;
        browser.click("a#add").await;
        browser.wait_for("dialog[open] h2", "Add sold-to code").await;
        browser.fill("dialog[open] [name=alias]", "Retail").await;
        browser.fill("dialog[open] [name=code]", STC).await;
        browser.click("dialog[open] button.primary").await;
        browser.wait_for("dialog[open] [data-problems]", "already").await;
        browser.assert_accessible("add-sold-to-code-dialog").await;
        browser.fill("dialog[open] [name=code]", "1234567").await;
        browser.click("dialog[open] button.primary").await;
        browser.wait_for("table", "Retail").await;
        browser.click("tbody tr:nth-child(2) a[href$='/delete']").await;
        browser.wait_for("dialog[open] h2", "Delete sold-to code?").await;
        browser.assert_accessible("delete-sold-to-code-dialog").await;
        browser.click("dialog[open] button.danger").await;
        browser.wait_for(".pager", "1 of 20").await;
        let edit = edit_url(&app.sign_in(ALICE).await, STC_ALIAS).await;
        for (name, path) in
            [("edit-sold-to-code", edit.as_str()), ("add-sold-to-code", "/settings/sold-to-codes/new")]
        {
            browser.goto(app.url(path)).await.unwrap();
            browser.assert_accessible(name).await;
        }
    }
}
