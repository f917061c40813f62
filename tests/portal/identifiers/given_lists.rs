//! Lists whose rows have several identifiers, and the results of uploading them.

use reseller_portal::domain::ids::DeviceKey;
use reseller_portal::store::registrations;

use crate::harness::app::App;
use crate::harness::client::Client;
use crate::harness::given;

/// The header of a list with all kinds of identifiers.
pub const HEADER: &str = "IMEI 1,IMEI 2,Serial number";

/// Uploads a list with these rows and processes it. Returns the upload ID.
pub async fn upload(app: &App, client: &Client, customer: &str, rows: &[String]) -> String {
    upload_table(app, client, customer, HEADER, rows).await
}

/// Uploads a list with this header and these rows, and processes it. Returns the upload ID.
pub async fn upload_table(
    app: &App,
    client: &Client,
    customer: &str,
    header: &str,
    rows: &[String],
) -> String {
    let path = format!("/customers/{customer}/uploads");
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    let response = client.upload(&path, "devices.csv", given::table(header, &rows), &[]).await;
    assert_eq!(response.status, 303, "{}", response.text());
    app.process_queue().await;
    client.get(&format!("{path}.csv")).await.csv_rows()[0][0].clone()
}

/// Returns the line, code and message of each failed row of an upload.
pub async fn errors(client: &Client, upload: &str) -> String {
    let response = client.get(&format!("/uploads/{upload}/errors.csv")).await;
    let table = response.csv(&format!("upload-{upload}-errors.csv"));
    let columns = ["line", "code", "message"].map(|name| table.column(name));
    let rows = (0..columns[0].len()).map(|row| columns.each_ref().map(|column| column[row]).join(" | "));
    rows.collect::<Vec<_>>().join("\n")
}

/// Returns the device that has an identifier.
pub fn device(app: &App, identifier: &str) -> Option<DeviceKey> {
    app.db().read(|conn| registrations::find_devices(conn, &[identifier.to_owned()])).unwrap()[0]
}

/// Returns the number of registered devices.
pub fn count_registered(app: &App) -> i64 {
    crate::never_lost::promise::count(app.db(), "SELECT count(*) AS n FROM registrations")
}

/// Returns a row with these identifiers.
pub fn row<const N: usize>(identifiers: [&str; N]) -> String {
    identifiers.join(",")
}
