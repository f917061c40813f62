//! Catalog imports that meet identifiers from uploads.

use super::given_lists::{count_registered, device, row, upload};
use crate::harness::app::App;
use crate::harness::cast::{ALICE, HARBOUR};
use crate::harness::client::Client;
use crate::harness::given::{self, Entry, imei, serial};
use crate::never_lost::promise;

/// Imports entries into the catalog, and returns the summary.
fn import(app: &App, entries: &[Entry]) -> String {
    let file = app.data_dir().join("catalog.csv");
    std::fs::write(&file, given::catalog(entries)).unwrap();
    app.command(&["catalog", "import", &file.display().to_string()])
}

/// Returns the identifiers on a device's page.
async fn shown(client: &Client, identifier: &str) -> Vec<String> {
    let page = client.get(&format!("/devices/{identifier}")).await.page(200);
    page.attributes(".facts [data-copy]", "data-copy")
}

fn phone(imei1: u32, imei2: u32, serial: u32) -> Entry {
    Entry {
        imei1: imei(imei1),
        imei2: if imei2 > 0 { imei(imei2) } else { String::new() },
        serial: if serial > 0 { given::serial(serial) } else { String::new() },
        model: "Galaxy S24".to_owned(),
        ..Entry::default()
    }
}

#[tokio::test]
async fn the_catalog_removes_reported_identifiers_that_it_contradicts() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    upload(&app, &alice, HARBOUR.id, &[row([&imei(1), &imei(2), &serial(1)])]).await;
    insta::assert_snapshot!(
        import(&app, &[phone(1, 3, 0)]),
        @"0 added, 1 completed, 0 unchanged, 0 rejected; 1 device lost an identifier that an upload had reported and the catalog contradicts."
    );
    assert_eq!(shown(&alice, &imei(3)).await, [imei(1), imei(3), serial(1)]);
    assert_eq!(device(&app, &imei(2)), None);
    insta::assert_snapshot!(import(&app, &[phone(1, 3, 0)]), @"0 added, 0 completed, 1 unchanged, 0 rejected.");
    assert_eq!(shown(&alice, &serial(1)).await, [imei(1), imei(3), serial(1)]);
    assert_eq!(promise::violations_in_tables(app.db()), [""; 0]);
}

#[tokio::test]
async fn the_catalog_moves_an_identifier_that_was_reported_for_another_device() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let rows = [row([&imei(1), &imei(2), ""]), row([&imei(3), "", ""])];
    upload(&app, &alice, HARBOUR.id, &rows).await;
    insta::assert_snapshot!(import(&app, &[phone(3, 2, 0)]), @"0 added, 1 completed, 0 unchanged, 0 rejected; 1 device lost an identifier that an upload had reported and the catalog contradicts.");
    assert_eq!(shown(&alice, &imei(2)).await, [imei(3), imei(2)]);
    assert_eq!(shown(&alice, &imei(1)).await, [imei(1)]);
    assert_eq!(count_registered(&app), 2);
}

#[tokio::test]
async fn a_line_that_would_join_two_registered_devices_is_rejected() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let rows = [row([&imei(1), "", &serial(1)]), row([&imei(2), "", ""])];
    upload(&app, &alice, HARBOUR.id, &rows).await;
    insta::assert_snapshot!(import(&app, &[phone(1, 2, 1)]), @"0 added, 0 completed, 0 unchanged, 1 rejected.");
    assert_ne!(device(&app, &imei(1)), device(&app, &imei(2)));
    assert_eq!(shown(&alice, &imei(1)).await, [imei(1), serial(1)]);
}
