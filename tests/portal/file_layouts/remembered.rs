//! Remembered layouts: lists with the same columns are read in the same way.

use diesel::prelude::*;
use reseller_portal::store::Error;
use reseller_portal::store::schema::{file_layouts, submissions};

use crate::checks::show::table_counts;
use crate::harness::activity::entries_of;
use crate::harness::app::App;
use crate::harness::cast::{ALICE, CHARLIE, FLEETCARE, HARBOUR};
use crate::harness::client::{Client, Response};
use crate::harness::given;
use crate::harness::html::Page;
use crate::lists::decide::{fields, send, waiting};

fn uploads() -> String {
    format!("/customers/{}/uploads", FLEETCARE.id)
}

/// Returns a delivery note with two columns of IMEIs under one name. `first` is the number of its first IMEI.
fn note(first: u32) -> String {
    let mut list = "SAP delivery note\nIMEI;IMEI;Model\n".to_owned();
    for number in (first..first + 10).step_by(2) {
        list.push_str(&format!("{};{};Galaxy A56\n", given::imei(number), given::imei(number + 1)));
    }
    list
}

async fn ask(client: &Client, path: &str, name: &str, list: String) -> Page {
    client.upload(path, name, list, &[]).await.page(422)
}

/// Continues with a list as recommended, and remembers its layout under this name.
async fn remember(client: &Client, page: &Page, name: &str) -> Response {
    let mut fields = fields(page, "go");
    fields.push(("remember".to_owned(), "1".to_owned()));
    fields.push(("layout_name".to_owned(), name.to_owned()));
    send(client, page, &fields).await
}

/// Uploads a first list, and remembers its layout as "SAP delivery note".
async fn first_list(app: &App, client: &Client) {
    let page = ask(client, &uploads(), "first.csv", note(1)).await;
    remember(client, &page, "SAP delivery note").await.location();
    app.process_queue().await;
}

fn understood(app: &App) -> String {
    let newest = submissions::table.order(submissions::id.desc()).select(submissions::understood);
    app.db().read(|conn| Ok::<_, Error>(newest.first(conn)?)).unwrap()
}

fn stored(app: &App) -> Vec<(String, i64)> {
    let layouts = file_layouts::table.order(file_layouts::id.asc());
    app.db()
        .read(|conn| Ok::<_, Error>(layouts.select((file_layouts::name, file_layouts::uses)).load(conn)?))
        .unwrap()
}

#[tokio::test]
async fn the_page_offers_to_remember_a_list_under_the_name_of_its_file() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let page = ask(&alice, &uploads(), "Lieferschein-4711.csv", note(1)).await;
    assert!(page.has("input[name=remember][checked]"));
    assert_eq!(page.attribute("#layout-name", "value"), "Lieferschein");
}

#[tokio::test]
async fn the_next_list_of_the_kind_goes_straight_through_and_names_the_layout() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    first_list(&app, &alice).await;
    assert_eq!(stored(&app), [("SAP delivery note".to_owned(), 0)]);
    let second = format!("Another title\nof two lines\n{}", note(101));
    alice.upload(&uploads(), "second.csv", second, &[]).await.location();
    assert_eq!(
        understood(&app),
        "UTF-8, semicolons, columns IMEI, IMEI. Not used: Model. Skipped: lines 1–3 above the table. \
         Layout “SAP delivery note” applied."
    );
    app.process_queue().await;
    assert_eq!(table_counts(&app)[1], 10);
    assert_eq!(stored(&app), [("SAP delivery note".to_owned(), 1)]);
}

#[tokio::test]
async fn a_check_names_the_layout_too() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    first_list(&app, &alice).await;
    let check = alice.upload(&uploads(), "second.csv", note(101), &[("check", "1")]).await;
    app.process_queue().await;
    let page = alice.get(check.location()).await.page(200);
    assert!(page.text(".facts").contains("Layout “SAP delivery note” applied."), "{}", page.text(".facts"));
}

