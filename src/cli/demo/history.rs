//! Uploads from recent months, with every status. They are real files that are processed as usual.

use chrono::{Duration, NaiveDateTime};

use super::cast::{self, Cast};
use super::hardware::{DEVICES, identifier, imei, is_enterprise};
use crate::cli::error::CliError;
use crate::domain::actor::Actor;
use crate::uploads::intake::deletion::{self, DeletionSource};
use crate::uploads::intake::incoming_file::{IncomingFile, ReceivedFile};
use crate::uploads::intake::rejection::IntakeError;
use crate::uploads::intake::upload::Form;
use crate::uploads::intake::{self, bulk_upload};
use crate::uploads::services::Services;
use crate::uploads::wake::Wake;
use crate::worker;

/// Number of devices registered by uploads for one customer. After the bulk upload and the deletion, 30,000 devices are
/// registered.
const UPLOADED_DEVICES: usize = 30_000 - BULK_DEVICES + DELETED_DEVICES;
/// Number of devices in the bulk upload.
const BULK_DEVICES: usize = 160;
/// Number of devices in the bulk upload that are deleted afterwards.
const DELETED_DEVICES: usize = 12;
/// Number of uploads.
const UPLOADS: usize = 64;

/// Sizes of the uploads, used in turn. The last upload contains the remaining devices.
const SIZES: [usize; 8] = [40, 250, 120, 1_180, 36, 860, 15, 600];

pub(super) fn upload_history(
    services: &Services,
    cast: &Cast,
    now: NaiveDateTime,
    progress: &mut dyn FnMut(usize, usize),
) -> Result<(), CliError> {
    let mut next = 0;
    let mut remaining = UPLOADED_DEVICES;
    for number in 0..UPLOADS {
        progress(number, UPLOADS);
        // The uploads span several months up to this morning, and become more frequent towards the end.
        let age = (UPLOADS - number) as i64;
        services.clock.set(now - Duration::minutes(age * age * 47 + 35));
        let reseller = usize::from(number % 4 == 3);
        let customers = cast.customers_of(reseller);
        // The two companies with manual approval get few devices, and the last two in the list get none.
        let customer = customers[number * 5 % (customers.len() - 2)];
        let actor = [&cast.maya, &cast.priya, &cast.maya, &cast.astrid][number % 4];
        let size = if number + 1 == UPLOADS { remaining } else { SIZES[number % SIZES.len()].min(remaining) };
        let good: Vec<usize> = (next..next + size).collect();
        next += size;
        remaining -= size;
        let mut lines: Vec<String> = good.iter().map(|index| identifier(*index)).collect();
        if number % 5 == 1 {
            add_errors(&mut lines, number, next);
        }
        let form = form(number, actor, customer, &good, services);
        upload(services, actor, &cast.ids[customer], &lines, &form)?;
        if number % 9 == 4 {
            // Uploads the same file again, so that every line fails.
            services.clock.set(services.clock.now() + Duration::minutes(12));
            upload(services, actor, &cast.ids[customer], &lines[..lines.len().min(120)], &form)?;
        }
    }
    worker::process_queue(services)?;
    upload_and_delete_bulk(services, cast, now)?;
    let inactive = 9;
    cast::remove_reseller(services, cast, inactive)?;
    services.clock.set(now);
    submit_waiting(services, cast)?;
    progress(UPLOADS, UPLOADS);
    Ok(())
}

