//! The demo's resellers, people, sold-to codes, accounts and customers.

use crate::auth;
use crate::auth::passwords::{Passwords, Verification};
use crate::cli::error::CliError;
use crate::domain::actor::{Actor, Role, Scope, Theme};
use crate::domain::csv_separator::CsvSeparator;
use crate::domain::customer::{AccountKind, Approval, CustomerStatus};
use crate::store::activity::Author;
use crate::store::customers;
use crate::store::customers::accounts::{self, NewAccount};
use crate::store::people::{self, NewPerson, Preferences, actors};
use crate::store::resellers::{self, sold_to_codes};
use crate::store::{Db, Error};
use crate::uploads::services::Services;

const PASSWORD: &str = "demo-Portal-2026";

const RESELLERS: [(&str, &str, &str); 2] = [
    ("3049817265", "Brightline Mobile Ltd", "United Kingdom"),
    ("5520031846", "Nordtel Distribution A/S", "Denmark"),
];

const PEOPLE: [(&str, &str, Role, Option<usize>); 6] = [
    ("maya.okafor@brightline.example", "Maya Okafor", Role::Administrator, Some(0)),
    ("jonas.becker@brightline.example", "Jonas Becker", Role::Viewer, Some(0)),
    ("priya.nair@brightline.example", "Priya Nair", Role::Administrator, Some(0)),
    ("astrid.lund@nordtel.example", "Astrid Lund", Role::Administrator, Some(1)),
    ("sam.reyes@support.example", "Sam Reyes", Role::Support, None),
    ("olga.weiss@operator.example", "Olga Weiss", Role::Operator, None),
];

const CODES: [(usize, &str, &str); 4] = [
    (0, "4410-88213", "Retail DE"),
    (0, "4410-90177", "Enterprise DE"),
    (0, "0001234567", "Retail UK"),
    (1, "7700-11205", "Nordic"),
];

/// Name, country, whether it is an MSP, and the internal references of the two resellers. `None` if the account isn't a
/// customer of that reseller.
type Account = (&'static str, &'static str, bool, Option<&'static str>, Option<&'static str>);

#[rustfmt::skip]
const ACCOUNTS: [Account; 40] = [
    ("Aster Logistics GmbH", "Germany", false, Some("ASTER-DE-01"), None),
    ("Calder & Howe LLP", "United Kingdom", false, Some("CH-2231"), None),
    ("Tidewater IT Services", "United States", true, Some("MSP-EAST"), Some("TW")),
    ("Nordhavn Energi A/S", "Denmark", false, Some(""), Some("NORD-1")),
    ("Kestrel Insurance plc", "United Kingdom", false, Some("KES-UK-HQ"), None),
    ("Ponte Vecchio Hotels S.p.A.", "Italy", false, Some("PVH-44"), None),
    ("Łódź Transport Miejski Sp. z o.o.", "Poland", false, Some("LTM"), None),
    ("Sakura Rail Co., Ltd.", "Japan", false, Some("SR-0092"), None),
    ("Oakfield Academies Trust", "United Kingdom", false, Some("OAT-2025"), None),
    ("Veloz Entregas S.A.", "Brazil", false, Some(""), None),
    ("Great Fen Water Board", "United Kingdom", false, Some("GFW-1"), None),
    ("Lumen Health Partners", "Ireland", false, Some("LHP-NURSE"), None),
    ("Bergen Fjordline AS", "Norway", false, Some("BFL"), Some("")),
    ("Hartwell & Sons Builders", "United Kingdom", false, Some("HWB-7"), None),
    ("Müller Maschinenbau AG", "Germany", false, Some("MM-STUTTGART"), None),
    ("Café Central Betriebs GmbH", "Austria", false, Some("CC-WIEN"), None),
    ("Señalización Ibérica S.L.", "Spain", false, Some("SI-03"), None),
    ("Transports Élan SAS", "France", false, Some("ELAN"), None),
    ("Polder Managed Services B.V.", "Netherlands", true, Some("MSP-NL"), Some("POLDER")),
    ("Helvetia Pflegeheime AG", "Switzerland", false, Some("HPH"), None),
    ("Red Kite Deliveries Ltd", "United Kingdom", false, Some("RK-FLEET"), None),
    ("Åland Ferries Ab", "Finland", false, Some("AF-9"), Some("ALAND")),
    ("Atlas Mining Pty Ltd", "Australia", false, Some("ATLAS-WA"), None),
    ("Harbour View Council", "United Kingdom", false, Some("HVC"), None),
    ("Novák Stavby s.r.o.", "Czechia", false, Some("NS-PRAHA"), None),
    ("Delta Pharma Kft.", "Hungary", false, Some("DP-11"), None),
    ("Orchid Retail Group", "Singapore", false, Some("ORG-SG"), None),
    ("Summit Rescue Services", "United Kingdom", false, Some("SRS-999"), None),
    ("Cobalt MSP Partners", "Canada", true, Some("COBALT"), None),
    ("Vega Telecom Shops", "Portugal", false, Some("VEGA"), None),
    ("Øresund Byg A/S", "Denmark", false, None, Some("BYG-2")),
    ("Fjällräv Outdoor AB", "Sweden", false, None, Some("FJ-100")),
    ("Reykjavík Energy hf.", "Iceland", false, None, Some("RVK")),
    ("Tampere Logistics Oy", "Finland", false, None, Some("TAM")),
    ("Jutland Dairy Amba", "Denmark", false, None, Some("JD-MILK")),
    ("Malmö Kommun", "Sweden", false, None, Some("MK-SKOLA")),
    ("Vestland Bygdekraft AS", "Norway", false, None, Some("VBK")),
    ("Baltic Forwarding OÜ", "Estonia", false, None, Some("BF")),
    ("Riga Couriers SIA", "Latvia", false, None, Some("RC-1")),
    ("Skagen Seafood ApS", "Denmark", false, None, Some("SKAGEN")),
];