#[tokio::test]
async fn a_list_whose_content_has_changed_asks_with_the_same_answers() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    first_list(&app, &alice).await;
    let model = format!(";{}\n", "Galaxy A56");
    for (changed, column) in [
        (note(101).replace("35", "X5"), "column “IMEI” and column “IMEI”"),
        (note(201).replace(&model, &format!(";{}\n", given::imei(999))), "column “Model”"),
    ] {
        let page = ask(&alice, &uploads(), "changed.csv", changed).await;
        assert_eq!(
            page.text("[data-problems] p"),
            format!(
                "The layout “SAP delivery note” is for lists like this, but the content of {column} has changed. \
                 Check the columns and rows below before you continue."
            )
        );
        assert_eq!(page.attributes(".cols-table option[selected]", "value"), ["imei", "imei2", "ignore"]);
    }
    assert_eq!(waiting(&app).0, 2);
}

#[tokio::test]
async fn another_header_or_kind_of_list_is_not_read_with_the_layout() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    first_list(&app, &alice).await;
    let other = note(101).replace("Model", "Modell");
    assert!(ask(&alice, &uploads(), "other.csv", other).await.text("main").contains("two identifiers"));
    let deletions = format!("/customers/{}/deletions", FLEETCARE.id);
    assert!(ask(&alice, &deletions, "other.csv", note(101)).await.text("main").contains("two identifiers"));
}

#[tokio::test]
async fn without_a_header_several_imeis_in_a_row_are_asked_about_again() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let rows = |first: u32| note(first).lines().skip(2).map(|line| format!("{line}\n")).collect::<String>();
    let page = ask(&alice, &uploads(), "rows.csv", rows(1)).await;
    remember(&alice, &page, "Rows").await.location();
    app.process_queue().await;
    let again = ask(&alice, &uploads(), "rows.csv", rows(101)).await;
    assert!(
        again.text("[data-problems]").starts_with("The layout “Rows” reads several identifiers in each row.")
    );
    assert_eq!(again.attributes(".cols-table option[selected]", "value"), ["device_id", "imei2", "ignore"]);
}

#[tokio::test]
async fn another_reseller_never_meets_the_layout() {
    let app = App::start().await;
    let (alice, charlie) = (app.sign_in(ALICE).await, app.sign_in(CHARLIE).await);
    first_list(&app, &alice).await;
    let uploads = format!("/customers/{}/uploads", HARBOUR.id);
    let page = ask(&charlie, &uploads, "second.csv", note(101)).await;
    assert!(page.text("main").contains("two identifiers"), "{}", page.text("main"));
    let named = charlie.upload(&uploads, "third.csv", note(201), &[("layout", "SAP delivery note")]).await;
    assert!(named.page(422).text("[data-problems] li").starts_with("There is no file layout"));
    assert!(!charlie.get("/settings/file-layouts").await.page(200).text("main").contains("SAP"));
    let id = app
        .db()
        .read(|conn| Ok::<_, Error>(file_layouts::table.select(file_layouts::id).first::<i64>(conn)?))
        .unwrap();
    let unknown = charlie.get("/settings/file-layouts/999999").await;
    charlie.get(&format!("/settings/file-layouts/{id}")).await.assert_not_found_like(&unknown);
    charlie.post(&format!("/settings/file-layouts/{id}/delete"), &[]).await.page(404);
    assert_eq!(stored(&app).len(), 1);
}

#[tokio::test]
async fn a_form_can_name_the_layout() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    first_list(&app, &alice).await;
    for (name, list) in [("sap delivery note", note(101)), ("1", note(201))] {
        alice.upload(&uploads(), "named.csv", list, &[("layout", name)]).await.location();
        assert!(understood(&app).ends_with("Layout “SAP delivery note” applied."));
    }
    app.process_queue().await;
    let unknown = alice.upload(&uploads(), "named.csv", note(301), &[("layout", "DATEV")]).await.page(422);
    assert_eq!(
        unknown.text("[data-problems] li"),
        "There is no file layout “DATEV” for lists like this. Use a name or an ID from Settings, or choose no layout."
    );
    let other = given::file(&given::imeis(400, 3));
    let other =
        alice.upload(&uploads(), "named.csv", other, &[("layout", "SAP delivery note")]).await.page(422);
    assert_eq!(
        other.text("[data-problems] li"),
        "The file layout “SAP delivery note” is for lists with other columns. Choose another layout, or none."
    );
}

