//! What every page has around it: who is signed in, menu, message, theme, zone.

use std::future::{Ready, ready};
use std::sync::Arc;

use actix_web::dev::Payload;
use actix_web::http::header::HeaderMap;
use actix_web::{FromRequest, HttpMessage, HttpRequest, web};
use chrono::{NaiveDate, NaiveDateTime, TimeZone};
use chrono_tz::Tz;

use super::flash;
use super::format::{Moment, moment};
use crate::domain::actor::{Actor, Permission, Role, Scope, Theme};
use crate::domain::word::Word;
use crate::http::{Error, State};
use crate::store::people;
use crate::web::urls;

/// Put beside a request by the access check: who asks.
#[derive(Clone)]
pub struct Asker(pub Arc<Actor>);

/// The header with which our own script asks: `dialog` for the part that goes into a dialog, `page` for a page.
const SCRIPT: &str = "x-script";

/// Whether a script asks, and not somebody who will look at the answer as a page of its own.
pub fn is_script(headers: &HeaderMap) -> bool {
    headers.contains_key(SCRIPT) || headers.contains_key("hx-request")
}

/// The person in the corner of the menu.
#[derive(Clone, Debug)]
pub struct Person {
    /// Name.
    pub name: String,
    /// Two letters.
    pub initials: String,
    /// The reseller, or what the person is.
    pub place: String,
}

/// One line of the menu. What a person may not open is not there.
#[derive(Clone, Debug)]
pub struct MenuItem {
    /// Where it leads.
    pub url: &'static str,
    /// Its words.
    pub label: &'static str,
    /// Its icon.
    pub icon: &'static str,
    /// Whether the page shown belongs to it.
    pub current: bool,
}

/// What every page has around it.
pub struct Frame {
    /// Who is signed in, if somebody is.
    pub person: Option<Person>,
    /// The menu.
    pub menu: Vec<MenuItem>,
    /// What stands over it, of people who are of no reseller.
    pub menu_label: Option<&'static str>,
    /// What just happened, shown once.
    pub flash: Option<flash::Message>,
    /// Only the part for a dialog is asked for.
    pub dialog: bool,
    /// A theme that the person forces.
    pub theme: Option<&'static str>,
    /// The zone in which times are shown, with its abbreviation.
    pub zone: Option<String>,
    /// Seconds without a request after which the session ends.
    pub idle_seconds: i64,
    /// What the field Find a device holds.
    pub find: String,
    /// Whether keys without Ctrl or Alt do something.
    pub shortcuts: bool,
    /// The upload that was just started, if the message says so.
    pub started: Option<i64>,
    actor: Option<Arc<Actor>>,
    now: NaiveDateTime,
}

impl Frame {
    /// The frame of a page for this person, or for somebody who is not signed in.
    pub fn new(actor: Option<Arc<Actor>>, now: NaiveDateTime, path: &str) -> Frame {
        Frame {
            person: actor.as_deref().map(person),
            menu: actor.as_deref().map_or_else(Vec::new, |actor| menu(actor, path)),
            menu_label: actor
                .as_deref()
                .filter(|actor| actor.may(Permission::ReviewUploads))
                .map(|_| "Support"),
            flash: None,
            dialog: false,
            theme: actor
                .as_deref()
                .filter(|actor| actor.theme != Theme::System)
                .map(|actor| actor.theme.word()),
            zone: actor.as_deref().map(|actor| {
                let name = actor.time_zone.name();
                let short = actor.time_zone.from_utc_datetime(&now).format("%Z").to_string();
                if name == short { short } else { format!("{name} ({short})") }
            }),
            idle_seconds: people::sessions::IDLE.num_seconds(),
            find: String::new(),
            shortcuts: actor.as_deref().is_some_and(|actor| actor.shortcuts),
            started: None,
            actor,
            now,
        }
    }

