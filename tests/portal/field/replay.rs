//! Sends a list to the portal, and collects the outcome from the database and the downloads.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use diesel::prelude::*;
use reseller_portal::domain::ids::UploadId;
use reseller_portal::store::Error;
use reseller_portal::store::schema::{devices, registrations, submissions, uploads};

use super::expected::{Expected, Mode, lists};
use crate::harness::app::App;
use crate::harness::cast::{ALICE, BRIGHTLINE};
use crate::harness::client::{Client, Response};
use crate::harness::csv::Table;

/// The customers that the lists name: ID, name, and whether the customer is an MSP.
const CUSTOMERS: [(&str, &str, bool); 3] = [
    ("7000000001", "Aster Logistics GmbH", false),
    ("7000000002", "Kestrel Insurance plc", false),
    ("8000000001", "Halden Managed Devices", true),
];

/// A registered device.
#[derive(Debug)]
pub struct Device {
    pub ids: Vec<String>,
    pub order_number: Option<String>,
    pub order_date: Option<NaiveDate>,
}

/// The outcome of a list.
#[derive(Debug)]
pub enum Outcome {
    /// The portal rejected the list with these messages.
    Rejected(String),
    /// The portal processed the list. Failed lines have a code, and a message with advice. `page` is the text of the
    /// page with the results.
    Done { devices: Vec<Device>, failed: BTreeMap<u64, Vec<(String, String)>>, page: String },
}

/// A portal with the customers that the lists name.
pub struct Replay {
    app: App,
    alice: Client,
}

impl Replay {
    pub async fn start() -> Replay {
        let app = App::start().await;
        for (id, name, is_msp) in CUSTOMERS {
            let mut args = vec!["account", "add", "--id", id, "--name", name, "--country", "GB"];
            args.extend(["--approval", "automatic"]);
            args.extend(is_msp.then_some("--msp"));
            app.command(&args);
            let args = ["customer", "add", "--reseller", BRIGHTLINE.id, "--account", id, "--reference", ""];
            app.command(&[args.as_slice(), &["--status", "active"]].concat());
        }
        let alice = app.sign_in(ALICE).await;
        Replay { app, alice }
    }

    /// Sends a list as its mode specifies, and processes it.
    pub async fn send(&self, expected: &Expected) -> Outcome {
        let bytes = std::fs::read(lists().join(&expected.file)).unwrap();
        let before = self.newest_submission();
        let single = format!("/customers/{}/uploads", CUSTOMERS[0].0);
        let response = match expected.mode {
            Mode::Single => self.alice.upload(&single, &expected.file, bytes, &[]).await,
            Mode::Bulk => self.alice.upload("/bulk-actions/uploads", &expected.file, bytes, &[]).await,
            Mode::Pasted => {
                let text = String::from_utf8(bytes).expect("a pasted list is text");
                // A browser also sends an empty file without a name.
                self.alice.upload(&single, "", Vec::new(), &[("pasted", &text)]).await
            }
        };
        if response.status != 303 {
            assert_eq!(response.status, 422, "{}: {}", expected.file, response.text());
            return Outcome::Rejected(response.page(422).texts(".field-error, [data-problems] li").join(" "));
        }
        self.app.process_queue().await;
        let path = self.page(&response, before);
        let errors = self.alice.get(&format!("{path}/errors.csv")).await;
        let results = if path.starts_with("/uploads/") { format!("{path}/errors") } else { path };
        let page = self.alice.get(&results).await.page(200).text("main");
        Outcome::Done { devices: self.devices(before), failed: failed(&Table::read(&errors.body)), page }
    }

    /// Returns the address of the page with the results.
    fn page(&self, response: &Response, before: i64) -> String {
        if response.location().starts_with("/bulk-actions/") {
            return response.location().to_owned();
        }
        let newest = uploads::table.filter(uploads::submission_id.gt(before)).select(uploads::id);
        let id: UploadId =
            self.app.db().read(|conn| Ok::<_, Error>(newest.order(uploads::id.desc()).first(conn)?)).unwrap();
        format!("/uploads/{id}")
    }

    fn newest_submission(&self) -> i64 {
        let newest = submissions::table.select(diesel::dsl::max(submissions::id));
        let newest: Option<i64> = self.app.db().read(|conn| Ok::<_, Error>(newest.first(conn)?)).unwrap();
        newest.unwrap_or_default()
    }

    /// Returns the devices that submissions after this one have registered.
    fn devices(&self, before: i64) -> Vec<Device> {
        let columns = (
            (devices::imei1, devices::imei2, devices::meid, devices::serial),
            uploads::order_number,
            uploads::order_date,
        );
        type Ids = (Option<String>, Option<String>, Option<String>, Option<String>);
        let query = registrations::table
            .inner_join(devices::table)
            .inner_join(uploads::table)
            .filter(uploads::submission_id.gt(before))
            .select(columns);
        let rows: Vec<(Ids, Option<String>, Option<NaiveDate>)> =
            self.app.db().read(|conn| Ok::<_, Error>(query.load(conn)?)).unwrap();
        let device = |((imei1, imei2, meid, serial), order_number, order_date): (Ids, _, _)| Device {
            ids: [imei1, imei2, meid, serial].into_iter().flatten().collect(),
            order_number,
            order_date,
        };
        rows.into_iter().map(device).collect()
    }
}

/// Returns the codes and messages for each failed line.
fn failed(errors: &Table) -> BTreeMap<u64, Vec<(String, String)>> {
    let mut failed: BTreeMap<u64, Vec<(String, String)>> = BTreeMap::new();
    let texts = errors.column("message").into_iter().zip(errors.column("what_to_do"));
    let rows = errors.column("line").into_iter().zip(errors.column("code")).zip(texts);
    for ((line, code), (message, advice)) in rows {
        failed
            .entry(line.parse().unwrap())
            .or_default()
            .push((code.to_owned(), format!("{message} {advice}")));
    }
    failed
}
