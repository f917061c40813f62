//! Deleting one customer's devices: selected devices, whole uploads, or the devices in a file.

use crate::harness::app::App;
use crate::harness::cast::HARBOUR;
use crate::harness::client::Client;
use crate::harness::given;

automod::dir!("tests/portal/deletions");

/// Submits a deletion file with one registered and one unregistered device. Returns the number of the deletion.
async fn delete_with_an_error(app: &App, client: &Client) -> String {
    confirm::register(app, client, HARBOUR.id, 1, 1).await;
    let path = format!("/customers/{}/deletions", HARBOUR.id);
    let file = given::file(&given::imeis(1, 2));
    let response = client.upload(&path, "returns.csv", file, &[("confirm", "2")]).await;
    app.process_queue().await;
    response.location().strip_prefix("/deletions/").expect("a deletion").to_owned()
}
