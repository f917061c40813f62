//! The support pages.

use diesel::prelude::*;
use reseller_portal::store::schema::{activity, activity_texts as texts, people};

use crate::harness::app::App;
use crate::harness::cast::{Account, SAM};
use crate::harness::client::Client;

automod::dir!("tests/portal/support");

/// Uploads a file for a customer and processes it. Returns the upload ID.
async fn upload_file(app: &App, client: &Client, customer: &Account, name: &str, lines: &[String]) -> String {
    let path = format!("/customers/{}/uploads", customer.id);
    let file = crate::harness::given::file(lines);
    assert_eq!(client.upload(&path, name, file, &[]).await.status, 303);
    app.process_queue().await;
    client.get(&format!("{path}.csv")).await.csv_rows()[0][0].clone()
}

/// Returns the action, object and text of each of Sam's activity entries, except sign-ins.
fn sams_activity(app: &App) -> Vec<(String, String, String)> {
    let entries = activity::table
        .inner_join(people::table.on(people::actor_key.eq(activity::actor_key)))
        .filter(people::email.eq(SAM.email))
        .filter(activity::action.ne("person.signed_in"))
        .order(activity::id.asc())
        .left_join(texts::table)
        .select((activity::action, activity::object, texts::text.nullable()));
    let entries: Vec<(String, String, Option<String>)> =
        app.db().read(|conn| Ok::<_, reseller_portal::store::Error>(entries.load(conn)?)).unwrap();
    entries.into_iter().map(|(action, object, text)| (action, object, text.unwrap_or_default())).collect()
}