/// The people who upload in the demo, and their customers.
pub(super) struct Cast {
    pub(crate) maya: Actor,
    pub(crate) priya: Actor,
    pub(crate) astrid: Actor,
    /// Customer IDs, in the order of the accounts.
    pub(crate) ids: Vec<String>,
    /// Scopes of the two resellers.
    pub(crate) scopes: [Scope; 2],
}

impl Cast {
    /// Returns the indexes of a reseller's accounts.
    pub(super) fn customers_of(&self, reseller: usize) -> Vec<usize> {
        let has = |account: &Account| if reseller == 0 { account.3.is_some() } else { account.4.is_some() };
        ACCOUNTS.iter().enumerate().filter(|(_, account)| has(account)).map(|(index, _)| index).collect()
    }
}

/// Returns whether someone can sign in to a demo account with the public password.
pub(super) fn has_public_passwords(db: &Db, passwords: &Passwords) -> Result<bool, Error> {
    for (email, ..) in PEOPLE {
        let credentials = db.read(|conn| people::credentials(conn, email))?;
        let hash = credentials.filter(|found| !found.disabled).map(|found| found.password_hash);
        if hash.is_some_and(|hash| passwords.verify(PASSWORD, Some(&hash)) != Verification::Wrong) {
            return Ok(true);
        }
    }
    Ok(false)
}

pub(super) fn fill(services: &Services) -> Result<Cast, CliError> {
    let at = services.clock.now() - chrono::Duration::days(400);
    let hash = Passwords::new(services.config.password_memory_kib).hash(PASSWORD).map_err(CliError::new)?;
    let ids: Vec<String> =
        (0..ACCOUNTS.len()).map(|index| format!("{}", 7_163_200_417_u64 + index as u64 * 2_693)).collect();
    services
        .db
        .write(|conn| {
            let mut keys = Vec::new();
            for (id, name, country) in RESELLERS {
                keys.push(resellers::add(conn, id, name, country)?);
            }
            let mut people = Vec::new();
            for (email, name, role, reseller) in PEOPLE {
                let id = people::add(
                    conn,
                    &NewPerson {
                        email,
                        name,
                        reseller_key: reseller.map(|index| keys[index]),
                        role,
                        password_hash: &hash,
                        sso_account: None,
                        created_at: at,
                    },
                )?;
                let zone = if reseller == Some(1) { "Europe/Copenhagen" } else { "Europe/London" };
                let preferences = Preferences {
                    time_zone: zone,
                    theme: Theme::System,
                    shortcuts: true,
                    csv_separator: CsvSeparator::Comma,
                };
                people::set_preferences(conn, id, preferences, at)?;
                people.push(id);
            }
            let scopes = [Scope::Reseller(keys[0]), Scope::Reseller(keys[1])];
            for (reseller, code, alias) in CODES {
                sold_to_codes::add(
                    conn,
                    scopes[reseller],
                    Author { actor: actors::COMMAND_LINE, at },
                    code,
                    alias,
                )?;
            }
            for ((name, country, msp, first, second), id) in ACCOUNTS.iter().zip(&ids) {
                let kind = if *msp { AccountKind::Msp } else { AccountKind::Customer };
                // Kestrel and Lumen approve resellers manually, and haven't approved any yet.
                let is_manual = matches!(*name, "Kestrel Insurance plc" | "Lumen Health Partners");
                let approval = if is_manual { Approval::Manual } else { Approval::Automatic };
                accounts::add(
                    conn,
                    NewAccount { customer_id: id, kind, company_name: name, country, approval },
                )?;
                for (scope, reference) in scopes.iter().zip([first, second]) {
                    if let Some(reference) = reference {
                        customers::add(
                            conn,
                            *scope,
                            Author { actor: actors::COMMAND_LINE, at },
                            id,
                            reference,
                        )?;
                    }
                }
            }
            let mut actor = |index: usize| auth::find_actor(conn, people[index])?.ok_or(Error::NotFound);
            Ok::<_, Error>(Cast {
                maya: actor(0)?,
                priya: actor(2)?,
                astrid: actor(3)?,
                ids: ids.clone(),
                scopes,
            })
        })
        .map_err(CliError::from)
}

/// Makes a customer inactive, as if it had removed the reseller.
pub(super) fn remove_reseller(services: &Services, cast: &Cast, customer: usize) -> Result<(), CliError> {
    let by = Author { actor: actors::COMMAND_LINE, at: services.clock.now() };
    let (scope, id) = (cast.scopes[0], &cast.ids[customer]);
    Ok(services.db.write(|conn| customers::set_status(conn, scope, by, id, CustomerStatus::Inactive))?)
}
