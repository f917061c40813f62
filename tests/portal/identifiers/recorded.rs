//! The identifiers that rows report together with the one that names the device.

use super::given_lists::{count_registered, device, errors, row, upload, upload_table};
use crate::harness::app::App;
use crate::harness::cast::{ALICE, CHARLIE, FLEETCARE, HARBOUR};
use crate::harness::given::{imei, serial};
use crate::never_lost::promise;

#[tokio::test]
async fn a_phone_under_three_identifiers_is_one_device() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let first = upload(&app, &alice, HARBOUR.id, &[row([&imei(1), &imei(2), &serial(1)])]).await;
    assert_eq!(errors(&alice, &first).await, "");
    let rows = [row([&imei(2), "", ""]), row(["", "", &serial(1)]), row([&imei(1), "", ""])];
    let second = upload(&app, &alice, HARBOUR.id, &rows).await;
    insta::assert_snapshot!(errors(&alice, &second).await.replace(&first, "[first]"), @"
    2 | DEVICE_DUPLICATE | The same device(s) has/have been uploaded by the same reseller to the same customer. Registered by upload [first].
    3 | DEVICE_REPEATED | Same device as line 2.
    4 | DEVICE_REPEATED | Same device as line 2.
    ");
    assert_eq!(count_registered(&app), 1);
    assert_eq!(promise::violations_in_tables(app.db()), [""; 0]);
}

#[tokio::test]
async fn each_identifier_finds_the_device_and_is_shown_and_downloaded() {
    let app = App::start().await;
    let (alice, charlie) = (app.sign_in(ALICE).await, app.sign_in(CHARLIE).await);
    upload(&app, &alice, HARBOUR.id, &[row([&imei(1), &imei(2), &serial(1)])]).await;
    upload(&app, &alice, HARBOUR.id, &[row([&imei(5), "", ""])]).await;
    let path = format!("/devices/{}", imei(1));
    for identifier in [imei(1), imei(2), serial(1)] {
        for q in [identifier.as_str(), &identifier[4..]] {
            assert_eq!(alice.get(&format!("/find?q={q}")).await.location(), path, "{q}");
            assert_eq!(charlie.get(&format!("/find?q={q}")).await.status, 200, "Charlie doesn't find {q}");
        }
        assert_eq!(charlie.get(&format!("/devices/{identifier}")).await.status, 404);
    }
    let page = alice.get(&path).await.page(200);
    let copied = page.attributes(".facts [data-copy]", "data-copy");
    assert_eq!(copied, [imei(1), imei(2), serial(1)]);
    let table = alice.get(&format!("/customers/{}/devices.csv", HARBOUR.id)).await.csv_rows();
    let phone = table.iter().find(|row| row.contains(&imei(1))).unwrap();
    assert!(phone.contains(&imei(2)) && phone.contains(&serial(1)), "{phone:?}");
}

#[tokio::test]
async fn another_reseller_cannot_upload_any_of_the_identifiers() {
    let app = App::start().await;
    let (alice, charlie) = (app.sign_in(ALICE).await, app.sign_in(CHARLIE).await);
    upload(&app, &alice, HARBOUR.id, &[row([&imei(1), &imei(2), &serial(1)])]).await;
    let rows = [
        row([&imei(2), "", ""]),
        row([&imei(1), &imei(3), ""]),
        row([&imei(4), "", &serial(1)]),
        row(["", "", &serial(2)]),
        row(["", "", &serial(3)]),
    ];
    let theirs = upload(&app, &charlie, HARBOUR.id, &rows).await;
    insta::assert_snapshot!(errors(&charlie, &theirs).await, @"
    2 | DEVICE_DUPLICATE | The device(s) is/are already registered in another inventory.
    3 | DEVICE_DUPLICATE | The device(s) is/are already registered in another inventory.
    4 | DEVICE_DUPLICATE | The device(s) is/are already registered in another inventory.
    ");
    assert_eq!(count_registered(&app), 3);
    for free in [imei(3), imei(4)] {
        assert_eq!(device(&app, &free), None, "a rejected row adds nothing");
    }
}

#[tokio::test]
async fn a_duplicate_adds_nothing_and_a_contradiction_names_only_the_row() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let first =
        upload(&app, &alice, HARBOUR.id, &[row([&imei(1), "", &serial(1)]), row([&imei(9), "", ""])]).await;
    let mut messages = Vec::new();
    for row in [
        row([&imei(1), &imei(2), ""]),
        row([&imei(3), "", &serial(1)]),
        row([&imei(1), "", &serial(3)]),
        row([&imei(1), &imei(9), ""]),
    ] {
        let second = upload(&app, &alice, FLEETCARE.id, &[row]).await;
        messages.push(errors(&alice, &second).await.replace(&first, "[first]"));
    }
    insta::assert_snapshot!(messages.join("\n"), @"
    2 | DEVICE_DUPLICATE | The same device(s) has/have been uploaded by the same reseller to a different customer. Already in upload [first] for Harbour Logistics.
    2 | DEVICE_DUPLICATE | The same device(s) has/have been uploaded by the same reseller to a different customer. Already in upload [first] for Harbour Logistics.
    2 | DEVICE_ID_INVALID | The identifiers on this line belong to different devices. 350000120000019 belongs to a device with another serial number.
    2 | DEVICE_ID_INVALID | The identifiers on this line belong to different devices. 350000120000019 and 350000120000092 are different devices.
    ");
    for identifier in [imei(2), imei(3), serial(3)] {
        assert_eq!(device(&app, &identifier), None);
    }
}

#[tokio::test]
async fn a_row_with_three_imeis_or_two_serial_numbers_fails() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let rows = [
        row([&imei(1), &imei(2), &serial(1)]),
        row([&imei(3), &imei(4), &imei(5)]),
        row([&imei(6), "", &serial(6)]),
        row([&imei(7), "", &serial(7)]),
        row([&imei(8), "", &serial(8)]),
    ];
    let first = upload(&app, &alice, HARBOUR.id, &rows).await;
    let rows = [
        row([&imei(11), &serial(11)]),
        row([&serial(12), &serial(13)]),
        row([&imei(14), &serial(14)]),
        row([&imei(15), &serial(15)]),
    ];
    let second = upload_table(&app, &alice, HARBOUR.id, "Device ID,Serial number", &rows).await;
    let messages = [errors(&alice, &first).await, errors(&alice, &second).await].join("\n");
    insta::assert_snapshot!(messages, @"
    3 | DEVICE_ID_INVALID | The identifiers on this line belong to different devices. It has three IMEIs.
    3 | DEVICE_ID_INVALID | The identifiers on this line belong to different devices. It has two serial numbers.
    ");
    assert_eq!(count_registered(&app), 7);
}
