//! The pages of customers: a file each. Alice and Bob are of one reseller, Charlie of another, and Bob may only look.

use crate::harness::client::Client;
use crate::harness::given;

pub mod devices;
mod edit_reference;
mod list;
mod list_csv;
mod new;
pub mod uploads;

/// A customer ID that no account has.
const NOBODY: &str = "9999999999";

fn uploads_path(customer: &str) -> String {
    format!("/customers/{customer}/uploads")
}

/// Uploads one device of this number with these fields, and gives the upload ID. The work is left to do.
async fn upload(client: &Client, customer: &str, device: u32, fields: &[(&str, &str)]) -> String {
    let path = uploads_path(customer);
    let answer = client.upload(&path, "devices.csv", given::file(&given::imeis(device, 1)), fields).await;
    assert_eq!(answer.location(), path);
    client.get(&format!("{path}.csv")).await.csv_rows()[0][0].clone()
}
