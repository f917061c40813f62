//! The person's account: password, time zone and theme.

use std::sync::Arc;

use actix_session::Session;
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;
use chrono_tz::{TZ_VARIANTS, Tz};
use serde::Deserialize;
use strum::VariantArray;

use crate::auth::change_password::{self, PasswordChange, PasswordChangeOutcome};
use crate::domain::activity::Activity;
use crate::domain::actor::{Role, Theme};
use crate::domain::csv_separator::CsvSeparator;
use crate::domain::password::MIN_CHARS;
use crate::domain::word::Word;
use crate::http::refusals::middleware as refusals;
use crate::http::{Error, State, run_blocking};
use crate::store::people::{self, Preferences};
use crate::uploads::services::Services;
use crate::web::guard::session_store::{self, PERSON};
use crate::web::page::flash::Flash;
use crate::web::page::format::Choice;
use crate::web::page::forms::FormState;
use crate::web::page::frame::Frame;
use crate::web::page::respond;
use crate::web::urls;

#[derive(Template)]
#[template(path = "account.html")]
struct AccountPage {
    name: String,
    email: String,
    role: &'static str,
    display: FormState,
    password: FormState,
    zones: Vec<Choice>,
    themes: Vec<Choice>,
    shortcuts: Vec<Choice>,
    csv_separators: Vec<Choice>,
    password_rule: String,
    frame: Frame,
}

impl AccountPage {
    fn new(frame: Frame) -> Result<AccountPage, Error> {
        let person = frame.person()?;
        let display = FormState::new()
            .with("time_zone", person.time_zone.name())
            .with("theme", person.theme.word())
            .with("shortcuts", on_or_off(person.shortcuts))
            .with("csv_separator", person.csv_separator.word());
        Ok(AccountPage {
            name: person.name.clone(),
            email: person.email.clone(),
            role: abilities(person.role),
            display,
            password: FormState::new(),
            zones: zones(),
            themes: themes(),
            shortcuts: vec![Choice::new(on_or_off(true), "On"), Choice::new(on_or_off(false), "Off")],
            csv_separators: csv_separators(),
            password_rule: format!(
                "At least {MIN_CHARS} characters. Three or four random words make a good password."
            ),
            frame,
        })
    }

    fn rejected(self) -> Result<HttpResponse, Error> {
        respond::page_with(StatusCode::UNPROCESSABLE_ENTITY, &self)
    }
}

fn on_or_off(on: bool) -> &'static str {
    if on { "on" } else { "off" }
}

/// Returns the sentence that describes what a role can do.
fn abilities(role: Role) -> &'static str {
    match role {
        Role::Administrator => {
            "You’re an administrator. You can see your company’s customers and their uploads, add customers and upload devices."
        }
        Role::Viewer => {
            "You’re a viewer. You can see your company’s customers and their uploads, and download lists. To upload devices, ask an administrator at your company."
        }
        Role::Support => {
            "You’re on the support team. You can see the uploads, bulk actions and deletions of all resellers, and why lines failed. You can mark uploads as reviewed and restart stalled ones. You can’t change a reseller’s data."
        }
        Role::Operator => {
            "You’re an operator. You manage resellers, customer accounts, people and the device catalog from the command line."
        }
    }
}

fn zones() -> Vec<Choice> {
    let is_listed = |zone: &&Tz| {
        let name = zone.name();
        **zone == Tz::UTC || (name.contains('/') && !name.starts_with("Etc/") && !name.starts_with("US/"))
    };
    TZ_VARIANTS
        .iter()
        .filter(is_listed)
        .map(|zone| Choice::new(zone.name(), zone.name().replace('_', " ")))
        .collect()
}

fn themes() -> Vec<Choice> {
    let label = |theme| match theme {
        Theme::System => "Same as my device",
        Theme::Light => "Light",
        Theme::Dark => "Dark",
    };
    Theme::VARIANTS.iter().map(|&theme| Choice::new(theme.word(), label(theme))).collect()
}

