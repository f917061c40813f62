//! Lists as Excel workbooks.

use crate::harness::app::App;
use crate::harness::cast::{ALICE, BOB, CHARLIE, HARBOUR, MEADOW, SAM};
use crate::harness::given;

#[tokio::test]
async fn a_workbook_has_the_same_rows_as_the_csv_file() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    app.catalog(&[given::dual_sim(10)]);
    crate::customers::upload(&alice, HARBOUR.id, 10, &[("order_number", "0007")]).await;
    app.process_queue().await;
    let uploads = format!("/customers/{}/uploads", HARBOUR.id);
    let devices = format!("/customers/{}/devices", HARBOUR.id);
    for path in ["/customers", &uploads, &devices, "/bulk-actions/uploads-template"] {
        let csv = alice.get(&format!("{path}.csv?sort=name")).await;
        let workbook = alice.get(&format!("{path}.xlsx?sort=name")).await;
        let name = csv.header("content-disposition").split('"').nth(1).unwrap().replace(".csv", ".xlsx");
        let table = csv.csv(&name.replace(".xlsx", ".csv"));
        assert_eq!(workbook.xlsx(&name).lines(), table.lines(), "{path}");
    }
}

#[tokio::test]
async fn identifiers_and_numbers_with_leading_zeros_are_text() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let order = [("order_number", "0007"), ("order_date", "2026-11-20")];
    crate::customers::upload(&alice, HARBOUR.id, 10, &order).await;
    app.process_queue().await;
    let name = format!("devices-{}-2026-11-23.xlsx", HARBOUR.id);
    let sheet = alice.get(&format!("/customers/{}/devices.xlsx", HARBOUR.id)).await.xlsx(&name);
    assert_eq!(sheet.column("IMEI 1"), [given::imei(10)]);
    assert_eq!(sheet.column("ORDER NUMBER"), ["0007"]);
    assert_eq!(sheet.column("ORDER DATE"), ["2026-11-20"]);
    for column in ["IMEI 1", "ORDER NUMBER", "ORDER DATE", "UPLOADED", "UPLOAD ID"] {
        assert!(sheet.cells(column)[0].is_text, "{column}");
    }
}

#[tokio::test]
async fn counts_are_numbers() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let sheet = alice.get("/customers.xlsx").await.xlsx("customers-2026-11-23.xlsx");
    assert!(sheet.cells("UPLOADS").iter().all(|cell| !cell.is_text && cell.value == "0"));
    assert!(sheet.cells("CUSTOMER/MSP ID").iter().all(|cell| cell.is_text));
}

#[tokio::test]
async fn text_that_looks_like_a_formula_is_text() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let path = format!("/customers/{}/reference", MEADOW.id);
    for reference in ["=1+1", "+1", "@SUM(A1)", "<&>\"_x0041_"] {
        assert_eq!(alice.post(&path, &[("reference", reference)]).await.status, 303);
        let response = alice.get("/customers.xlsx?q=meadow").await;
        let sheet = response.xlsx("customers-2026-11-23.xlsx");
        let written = reference.replace("_x0041_", "_x005F_x0041_");
        assert_eq!(sheet.column("INTERNAL REFERENCE"), [written]);
        assert!(sheet.cells("INTERNAL REFERENCE")[0].is_text);
    }
}

#[tokio::test]
async fn pages_link_to_workbooks_beside_csv_files() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let page = alice.get("/customers?q=health").await.page(200);
    assert_eq!(page.attribute("#download", "href"), "/customers.csv?q=health");
    assert_eq!(page.attribute("#download-workbook", "href"), "/customers.xlsx?q=health");
    let page = alice.get(&format!("/customers/{}/uploads?q=PO-7", HARBOUR.id)).await.page(200);
    assert_eq!(
        page.attribute("#download-uploads-workbook", "href"),
        format!("/customers/{}/uploads.xlsx?q=PO-7", HARBOUR.id)
    );
}

#[tokio::test]
async fn only_colleagues_can_download_workbooks() {
    let app = App::start().await;
    let path = format!("/customers/{}/devices.xlsx", crate::harness::cast::FLEETCARE.id);
    assert_eq!(app.sign_in(BOB).await.get(&path).await.status, 200);
    assert_eq!(app.sign_in(SAM).await.get(&path).await.status, 403);
    assert_eq!(app.sign_in(CHARLIE).await.get(&path).await.status, 404);
    assert_eq!(app.visitor().get(&path).await.status, 303);
}
