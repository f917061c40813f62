//! The remembered layouts in the settings.

use crate::harness::app::App;
use crate::harness::cast::{ALICE, BOB, FLEETCARE};
use crate::harness::client::Client;
use crate::harness::given;
use crate::lists::decide::{fields, send};

/// Remembers a layout under this name, and returns the address for renaming it.
pub async fn remember(client: &Client, name: &str, header: &str) -> String {
    let uploads = format!("/customers/{}/uploads", FLEETCARE.id);
    let list = format!("IMEI;{header}\n{};x\n", given::imei(1));
    let page = client.upload(&uploads, "a.csv", list, &[("review", "1")]).await.page(422);
    let mut fields = fields(&page, "go");
    fields.push(("remember".to_owned(), "1".to_owned()));
    fields.push(("layout_name".to_owned(), name.to_owned()));
    send(client, &page, &fields).await.location();
    edit_url(client, name).await
}

async fn edit_url(client: &Client, name: &str) -> String {
    let page = client.get("/settings/file-layouts").await.page(200);
    let names = page.texts("tbody th");
    let position = names.iter().position(|other| other == name).unwrap();
    page.attributes("tbody td.foot a:first-child", "href")[position].clone()
}

#[tokio::test]
async fn the_page_lists_the_layouts() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let empty = alice.get("/settings/file-layouts").await.page(200);
    assert!(empty.text("main").contains("No file layouts yet"));
    remember(&alice, "SAP delivery note", "Model").await;
    app.process_queue().await;
    let page = alice.get("/settings/file-layouts").await.page(200);
    assert_eq!(page.text("tbody th"), "SAP delivery note");
    let cells = page.texts("tbody td");
    assert_eq!(cells[..5], ["Upload", "IMEI as IMEI", "–never", "0", "alice@brightline.example"]);
    assert_eq!(page.text(".tabs [aria-current]"), "File layouts");
}

#[tokio::test]
async fn the_pages_need_the_permission_to_manage_settings() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let url = remember(&alice, "SAP", "Model").await;
    let bob = app.sign_in(BOB).await;
    for path in ["/settings/file-layouts", &url, &format!("{url}/delete")] {
        assert_eq!(bob.get(path).await.status, 403);
    }
    assert_eq!(bob.post(&url, &[("name", "x")]).await.status, 403);
    app.process_queue().await;
}
