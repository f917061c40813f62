//! What holds of every file, whatever is in it.

use crate::harness::app::App;
use crate::harness::cast::{ALICE, FLEETCARE, HARBOUR, MEADOW};
use crate::harness::client::{Answer, Client};

/// The customers to whom files may go.
const CUSTOMERS: [&str; 3] = [HARBOUR.id, FLEETCARE.id, MEADOW.id];

/// What became of a file.
#[derive(Debug, PartialEq)]
pub enum Became {
    /// Refused, with this sentence.
    Refused(String),
    /// Registered identifiers, sorted; failed lines with their codes; what was understood.
    Done { registered: Vec<String>, failed: Vec<(u64, String)>, understood: String },
}

/// A portal whose files are looked at one by one, each leaving no device behind.
pub struct Looker {
    app: App,
    alice: Client,
}

impl Looker {
    pub async fn start() -> Looker {
        let app = App::start().await;
        let alice = app.sign_in(ALICE).await;
        Looker { app, alice }
    }

    /// Hands a file in, for one customer or for many, works it off, and checks what holds of every file.
    pub async fn look(&self, name: &str, bytes: &[u8], is_bulk: bool) -> Became {
        let before = self.counts();
        let path = match is_bulk {
            true => "/bulk-actions/uploads".to_owned(),
            false => format!("/customers/{}/uploads", HARBOUR.id),
        };
        let answer = self.alice.upload(&path, name, bytes, &[]).await;
        assert!(answer.status < 500, "{name}: {}", answer.status);
        assert_eq!(
            std::fs::read_dir(self.app.data_dir().join("tmp")).map_or(0, Iterator::count),
            0,
            "{name}"
        );
        if answer.status != 303 {
            assert!([413, 422].contains(&answer.status), "{name}: {}", answer.status);
            assert_eq!(self.counts(), before, "{name}: a refused file leaves nothing");
            assert_clean(name, &answer);
            return Became::Refused(answer.page(answer.status).text(".field-error"));
        }
        self.app.work_off().await;
        let page = match is_bulk {
            true => answer.location().to_owned(),
            false => {
                let newest = self.alice.get(&format!("{path}.csv")).await.csv_rows()[0][0].clone();
                format!("/uploads/{newest}")
            }
        };
        let shown = if is_bulk { page.clone() } else { format!("{page}/errors") };
        let answer = self.alice.get(&shown).await;
        assert_clean(name, &answer);
        let html = answer.page(200);
        let tally: Vec<usize> =
            html.texts(".tally dd").iter().map(|number| number.replace(',', "").parse().unwrap()).collect();
        assert_eq!(tally[0], tally[1] + tally[2], "{name}: registered and failed are all rows");
        let errors = self.alice.get(&format!("{page}/errors.csv")).await;
        let errors = crate::harness::csv::Table::read(&errors.body);
        assert_eq!(errors.rows.len(), tally[2], "{name}: every failed line is in the download");
        let again = self.alice.get(&format!("{page}/failed-rows.csv")).await.csv_rows();
        assert_eq!(again.len(), tally[2], "{name}");
        for cell in errors.rows.iter().chain(&again).flatten() {
            assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r']), "{name}: a formula: {cell}");
        }
        let failed = errors.rows.iter().map(|row| (row[0].parse().unwrap(), row[4].clone())).collect();
        let registered = self.take_back(name).await;
        assert_eq!(registered.len(), tally[1], "{name}: page and devices agree");
        let understood = html.texts("dl.facts dd").join(" | ");
        Became::Done { registered, failed, understood }
    }

    /// The identifiers that are registered; afterwards none is.
    async fn take_back(&self, name: &str) -> Vec<String> {
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
            self.app.work_off().await;
            let value = |row: &Vec<String>| row[..4].iter().find(|cell| !cell.is_empty()).cloned();
            all.extend(devices.iter().map(|row| value(row).unwrap_or_else(|| panic!("{name}: {row:?}"))));
        }
        all.sort();
        all
    }

    /// What there is in the tables.
    fn counts(&self) -> [i64; 5] {
        crate::checks::show::there(&self.app)
    }
}

/// No value out of a file comes back as HTML, or in a header.
fn assert_clean(name: &str, answer: &Answer) {
    let text = answer.text();
    for raw in ["<script>alert", "<img src=x", "<b>x</b>", "<i>"] {
        // An identifier is shown in parts, each in an element of ours.
        let raw_outside = text.replace("<span class=\"imei\"><i>", "").replace("</i><i>", "").contains(raw);
        assert!(!raw_outside, "{name}: {raw} unescaped");
    }
    for (header, value) in &answer.headers {
        assert!(!value.to_str().unwrap_or_default().contains("alert"), "{name}: {header}");
    }
}