fn csv_separators() -> Vec<Choice> {
    let label = |separator| match separator {
        CsvSeparator::Comma => "Comma ( , )",
        CsvSeparator::Semicolon => "Semicolon ( ; )",
    };
    CsvSeparator::VARIANTS.iter().map(|&separator| Choice::new(separator.word(), label(separator))).collect()
}

/// Shows the page.
pub(crate) async fn get(frame: Frame) -> Result<HttpResponse, Error> {
    respond::page(&AccountPage::new(frame)?)
}

/// The fields of the display form.
#[derive(Deserialize)]
pub(crate) struct Display {
    #[serde(default)]
    time_zone: String,
    #[serde(default)]
    theme: String,
    #[serde(default)]
    shortcuts: String,
    #[serde(default)]
    csv_separator: String,
}

/// Saves the time zone, the theme, the shortcuts setting and the separator of CSV files.
pub(crate) async fn change_display(
    state: web::Data<State>,
    frame: Frame,
    web::Form(submitted): web::Form<Display>,
) -> Result<HttpResponse, Error> {
    let (zone, theme) = (submitted.time_zone.parse::<Tz>(), Theme::from_word(&submitted.theme));
    let (Ok(zone), Some(theme)) = (&zone, theme) else {
        let mut page = AccountPage::new(frame)?;
        let field = if zone.is_err() { "time_zone" } else { "theme" };
        page.display.reject(field, "Choose an option from the list.");
        return page.rejected();
    };
    let (person, at) = (frame.person()?, frame.now());
    let key = person.key;
    // A form without a field leaves its setting unchanged.
    let shortcuts = if submitted.shortcuts.is_empty() {
        person.shortcuts
    } else {
        submitted.shortcuts == on_or_off(true)
    };
    let csv_separator = CsvSeparator::from_word(&submitted.csv_separator).unwrap_or(person.csv_separator);
    let preferences = Preferences { time_zone: zone.name(), theme, shortcuts, csv_separator };
    state.write(move |conn| people::set_preferences(conn, key, preferences, at)).await?;
    Ok(respond::see_other_with(urls::ACCOUNT, Flash::DisplaySaved))
}

/// The fields of the password form.
#[derive(Deserialize)]
pub(crate) struct Password {
    #[serde(default)]
    current_password: String,
    #[serde(default)]
    new_password: String,
}

/// Changes the password and ends the person's other sessions.
pub(crate) async fn change_password(
    request: HttpRequest,
    state: web::Data<State>,
    frame: Frame,
    session: Session,
    web::Form(submitted): web::Form<Password>,
) -> Result<HttpResponse, Error> {
    let (person, now) = (frame.person()?, frame.now());
    let person_key = person.key;
    let change = Arc::new(PasswordChange {
        person: person_key,
        email: person.email.clone(),
        current: submitted.current_password,
        new: submitted.new_password,
        session_hash: session_store::token_hash(&session),
    });
    let to_read = change.clone();
    let outcome = match state.read(move |conn| to_read.seconds_to_wait(conn, now)).await? {
        Some(seconds) => PasswordChangeOutcome::Throttled(seconds),
        None => {
            let turn = state.hash_queue.enter(true).await?;
            let Services { db, clock, .. } = state.services.clone();
            run_blocking(move || change_password::change_password(&db, &clock, turn.passwords(), &change))
                .await??
        }
    };
    let mut page = AccountPage::new(frame)?;
    match outcome {
        PasswordChangeOutcome::Changed => {
            // This also invalidates any copy of the current token.
            session.renew();
            session.insert(PERSON, person_key).map_err(|error| Error::Failed(error.to_string()))?;
            return Ok(respond::see_other_with(urls::ACCOUNT, Flash::PasswordChanged));
        }
        PasswordChangeOutcome::WrongPassword => {
            refusals::name(&request, Activity::PasswordChangeWrongPassword, "");
            page.password.reject("current_password", "The current password is wrong.")
        }
        PasswordChangeOutcome::Throttled(seconds) => {
            refusals::name(&request, Activity::PasswordChangeThrottled, "");
            page.password.reject("current_password", respond::try_again_in(seconds));
            return respond::throttled(seconds, &page);
        }
        PasswordChangeOutcome::Rejected(message) => page.password.reject("new_password", message),
    }
    page.rejected()
}
