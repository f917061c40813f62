//! The frame around every page: person, menu, message, theme and time zone.

use std::future::{Ready, ready};
use std::sync::Arc;

use actix_web::dev::Payload;
use actix_web::http::header::HeaderMap;
use actix_web::{FromRequest, HttpMessage, HttpRequest, web};
use chrono::{NaiveDate, NaiveDateTime, TimeZone};
use chrono_tz::Tz;

use super::flash;
use super::format::{Moment, moment};
use crate::domain::actor::{Actor, Permission, Person, Role, Scope, Theme};
use crate::domain::ids::UploadId;
use crate::domain::word::Word;
use crate::exports::file_format::FileFormat;
use crate::http::request_actor::RequestActor;
use crate::http::{Error, State};
use crate::store::people;
use crate::web::urls;

/// The request header that our own script sends. `dialog` requests the content of a dialog, `page` a whole page.
const SCRIPT: &str = "x-script";

/// Returns whether a script sent the request, as opposed to the browser loading a page.
pub(crate) fn is_script(headers: &HeaderMap) -> bool {
    headers.contains_key(SCRIPT) || headers.contains_key("hx-request")
}

/// The signed-in person, as shown in the menu.
#[derive(Clone, Debug)]
pub(crate) struct PersonMenu {
    /// The person's name.
    pub(crate) name: String,
    /// Up to two initials.
    pub(crate) initials: String,
    /// The name of the person's reseller, or the person's role if there is no reseller.
    pub(crate) affiliation: String,
}

/// A menu item. The menu leaves out pages that the person may not open.
#[derive(Clone, Debug)]
pub(crate) struct MenuItem {
    /// The address of its page.
    pub(crate) url: &'static str,
    /// The label.
    pub(crate) label: &'static str,
    /// The icon's name.
    pub(crate) icon: &'static str,
    /// Whether the current page belongs to this item.
    pub(crate) current: bool,
}

/// The frame around a page.
pub(crate) struct Frame {
    /// The signed-in person.
    pub(crate) person: Option<PersonMenu>,
    /// The request's path, which determines the current tab.
    pub(crate) path: String,
    /// The menu.
    pub(crate) menu: Vec<MenuItem>,
    /// The heading of the menu. Only support staff have one.
    pub(crate) menu_label: Option<&'static str>,
    /// The message about the last event, shown once.
    pub(crate) flash: Option<flash::Message>,
    /// Whether the response is shown in a dialog.
    pub(crate) dialog: bool,
    /// The theme that the person chose, unless it follows the device.
    pub(crate) theme: Option<&'static str>,
    /// The time zone in which the page shows times, with its abbreviation.
    pub(crate) zone: Option<String>,
    /// Seconds of inactivity after which the session ends.
    pub(crate) idle_seconds: i64,
    /// The text in the search field in the top bar.
    pub(crate) find: String,
    /// Whether keyboard shortcuts without Ctrl or Alt are on.
    pub(crate) shortcuts: bool,
    /// The upload that the message reports as started.
    pub(crate) started: Option<UploadId>,
    actor: Option<Arc<Actor>>,
    now: NaiveDateTime,
}

impl Frame {
    /// Creates the frame for a person. `actor` is `None` if no one is signed in.
    pub(crate) fn new(actor: Option<Arc<Actor>>, now: NaiveDateTime, path: &str) -> Frame {
        let person = actor.as_deref().and_then(Actor::person);
        Frame {
            person: actor.as_deref().and_then(person_menu),
            path: path.to_owned(),
            menu: actor.as_deref().map_or_else(Vec::new, |actor| menu(actor, path)),
            menu_label: actor
                .as_deref()
                .filter(|actor| actor.may(Permission::ReviewUploads))
                .map(|_| "Support"),
            flash: None,
            dialog: false,
            theme: person
                .map(|person| person.theme)
                .filter(|theme| *theme != Theme::System)
                .map(|theme| theme.word()),
            zone: person.map(|person| {
                let name = person.time_zone.name();
                let abbreviation = person.time_zone.from_utc_datetime(&now).format("%Z").to_string();
                if name == abbreviation { abbreviation } else { format!("{name} ({abbreviation})") }
            }),
            idle_seconds: people::sessions::IDLE_LIMIT.num_seconds(),
            find: String::new(),
            shortcuts: person.is_some_and(|person| person.shortcuts),
            started: None,
            actor,
            now,
        }
    }

    /// Creates the frame for a request.
    pub(crate) fn of(request: &HttpRequest) -> Frame {
        let now = request
            .app_data::<web::Data<State>>()
            .map_or_else(Default::default, |state| state.services.clock.now());
        let actor = request.extensions().get::<RequestActor>().map(|actor| actor.0.clone());
        let mut frame = Frame::new(actor, now, request.path());
        frame.dialog = request.headers().get(SCRIPT).is_some_and(|value| value == "dialog");
        if request.method().is_safe()
            && !is_script(request.headers())
            && let Some(flash) = flash::Flash::of(request)
        {
            if let flash::Flash::UploadStarted(upload) = flash {
                frame.started = Some(upload);
            }
            frame.flash = Some(flash.message());
            request.extensions_mut().insert(flash::FlashShown);
        }
        frame
    }