/// Submits a bulk upload dated yesterday, and a deletion of some of its devices dated this morning.
fn upload_and_delete_bulk(services: &Services, cast: &Cast, now: NaiveDateTime) -> Result<(), CliError> {
    let customers = cast.customers_of(0);
    // Unregistered devices from the catalog, none of them Enterprise Edition.
    let devices: Vec<usize> =
        (43_000..DEVICES).filter(|index| !is_enterprise(*index)).take(BULK_DEVICES).collect();
    let mut csv = String::from("Customer ID,IMEI,Order number,Order date\r\n");
    for (number, index) in devices.iter().enumerate() {
        let customer = &cast.ids[customers[number % 7]];
        let order = if number % 7 < 4 { "PO-2026-11-0433,2026-11-19" } else { "," };
        csv.push_str(&format!("{customer},{},{order}\r\n", identifier(*index)));
    }
    csv.push_str(&format!("9999999999,{},,\r\n", imei("35693811", 998_001)));
    csv.push_str(&format!("{},35O938110432176,,\r\n", cast.ids[customers[0]]));
    csv.push_str(&format!("{},{},PO*1,\r\n", cast.ids[customers[1]], imei("35693811", 998_002)));
    services.clock.set(now - Duration::hours(26));
    bulk_upload::accept(services, &cast.maya, incoming(services, &csv)?, "week-47-all.csv", None, false)
        .map_err(failed)?;
    let quiet = Services { wake: Wake::default(), ..services.clone() };
    worker::process_queue(&quiet)?;
    services.clock.set(now - Duration::hours(3));
    let returned: Vec<String> = devices
        .iter()
        .step_by(7)
        .take(DELETED_DEVICES)
        .map(|index| identifier(*index))
        .chain(["3.5E+14".to_owned()])
        .collect();
    let source =
        DeletionSource::File(incoming(services, &returned.join("\r\n"))?, "returns-november.csv".to_owned());
    let token =
        deletion::create_draft(services, &cast.maya, &cast.ids[customers[0]], source).map_err(failed)?;
    let draft = deletion::find(services, &cast.maya, &token).map_err(failed)?;
    deletion::confirm(services, &cast.maya, &draft, &draft.rows.to_string()).map_err(failed)?;
    Ok(worker::process_queue(&quiet)?)
}

fn failed(error: IntakeError) -> CliError {
    CliError::new(error.to_string())
}

/// Adds common errors: wrong check digits, digits lost in a spreadsheet, repeated lines and registered devices.
fn add_errors(lines: &mut Vec<String>, number: usize, next: usize) {
    let wrong = imei("35693811", 999_000 + number);
    let last = if wrong.ends_with('0') { "1" } else { "0" };
    lines.insert(lines.len() / 3, format!("{}{last}", &wrong[..14]));
    lines.insert(lines.len() / 2, "3.5E+14".to_owned());
    lines.push(lines[0].clone());
    lines.push("35O938110432176".to_owned());
    lines.push("356938".to_owned());
    for back in 1..=7 {
        lines.push(identifier(next.saturating_sub(back * 1_503)));
    }
}

fn form(number: usize, actor: &Actor, customer: usize, good: &[usize], services: &Services) -> Form {
    let needs_code = good.iter().any(|index| is_enterprise(*index));
    let is_nordtel = actor.person().is_some_and(|person| person.email.ends_with("@nordtel.example"));
    let alias = if is_nordtel { "Nordic" } else { "Enterprise DE" };
    // Sometimes the sold-to code is missing, so that Enterprise Edition devices fail.
    let is_forgotten = number % 11 == 6;
    Form {
        file_name: format!("delivery-{:02}-{}.csv", customer + 1, 20_250 + number),
        sold_to_code: if needs_code && !is_forgotten { alias.to_owned() } else { String::new() },
        order_number: if number.is_multiple_of(3) {
            String::new()
        } else {
            format!("PO-2026-{:04}", 400 + number)
        },
        order_date: if number % 3 == 1 { services.clock.now().date().to_string() } else { String::new() },
        form_key: None,
        is_check_required_if_duplicate: false,
        is_split_by_order: false,
    }
}

fn upload(
    services: &Services,
    actor: &Actor,
    customer: &str,
    lines: &[String],
    form: &Form,
) -> Result<(), CliError> {
    intake::upload::accept(services, actor, customer, incoming(services, &lines.join("\r\n"))?, form)
        .map_err(failed)?;
    let quiet = Services { wake: Wake::default(), ..services.clone() };
    Ok(worker::process_queue(&quiet)?)
}

fn incoming(services: &Services, text: &str) -> Result<ReceivedFile, CliError> {
    let mut incoming = IncomingFile::new(&services.config)?;
    incoming.push(text.as_bytes()).map_err(|error| CliError::new(error.to_string()))?;
    Ok(incoming.finish()?)
}

/// Submits an upload without processing it, so that the portal starts with an upload in progress.
fn submit_waiting(services: &Services, cast: &Cast) -> Result<(), CliError> {
    let lines: Vec<String> = (DEVICES - 2_000..DEVICES).map(identifier).collect();
    let form = Form {
        file_name: "aster-november-rollout.csv".to_owned(),
        sold_to_code: "Enterprise DE".to_owned(),
        order_number: "PO-2026-11-0417".to_owned(),
        ..Form::default()
    };
    intake::upload::accept(services, &cast.maya, &cast.ids[0], incoming(services, &lines.join("\n"))?, &form)
        .map_err(failed)?;
    Ok(())
}
