//! Rows of one file that name the same device with different identifiers.

use super::given_lists::{count_registered, device, errors, row, upload};
use crate::harness::app::App;
use crate::harness::cast::{ALICE, FLEETCARE, HARBOUR};
use crate::harness::given::{self, dual_sim, imei, serial};

#[tokio::test]
async fn a_later_row_with_only_identifiers_of_an_earlier_device_is_a_repeat() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let rows = [
        row([&imei(1), &imei(2), &serial(1)]),
        row([&imei(3), &imei(4), ""]),
        row([&imei(2), "", ""]),
        row(["", "", &serial(1)]),
        row([&imei(2), &imei(1), ""]),
        row([&imei(4), "", &serial(4)]),
        row(["", "", &serial(4)]),
    ];
    let upload = upload(&app, &alice, HARBOUR.id, &rows).await;
    insta::assert_snapshot!(errors(&alice, &upload).await, @"
    4 | DEVICE_REPEATED | Same device as line 2.
    5 | DEVICE_REPEATED | Same device as line 2.
    6 | DEVICE_REPEATED | Same device as line 2.
    7 | DEVICE_REPEATED | Same device as line 3.
    8 | DEVICE_REPEATED | Same device as line 3.
    ");
    assert_eq!(count_registered(&app), 2);
    assert_eq!(device(&app, &serial(4)), None, "a repeat adds nothing");
}

#[tokio::test]
async fn a_row_that_contradicts_earlier_rows_names_only_its_own_values_and_their_lines() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let rows = [
        row([&imei(1), "", &serial(1)]),
        row([&imei(3), &imei(4), ""]),
        row([&imei(1), &imei(3), ""]),
        row([&imei(1), "", &serial(2)]),
        row([&imei(5), &imei(4), &serial(1)]),
        row([&imei(3), &imei(6), ""]),
        row(["", "", &serial(2)]),
    ];
    let upload = upload(&app, &alice, HARBOUR.id, &rows).await;
    insta::assert_snapshot!(errors(&alice, &upload).await, @"
    4 | DEVICE_ID_INVALID | The identifiers on this line belong to different devices. 350000120000019 is on line 2, and 350000120000035 is on line 3.
    5 | DEVICE_ID_INVALID | The identifiers on this line belong to different devices. 350000120000019 is on line 2, with another serial number.
    6 | DEVICE_ID_INVALID | The identifiers on this line belong to different devices. 350000120000043 is on line 3, and R38K000001 is on line 2.
    7 | DEVICE_ID_INVALID | The identifiers on this line belong to different devices. 350000120000035 is on line 3, with other IMEIs.
    ");
    assert_eq!(count_registered(&app), 3);
}

#[tokio::test]
async fn a_device_for_two_customers_fails_whichever_identifier_the_rows_use() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let file = format!(
        "Customer ID,IMEI 1,IMEI 2\n{0},{2},{3}\n{1},{3},\n{0},{4},\n",
        HARBOUR.id,
        FLEETCARE.id,
        imei(1),
        imei(2),
        imei(3)
    );
    let response = alice.upload("/bulk-actions/uploads", "a.csv", file.into_bytes(), &[]).await;
    assert_eq!(response.status, 303, "{}", response.text());
    app.process_queue().await;
    let errors = alice.get(&format!("{}/errors.csv", response.location())).await.csv_rows();
    let codes: Vec<_> = errors.iter().map(|row| (row[0].as_str(), row[4].as_str())).collect();
    assert_eq!(codes, [("2", "DEVICE_CUSTOMER_CONFLICT"), ("3", "DEVICE_CUSTOMER_CONFLICT")]);
    assert_eq!(count_registered(&app), 1);
}

#[tokio::test]
async fn a_catalog_device_takes_only_kinds_that_the_catalog_leaves_empty() {
    let app = App::start().await;
    let phone = dual_sim(100);
    let plain = given::Entry { imei1: imei(200), ..given::Entry::default() };
    app.catalog(&[phone.clone(), plain]);
    let alice = app.sign_in(ALICE).await;
    let rows = [
        row([&phone.imei2, "", &serial(7)]),
        row([&imei(200), &imei(201), &serial(200)]),
        row([&imei(201), "", ""]),
        row([&phone.imei1, "", &phone.serial]),
    ];
    let upload = upload(&app, &alice, HARBOUR.id, &rows).await;
    insta::assert_snapshot!(errors(&alice, &upload).await, @"
    2 | DEVICE_ID_INVALID | The identifiers on this line belong to different devices.
    4 | DEVICE_REPEATED | Same device as line 3.
    ");
    assert_eq!(device(&app, &serial(200)), device(&app, &imei(200)));
    assert_eq!(device(&app, &imei(201)), device(&app, &imei(200)));
}