    /// Returns the signed-in actor. Returns `Err(Forbidden)` if no one is signed in, as on public routes.
    pub(crate) fn actor(&self) -> Result<&Actor, Error> {
        self.actor.as_deref().ok_or(Error::Forbidden)
    }

    /// Returns the scope of the person's reseller. Returns `Err(Forbidden)` for support and operators.
    pub(crate) fn scope(&self) -> Result<Scope, Error> {
        self.actor()?.reseller_scope().ok_or(Error::Forbidden)
    }

    /// Returns the signed-in person. Returns `Err(Forbidden)` if no one is signed in.
    pub(crate) fn person(&self) -> Result<&Person, Error> {
        self.actor()?.person().ok_or(Error::Forbidden)
    }

    /// Returns whether the person has a permission.
    pub(crate) fn may(&self, permission: Permission) -> bool {
        self.actor.as_deref().is_some_and(|actor| actor.may(permission))
    }

    /// Returns whether the person may search for devices in the top bar.
    pub(crate) fn may_find(&self) -> bool {
        self.may(Permission::ViewDevices)
    }

    /// Returns whether the person may review all resellers' uploads, and search them in the top bar.
    pub(crate) fn may_review(&self) -> bool {
        self.may(Permission::ReviewUploads)
    }

    /// Marks the menu item that the page belongs to. Call this if the page's address doesn't determine the item.
    pub(crate) fn belongs_to(&mut self, url: &str) {
        for item in &mut self.menu {
            item.current = item.url == url;
        }
    }

    /// Returns the person's time zone.
    pub(crate) fn time_zone(&self) -> Tz {
        self.actor.as_deref().map_or(Tz::UTC, Actor::time_zone)
    }

    /// Returns the time of the request, in UTC.
    pub(crate) fn now(&self) -> NaiveDateTime {
        self.now
    }

    /// Returns today's date in the person's time zone.
    pub(crate) fn today(&self) -> NaiveDate {
        self.time_zone().from_utc_datetime(&self.now).date_naive()
    }

    /// Returns the name of a downloaded list, which ends with today's date. It has no extension.
    pub(crate) fn dated(&self, name: &str) -> String {
        format!("{name}-{}", self.today())
    }

    /// Returns the format of the download that this request is for: a workbook if the address ends with `.xlsx`, and
    /// otherwise CSV with the person's separator. Returns `Err(Forbidden)` if no one is signed in.
    pub(crate) fn file_format(&self) -> Result<FileFormat, Error> {
        Ok(match self.path.ends_with(".xlsx") {
            true => FileFormat::Workbook,
            false => FileFormat::Csv(self.person()?.csv_separator),
        })
    }

    /// Formats a time from the database for this page.
    pub(crate) fn moment(&self, at: NaiveDateTime) -> Moment {
        moment(at, self.now, self.time_zone())
    }
}

impl FromRequest for Frame {
    type Error = Error;
    type Future = Ready<Result<Frame, Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Ok(Frame::of(request)))
    }
}

fn person_menu(actor: &Actor) -> Option<PersonMenu> {
    let person = actor.person()?;
    let initials: String =
        person.name.split_whitespace().filter_map(|word| word.chars().next()).take(2).collect();
    let affiliation = match &actor.reseller {
        Some(reseller) => reseller.name.clone(),
        None if person.role == Role::Support => "Support".to_owned(),
        None => "Operator".to_owned(),
    };
    Some(PersonMenu { name: person.name.clone(), initials: initials.to_uppercase(), affiliation })
}

/// Returns the menu. Add an item here for each new page that belongs in the menu.
fn menu(actor: &Actor, path: &str) -> Vec<MenuItem> {
    let mut menu = Vec::new();
    if actor.may(Permission::ViewCustomers) {
        let prefixes = [urls::CUSTOMERS, "/uploads/", "/devices/", "/deletions/"];
        let current = prefixes.iter().any(|prefix| path.starts_with(prefix));
        menu.push(MenuItem { url: urls::CUSTOMERS, label: "Customers", icon: "users", current });
    }
    if actor.may(Permission::UploadDevices) || actor.may(Permission::DeleteDevices) {
        let current = path.starts_with(urls::BULK_ACTIONS);
        menu.push(MenuItem { url: urls::BULK_ACTIONS, label: "Bulk actions", icon: "layers", current });
    }
    if actor.may(Permission::ManageSettings) {
        let current = path.starts_with("/settings/");
        menu.push(MenuItem { url: urls::SOLD_TO_CODES, label: "Settings", icon: "settings", current });
    }
    if actor.may(Permission::ReviewUploads) {
        let is_unusual = path == urls::SUPPORT_UNUSUAL_CHECKS;
        let current = path.starts_with(urls::SUPPORT) && !is_unusual;
        menu.push(MenuItem { url: urls::SUPPORT, label: "Review queue", icon: "inbox", current });
        menu.push(MenuItem {
            url: urls::SUPPORT_UNUSUAL_CHECKS,
            label: "Unusual checks",
            icon: "shield",
            current: is_unusual,
        });
    }
    if actor.reseller.is_none() {
        menu.push(MenuItem {
            url: urls::ACCOUNT,
            label: "Account",
            icon: "settings",
            current: path == urls::ACCOUNT,
        });
    }
    menu
}