#[tokio::test]
async fn remembering_the_same_kind_of_list_again_replaces_its_layout() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    first_list(&app, &alice).await;
    let reviewed = alice.upload(&uploads(), "second.csv", note(101), &[("review", "1")]).await.page(422);
    assert_eq!(reviewed.attribute("#layout-name", "value"), "SAP delivery note");
    remember(&alice, &reviewed, "Delivery notes").await.location();
    assert_eq!(stored(&app), [("Delivery notes".to_owned(), 0)]);
    let entries = |action: &str| entries_of(app.db(), action).len();
    assert_eq!((entries("file_layout.added"), entries("file_layout.changed")), (1, 1));
    app.process_queue().await;
}

#[tokio::test]
async fn at_the_limit_the_page_says_so_and_the_upload_goes_on() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    first_list(&app, &alice).await;
    app.db()
        .write(|conn| {
            for number in 2..=100_i64 {
                let row = file_layouts::table.select((
                    file_layouts::reseller_key,
                    file_layouts::actor_key,
                    file_layouts::created_at,
                ));
                let (reseller, actor, at): (i64, i64, chrono::NaiveDateTime) = row.first(conn)?;
                diesel::insert_into(file_layouts::table)
                    .values((
                        file_layouts::reseller_key.eq(reseller),
                        file_layouts::actor_key.eq(actor),
                        file_layouts::kind.eq("upload"),
                        file_layouts::name.eq(number.to_string()),
                        file_layouts::folded_name.eq(number.to_string()),
                        file_layouts::list_key.eq(format!("{{\"header\":[\"{number}\"]}}")),
                        file_layouts::list_key_sha256.eq(number.to_le_bytes().to_vec()),
                        file_layouts::decisions.eq("{}"),
                        file_layouts::uses.eq(0),
                        file_layouts::created_at.eq(at),
                    ))
                    .execute(conn)?;
            }
            Ok::<_, Error>(())
        })
        .unwrap();
    let page = ask(&alice, &uploads(), "other.csv", note(101).replace("Model", "Modell")).await;
    assert!(
        page.text(".foot-bar").starts_with("You’ve reached the limit of 100 file layouts"),
        "{}",
        page.text(".foot-bar")
    );
    remember(&alice, &page, "One too many").await.location();
    app.process_queue().await;
    assert_eq!(stored(&app).len(), 100);
}

#[tokio::test]
async fn review_columns_opens_the_page_for_any_list() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let plain = given::file(&given::imeis(1, 3));
    let page = alice.upload(&uploads(), "plain.csv", plain, &[("review", "1")]).await.page(422);
    assert_eq!(page.text("h1"), "Decide columns");
    assert_eq!(table_counts(&app), [0, 0, 0, 0, 0]);
    send(&alice, &page, &fields(&page, "go")).await.location();
    app.process_queue().await;
    assert_eq!(table_counts(&app)[1], 3);
}

#[tokio::test]
async fn a_refused_list_that_choices_can_save_leads_to_the_page() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let list = format!("Model;IMEI\nGalaxy A56;{}\n", given::imei(1));
    let refused = alice.upload("/bulk-actions/uploads", "bulk.csv", list, &[]).await.page(422);
    assert!(refused.text("[data-problems] li").starts_with("The header has no column for the customer."));
    let review = alice.get(&refused.attribute("[data-problems] p a", "href")).await.page(200);
    assert!(review.text("[data-problems]").starts_with("The header has no column for the customer."));
    assert_eq!(review.texts(".cols-table thead .name"), ["Column 1: Model", "Column 2: IMEI"]);
}

#[tokio::test]
async fn a_pasted_table_is_read_with_the_layout() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    first_list(&app, &alice).await;
    let table: String = note(101).lines().skip(1).map(|line| format!("{line}\n")).collect();
    alice.upload(&uploads(), "", Vec::new(), &[("pasted", &table)]).await.location();
    assert!(understood(&app).contains("Layout “SAP delivery note” applied."), "{}", understood(&app));
    app.process_queue().await;
    assert_eq!(table_counts(&app)[1], 10);
}

#[tokio::test]
async fn pasted_lines_are_not_a_layout() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let lines = format!("{}\n{}", given::imei(1), given::imei(2));
    let page = alice.upload(&uploads(), "", Vec::new(), &[("pasted", &lines), ("review", "1")]).await;
    assert!(!page.page(422).has("input[name=remember]"));
}