    /// The frame of a request.
    pub fn of(request: &HttpRequest) -> Frame {
        let now = request
            .app_data::<web::Data<State>>()
            .map_or_else(Default::default, |state| state.services.clock.now());
        let actor = request.extensions().get::<Asker>().map(|asker| asker.0.clone());
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
            request.extensions_mut().insert(flash::Shown);
        }
        frame
    }

    /// Who asks. Routes that need nobody have no use for it.
    pub fn actor(&self) -> Result<&Actor, Error> {
        self.actor.as_deref().ok_or(Error::Forbidden)
    }

    /// Whose rows the asker sees; support and operators have none.
    pub fn scope(&self) -> Result<Scope, Error> {
        self.actor()?.scope().ok_or(Error::Forbidden)
    }

    /// Whether the asker may do it.
    pub fn may(&self, permission: Permission) -> bool {
        self.actor.as_deref().is_some_and(|actor| actor.may(permission))
    }

    /// Whether the asker may find devices: the field for it is on every page.
    pub fn may_find(&self) -> bool {
        self.may(Permission::ViewDevices)
    }

    /// Whether the asker reviews the uploads of all resellers, and searches them from every page.
    pub fn may_review(&self) -> bool {
        self.may(Permission::ReviewUploads)
    }

    /// Says to which line of the menu the page belongs, where its address does not.
    pub fn belongs_to(&mut self, url: &str) {
        for item in &mut self.menu {
            item.current = item.url == url;
        }
    }

    /// The zone of the asker.
    pub fn time_zone(&self) -> Tz {
        self.actor.as_deref().map_or(Tz::UTC, |actor| actor.time_zone)
    }

    /// When the request came, UTC.
    pub fn now(&self) -> NaiveDateTime {
        self.now
    }

    /// The day in the asker's zone.
    pub fn today(&self) -> NaiveDate {
        self.time_zone().from_utc_datetime(&self.now).date_naive()
    }

    /// The name of a download: what it is, and the day.
    pub fn dated(&self, what: &str) -> String {
        format!("{what}-{}.csv", self.today())
    }

    /// A time of the tables as this page shows it.
    pub fn moment(&self, at: NaiveDateTime) -> Moment {
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

fn person(actor: &Actor) -> Person {
    let initials: String =
        actor.name.split_whitespace().filter_map(|word| word.chars().next()).take(2).collect();
    let place = match &actor.reseller {
        Some(reseller) => reseller.name.clone(),
        None if actor.role == Role::Support => "Support".to_owned(),
        None => "Operator".to_owned(),
    };
    Person { name: actor.name.clone(), initials: initials.to_uppercase(), place }
}

/// The menu, one line a page that has its own place in it. A page that comes later gets its line here.
fn menu(actor: &Actor, path: &str) -> Vec<MenuItem> {
    let mut menu = Vec::new();
    if actor.may(Permission::ViewCustomers) {
        let parts = [urls::CUSTOMERS, "/uploads/", "/devices/", "/deletions/"];
        let current = parts.iter().any(|part| path.starts_with(part));
        menu.push(MenuItem { url: urls::CUSTOMERS, label: "Customers", icon: "users", current });
    }
    if actor.may(Permission::UploadDevices) || actor.may(Permission::DeleteDevices) {
        let current = path.starts_with(urls::BULK_ACTIONS);
        menu.push(MenuItem { url: urls::BULK_ACTIONS, label: "Bulk actions", icon: "layers", current });
    }
    if actor.may(Permission::ManageSoldToCodes) {
        let current = path.starts_with("/settings/");
        menu.push(MenuItem { url: urls::SOLD_TO_CODES, label: "Settings", icon: "settings", current });
    }
    if actor.may(Permission::ReviewUploads) {
        let current = path.starts_with(urls::SUPPORT);
        menu.push(MenuItem { url: urls::SUPPORT, label: "Review queue", icon: "inbox", current });
    }
    if !actor.role.is_of_reseller() {
        menu.push(MenuItem {
            url: urls::ACCOUNT,
            label: "Account",
            icon: "settings",
            current: path == urls::ACCOUNT,
        });
    }
    menu
}
