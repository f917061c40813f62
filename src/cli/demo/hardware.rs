//! The demo's device catalog, with 50,000 devices. Some have two SIM slots, some are Enterprise Edition, and some have
//! only Wi-Fi.

use crate::cli::error::CliError;
use crate::domain::device_id::imei_check_digit;
use crate::store::Db;
use crate::uploads::catalog_import;

/// Number of devices in the catalog.
pub(super) const DEVICES: usize = 50_000;

/// Type allocation code, model, edition, and whether it has two SIM slots. A model without a code has only Wi-Fi.
const MODELS: [(Option<&str>, &str, &str, bool); 6] = [
    (Some("35693811"), "Nova 12", "", true),
    (Some("35160511"), "Nova 12 Pro", "", true),
    (Some("35998412"), "Nova Go", "", false),
    (Some("35471212"), "Ridge 5", "Enterprise Edition", true),
    (Some("35210844"), "Slate 10 LTE", "", false),
    (None, "Slate 10 Wi-Fi", "", false),
];

/// Returns an IMEI from a type allocation code (8 digits) and a number below 1,000,000.
pub(super) fn imei(code: &str, number: usize) -> String {
    let body = format!("{code}{number:06}");
    format!("{body}{}", char::from(imei_check_digit(body.as_bytes())))
}

/// Returns a distinct number below 1,000,000 for each device. The numbers of neighbouring devices are far apart, as in
/// real deliveries.
fn scatter(index: usize) -> usize {
    index * 7_919 % 1_000_000
}

fn model(index: usize) -> (Option<&'static str>, &'static str, &'static str, bool) {
    // One in ten is Enterprise Edition, and one in ten has only Wi-Fi.
    MODELS[[0, 1, 0, 2, 1, 4, 0, 2, 3, 5][index % 10]]
}

/// Returns the first identifier of a catalog device, in the form in which people upload it.
pub(super) fn identifier(index: usize) -> String {
    match model(index).0 {
        Some(code) => imei(code, scatter(index)),
        None => format!("R38K{:06}T", scatter(index)),
    }
}

/// Returns the second IMEI of a catalog device. Returns `None` if it has one SIM slot or only Wi-Fi.
pub(super) fn second_imei(index: usize) -> Option<String> {
    let (code, _, _, is_dual_sim) = model(index);
    code.filter(|_| is_dual_sim).map(|code| imei(&second_code(code), scatter(index)))
}

/// Returns whether a device needs a sold-to code.
pub(super) fn is_enterprise(index: usize) -> bool {
    !model(index).2.is_empty()
}

pub(super) fn fill(db: &Db) -> Result<(), CliError> {
    let mut csv = String::from("imei1,imei2,meid,serial,model,edition\n");
    for index in 0..DEVICES {
        let (code, name, edition, _) = model(index);
        let first = identifier(index);
        let second = second_imei(index).unwrap_or_default();
        match code {
            Some(_) => {
                csv.push_str(&format!("{first},{second},,R5{:09},{name},{edition}\n", scatter(index) * 31))
            }
            None => csv.push_str(&format!(",,,{first},{name},{edition}\n")),
        }
    }
    let result =
        catalog_import::import(db, csv.as_bytes()).map_err(|error| CliError::new(error.to_string()))?;
    if let Some((line, reason)) = result.rejected.first() {
        return Err(CliError::new(format!("line {line} of the demo catalog is invalid: {reason}")));
    }
    Ok(())
}

/// Returns the type allocation code for second IMEIs, which differs from the code for first IMEIs.
fn second_code(code: &str) -> String {
    format!("{:08}", code.parse::<u32>().unwrap_or_default() + 1)
}
