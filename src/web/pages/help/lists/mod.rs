//! Examples of lists as people have them, with the outcome of each.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8, WINDOWS_1250};

use crate::domain::row_error::Reason;
use crate::web::urls;

/// A list, and the outcome if it is uploaded.
pub(crate) struct ListExample {
    /// Name of the file.
    pub(crate) name: &'static str,
    pub(crate) title: &'static str,
    pub(crate) text: &'static str,
    /// What the list shows.
    note: &'static str,
    /// The encoding of the file.
    encoding: &'static Encoding,
    /// The identifiers of each device that is uploaded.
    devices: &'static [&'static str],
    /// The order numbers of the uploads that the list creates. Empty for an upload without one.
    orders: &'static [&'static str],
    /// Each line that fails, and the reason.
    failed: &'static [(u32, Reason)],
    /// The lines that aren't devices, as the upload's page lists them.
    skipped: &'static str,
    /// The question that the list leaves open.
    question: &'static str,
    /// Whether the list is for many customers.
    is_bulk: bool,
}

/// A label and its value.
type Fact = (&'static str, String);

const PLAIN: ListExample = ListExample {
    name: "",
    title: "",
    text: "",
    note: "",
    encoding: UTF_8,
    devices: &[],
    orders: &[],
    failed: &[],
    skipped: "",
    question: "",
    is_bulk: false,
};

/// The examples, in the order in which the page shows them.
pub(crate) const LISTS: [ListExample; 10] = [
    ListExample {
        name: "sap-list.txt",
        title: "A list from SAP",
        text: include_str!("sap-list.txt"),
        note: "Bars separate the columns, and lines of dashes are ignored. The material numbers aren’t used.",
        devices: &["R5CT100101X", "R5CT100138X", "R5CT100175X"],
        skipped: "line 1 above the table, line 2 with only dashes, line 4 with only dashes, line 8 with only dashes",
        ..PLAIN
    },
    ListExample {
        name: "delivery-note.csv",
        title: "A delivery note with a title and a total",
        text: include_str!("delivery-note.csv"),
        note: "We look for the line with the column names. What stands above the table and below it isn’t a device.",
        devices: &["358422071001014", "358422071001386"],
        skipped: "lines 1–2 above the table, line 7 below the table",
        ..PLAIN
    },
    ListExample {
        name: "scanner.txt",
        title: "Labels from a scanner",
        text: include_str!("scanner.txt"),
        note: "A label such as “IMEI:” or “S/N” says what follows it.",
        devices: &["358422071001758", "358422071002129", "R5CT100212X"],
        ..PLAIN
    },
    ListExample {
        name: "two-sim-slots.csv",
        title: "Phones with two SIM slots",
        text: include_str!("two-sim-slots.csv"),
        note: "IMEI 1 and IMEI 2 on one line belong to one device.",
        devices: &["358422071002491 358422071002863", "358422071003234 358422071003606"],
        ..PLAIN
    },
    ListExample {
        name: "polish.csv",
        title: "A list in Polish, saved by an older program",
        text: include_str!("polish.csv"),
        note: "We know column names in 19 languages, and recognize the encoding, here Windows-1250. The order number applies to the upload.",
        encoding: WINDOWS_1250,
        devices: &["358422071003978", "358422071004349"],
        orders: &["Zamówienie 4/11"],
        ..PLAIN
    },
    ListExample {
        name: "numbered-email.txt",
        title: "A numbered list from an e-mail",
        text: include_str!("numbered-email.txt"),
        note: "If a line has exactly one IMEI among other words and numbers, we find it.",
        devices: &["358422071004711", "358422071005080", "358422071005452"],
        ..PLAIN
    },
    ListExample {
        name: "several-orders.csv",
        title: "One customer, several orders",
        text: include_str!("several-orders.csv"),
        note: "On a customer’s page, each order becomes an upload of its own. All of them are one bulk action.",
        devices: &["358422071005825", "358422071006195", "358422071006567", "358422071006930"],
        orders: &["PO-1048", "PO-1051"],
        ..PLAIN
    },
    ListExample {
        name: "several-customers.csv",
        title: "Many customers",
        text: include_str!("several-customers.csv"),
        note: "Upload it under Bulk actions. Each combination of customer and order becomes an upload.",
        devices: &["358422071007300", "358422071007672", "R5CT100249X"],
        orders: &["PO-1048", ""],
        is_bulk: true,
        ..PLAIN
    },
    ListExample {
        name: "typing-errors.csv",
        title: "Typing errors, and numbers that a spreadsheet has changed",
        text: include_str!("typing-errors.csv"),
        note: "We add a missing check digit, but never guess any other digit.",
        devices: &["358422071008043", "358422071008787"],
        failed: &[(3, Reason::ImeiCheckDigit), (5, Reason::IdExcelDigits), (6, Reason::ImeiLetter)],
        ..PLAIN
    },
    ListExample {
        name: "two-imeis.csv",
        title: "Two IMEIs on each line, without column names",
        text: include_str!("two-imeis.csv"),
        note: "They may be two SIM slots of one phone, or two phones. Nothing is uploaded before you answer.",
        question: "Each row has two identifiers.",
        ..PLAIN
    },
];

impl ListExample {
    /// Returns the address of the file.
    pub(crate) fn url(&self) -> String {
        urls::sample(self.name)
    }

    /// Returns the bytes of the file.
    pub(crate) fn bytes(&self) -> Cow<'static, [u8]> {
        self.encoding.encode(self.text).0
    }

    /// Returns what happens to the list.
    pub(crate) fn facts(&self) -> Vec<Fact> {
        let failed = self.failed.iter().map(|(line, reason)| format!("line {line}: {}", reason.short_name()));
        let orders = self.orders.iter().map(|order| if order.is_empty() { "none" } else { order });
        let (devices, orders) = (self.devices.join(", "), orders.collect::<Vec<_>>().join(", "));
        let facts = [
            ("Uploaded", devices),
            ("Order number", orders),
            ("Fails", failed.collect::<Vec<_>>().join(", ")),
            ("Skipped", self.skipped.to_owned()),
            ("We ask", self.question.to_owned()),
            ("Where", if self.is_bulk { "Bulk actions".to_owned() } else { String::new() }),
            ("Why", self.note.to_owned()),
        ];
        facts.into_iter().filter(|(_, value)| !value.is_empty()).collect()
    }
}
