//! Uploads of the last months, in every status: real files through the real way.

use chrono::{Duration, NaiveDateTime};

use super::cast::{self, Cast};
use super::hardware::{DEVICES, identifier, imei, is_enterprise};
use crate::cli::CliError;
use crate::domain::actor::Actor;
use crate::uploads::accept::{self, Form};
use crate::uploads::receive::Incoming;
use crate::uploads::{Desk, wake::Wake};
use crate::worker;

/// Devices registered in the demo.
const REGISTERED: usize = 30_000;
/// Uploads that are told.
const UPLOADS: usize = 64;

/// Sizes of the uploads, over and over; they add up to 30,000 registrations with the last one.
const SIZES: [usize; 8] = [40, 250, 120, 1_180, 36, 860, 15, 600];

pub(super) fn tell(desk: &Desk, cast: &Cast, now: NaiveDateTime) -> Result<(), CliError> {
    let mut next = 0;
    let mut left = REGISTERED;
    for number in 0..UPLOADS {
        // From some months ago to this morning, closer together towards today.
        let age = (UPLOADS - number) as i64;
        desk.clock.set(now - Duration::minutes(age * age * 47 + 35));
        let reseller = usize::from(number % 4 == 3);
        let customers = cast.customers_of(reseller);
        // The two companies that approve by hand got few devices, and the last in the list none yet.
        let customer = customers[number * 5 % (customers.len() - 2)];
        let actor = [&cast.maya, &cast.priya, &cast.maya, &cast.astrid][number % 4];
        let size = if number + 1 == UPLOADS { left } else { SIZES[number % SIZES.len()].min(left) };
        let good: Vec<usize> = (next..next + size).collect();
        next += size;
        left -= size;
        let mut lines: Vec<String> = good.iter().map(|place| identifier(*place)).collect();
        if number % 5 == 1 {
            spoil(&mut lines, number, next);
        }
        let form = form(number, actor, customer, &good, desk);
        upload(desk, actor, &cast.ids[customer], &lines, &form)?;
        if number % 9 == 4 {
            // The same file again: every line fails.
            desk.clock.set(desk.clock.now() + Duration::minutes(12));
            upload(desk, actor, &cast.ids[customer], &lines[..lines.len().min(120)], &form)?;
        }
    }
    worker::work_off(desk)?;
    let inactive = 9;
    cast::leave(desk, cast, inactive)?;
    desk.clock.set(now);
    waiting(desk, cast)
}

/// What goes wrong in real files: wrong check digits, digits lost in a spreadsheet, repeats, devices of others.
fn spoil(lines: &mut Vec<String>, number: usize, next: usize) {
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

fn form(number: usize, actor: &Actor, customer: usize, good: &[usize], desk: &Desk) -> Form {
    let needs_code = good.iter().any(|place| is_enterprise(*place));
    let of_nordtel = actor.email.ends_with("@nordtel.example");
    let alias = if of_nordtel { "Nordic" } else { "Enterprise DE" };
    // Now and then somebody forgets the sold-to code, and Enterprise Edition devices fail.
    let forgotten = number % 11 == 6;
    Form {
        file_name: format!("delivery-{:02}-{}.csv", customer + 1, 20_250 + number),
        sold_to_code: if needs_code && !forgotten { alias.to_owned() } else { String::new() },
        order_number: if number.is_multiple_of(3) {
            String::new()
        } else {
            format!("PO-2026-{:04}", 400 + number)
        },
        order_date: if number % 3 == 1 { desk.clock.now().date().to_string() } else { String::new() },
        form_key: None,
    }
}

fn upload(desk: &Desk, actor: &Actor, customer: &str, lines: &[String], form: &Form) -> Result<(), CliError> {
    let mut incoming = Incoming::new(&desk.config)?;
    let text = lines.join("\r\n");
    incoming.push(text.as_bytes()).map_err(|error| CliError::new(error.to_string()))?;
    accept::accept(desk, actor, customer, incoming.finish()?, form)
        .map_err(|e| CliError::new(e.to_string()))?;
    let quiet = Desk { wake: Wake::default(), ..desk.clone() };
    Ok(worker::work_off(&quiet)?)
}

/// An upload that nobody has begun: whoever serves finds it in progress.
fn waiting(desk: &Desk, cast: &Cast) -> Result<(), CliError> {
    let lines: Vec<String> = (DEVICES - 2_000..DEVICES).map(identifier).collect();
    let mut incoming = Incoming::new(&desk.config)?;
    incoming.push(lines.join("\n").as_bytes()).map_err(|error| CliError::new(error.to_string()))?;
    let form = Form {
        file_name: "aster-november-rollout.csv".to_owned(),
        sold_to_code: "Enterprise DE".to_owned(),
        order_number: "PO-2026-11-0417".to_owned(),
        ..Form::default()
    };
    accept::accept(desk, &cast.maya, &cast.ids[0], incoming.finish()?, &form)
        .map_err(|error| CliError::new(error.to_string()))?;
    Ok(())
}
