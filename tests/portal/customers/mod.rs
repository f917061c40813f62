//! The customer pages. Alice and Bob work for one reseller, Charlie for another. Bob is a viewer.

use crate::harness::client::Client;
use crate::harness::given;

automod::dir!("tests/portal/customers");

mod deletions {
    automod::dir!("tests/portal/customers/deletions");
}

pub mod devices {
    automod::dir!(pub "tests/portal/customers/devices");
}

mod uploads {
    automod::dir!("tests/portal/customers/uploads");
}

/// A customer ID that no account has.
pub const UNKNOWN_ID: &str = "9999999999";

fn uploads_path(customer: &str) -> String {
    format!("/customers/{customer}/uploads")
}

/// Uploads the device with this number and returns the upload ID. The upload isn't processed yet.
pub async fn upload(client: &Client, customer: &str, device: u32, fields: &[(&str, &str)]) -> String {
    let path = uploads_path(customer);
    let response = client.upload(&path, "devices.csv", given::file(&given::imeis(device, 1)), fields).await;
    assert_eq!(response.location(), path);
    client.get(&format!("{path}.csv")).await.csv_rows()[0][0].clone()
}
