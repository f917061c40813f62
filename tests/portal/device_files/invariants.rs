//! Invariants that must hold for every file.

use crate::harness::app::App;
use crate::harness::cast::{ALICE, FLEETCARE, HARBOUR, MEADOW};
use crate::harness::client::{Client, Response};

/// The customers for whom the files register devices.
const CUSTOMERS: [&str; 3] = [HARBOUR.id, FLEETCARE.id, MEADOW.id];

/// The outcome of a file.
#[derive(Debug, PartialEq)]
pub enum Outcome {
    /// The file was rejected with this message.
    Rejected(String),
    /// The file was processed. `registered` contains the sorted identifiers, `failed` contains line numbers with their
    /// codes, and `interpretation` shows how the file was read.
    Done { registered: Vec<String>, failed: Vec<(u64, String)>, interpretation: String },
}

/// A portal for testing files one by one. It deletes each file's devices before it submits the next file.
pub struct FileTester {
    app: App,
    alice: Client,
}

impl FileTester {
    pub async fn start() -> FileTester {
        let app = App::start().await;
        let alice = app.sign_in(ALICE).await;
        FileTester { app, alice }
    }

    /// Submits a file for one customer or for many, processes it, and checks the invariants.
    pub async fn submit(&self, name: &str, bytes: &[u8], is_bulk: bool) -> Outcome {
        let before = self.counts();
        let path = match is_bulk {
            true => "/bulk-actions/uploads".to_owned(),
            false => format!("/customers/{}/uploads", HARBOUR.id),
        };
        let response = self.alice.upload(&path, name, bytes, &[]).await;
        assert!(response.status < 500, "{name}: {}", response.status);
        assert_eq!(
            std::fs::read_dir(self.app.data_dir().join("tmp")).map_or(0, Iterator::count),
            0,
            "{name}"
        );
        if response.status != 303 {
            assert!([413, 422].contains(&response.status), "{name}: {}", response.status);
            assert_eq!(self.counts(), before, "{name}: a rejected file leaves nothing behind");
            assert_clean(name, &response);
            let messages = response.page(response.status).texts(".field-error, [data-problems] .ask");
            return Outcome::Rejected(messages.join(" "));
        }
        self.app.process_queue().await;
        let page = match is_bulk {
            true => response.location().to_owned(),
            false => {
                let newest = self.alice.get(&format!("{path}.csv")).await.csv_rows()[0][0].clone();
                format!("/uploads/{newest}")
            }
        };
        let shown = if is_bulk { page.clone() } else { format!("{page}/errors") };
        let response = self.alice.get(&shown).await;
        assert_clean(name, &response);
        let html = response.page(200);
        let tally: Vec<usize> =
            html.texts(".tally dd").iter().map(|number| number.replace(',', "").parse().unwrap()).collect();
        assert_eq!(
            tally[0],
            tally[1] + tally[2],
            "{name}: the registered and failed rows add up to the total"
        );
        let errors = self.alice.get(&format!("{page}/errors.csv")).await;
        let errors = crate::harness::csv::Table::read(&errors.body);
        assert_eq!(errors.rows.len(), tally[2], "{name}: every failed line is in the download");
        let failed_rows = self.alice.get(&format!("{page}/failed-rows.csv")).await.csv_rows();
        assert_eq!(failed_rows.len(), tally[2], "{name}");
        for cell in errors.rows.iter().chain(&failed_rows).flatten() {
            assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r']), "{name}: {cell} is a formula");
        }
        let failed = errors.rows.iter().map(|row| (row[0].parse().unwrap(), row[4].clone())).collect();
        let registered = self.delete_all(name).await;
        assert_eq!(registered.len(), tally[1], "{name}: the page and the device lists agree");
        let interpretation = html.texts("dl.facts dd").join(" | ");
        Outcome::Done { registered, failed, interpretation }
    }

    /// Deletes all devices. Returns their identifiers.
    async fn delete_all(&self, name: &str) -> Vec<String> {
        let mut all = Vec::new();
        for customer in CUSTOMERS {
            let path = format!("/customers/{customer}");
            let devices = self.alice.get(&format!("{path}/devices.csv")).await.csv_rows();
            if devices.is_empty() {
                continue;
            }
            let count = devices.len().to_string();
            let mut fields: Vec<(&str, &str)> = vec![("confirm", &count)];
            let mut uploads: Vec<&str> = devices.iter().map(|row| row[8].as_str()).collect();
            uploads.sort_unstable();
            uploads.dedup();
            fields.extend(uploads.iter().map(|upload| ("upload", *upload)));
            self.alice.post(&format!("{path}/deletions"), &fields).await.location();
            self.app.process_queue().await;
            let value = |row: &Vec<String>| row[..4].iter().find(|cell| !cell.is_empty()).cloned();
            all.extend(devices.iter().map(|row| value(row).unwrap_or_else(|| panic!("{name}: {row:?}"))));
        }
        all.sort();
        all
    }

    /// Returns the number of rows in each of the main tables.
    fn counts(&self) -> [i64; 5] {
        crate::checks::show::table_counts(&self.app)
    }
}

/// Asserts that no value from a file appears as HTML or in a header.
fn assert_clean(name: &str, response: &Response) {
    let text = response.text();
    for raw in ["<script>alert", "<img src=x", "<b>x</b>", "<i>"] {
        // Our own markup puts each part of an identifier into an element.
        let raw_outside = text.replace("<span class=\"imei\"><i>", "").replace("</i><i>", "").contains(raw);
        assert!(!raw_outside, "{name}: {raw} isn't escaped");
    }
    for (header, value) in &response.headers {
        assert!(!value.to_str().unwrap_or_default().contains("alert"), "{name}: {header}");
    }
}
