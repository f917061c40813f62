//! The resellers, people and customers in the tests. They are created from the command line, as in a new portal.

use std::path::Path;
use std::process::{Command, Output};

use super::process;

/// The portal executable from the same build as the tests.
pub const PROGRAM: &str = env!("CARGO_BIN_EXE_reseller-portal");

/// The password that every person has.
pub const PASSWORD: &str = "correct horse battery staple";

/// A reseller.
pub struct Reseller {
    pub id: &'static str,
    pub name: &'static str,
    pub country: &'static str,
}

pub const BRIGHTLINE: Reseller = Reseller { id: "3049817265", name: "Brightline Mobile Ltd", country: "GB" };
pub const NORDTEL: Reseller = Reseller { id: "5520031846", name: "Nordtel Distribution", country: "SE" };

/// A person who can sign in.
#[derive(Clone, Copy, Debug)]
pub struct Person {
    pub email: &'static str,
    pub name: &'static str,
    pub role: &'static str,
    /// The reseller ID. `None` for support and operators.
    pub reseller: Option<&'static str>,
}

/// An administrator of Brightline.
pub const ALICE: Person =
    person("alice@brightline.example", "Alice Ward", "administrator", Some(BRIGHTLINE.id));
/// A viewer at Brightline, Alice's colleague.
pub const BOB: Person = person("bob@brightline.example", "Bob Reyes", "viewer", Some(BRIGHTLINE.id));
/// An administrator of Nordtel, who must not see Brightline's data.
pub const CHARLIE: Person =
    person("charlie@nordtel.example", "Charlie Berg", "administrator", Some(NORDTEL.id));
/// A member of support.
pub const SAM: Person = person("sam@portal.example", "Sam Okafor", "support", None);
/// An operator.
pub const OLGA: Person = person("olga@portal.example", "Olga Lind", "operator", None);

/// All people.
pub const PEOPLE: [Person; 5] = [ALICE, BOB, CHARLIE, SAM, OLGA];

const fn person(
    email: &'static str,
    name: &'static str,
    role: &'static str,
    reseller: Option<&'static str>,
) -> Person {
    Person { email, name, role, reseller }
}

/// A customer account.
pub struct Account {
    pub id: &'static str,
    pub name: &'static str,
    pub country: &'static str,
    pub is_msp: bool,
    pub approval: &'static str,
}

/// A customer of both resellers, active at both.
pub const HARBOUR: Account = account("1000000001", "Harbour Logistics", "GB", false, "automatic");
/// An MSP, active at Brightline.
pub const FLEETCARE: Account = account("1000000002", "Fleetcare Managed Services", "IE", true, "automatic");
/// A customer that removed Brightline and is inactive there.
pub const OLDGATE: Account = account("1000000003", "Oldgate Retail", "GB", false, "automatic");
/// A customer that only the operator can approve, pending customer verification at Brightline.
pub const MEADOW: Account = account("1000000004", "Meadow Health", "FR", false, "manual");
/// A customer of Nordtel only.
pub const FJORD: Account = account("1000000005", "Fjord Energi", "NO", false, "automatic");
/// A customer account that no reseller has added yet.
pub const SUNDIAL: Account = account("1000000006", "Sundial Hotels", "ES", false, "automatic");

const ACCOUNTS: [Account; 6] = [HARBOUR, FLEETCARE, OLDGATE, MEADOW, FJORD, SUNDIAL];

const fn account(
    id: &'static str,
    name: &'static str,
    country: &'static str,
    is_msp: bool,
    approval: &'static str,
) -> Account {
    Account { id, name, country, is_msp, approval }
}

/// The reseller, account, internal reference and status of each customer.
const CUSTOMERS: [(Reseller, Account, &str, &str); 6] = [
    (BRIGHTLINE, HARBOUR, "HL-01", "active"),
    (BRIGHTLINE, FLEETCARE, "", "active"),
    (BRIGHTLINE, OLDGATE, "Old contract", "inactive"),
    (BRIGHTLINE, MEADOW, "MH/2026", "pending"),
    (NORDTEL, HARBOUR, "Hamn", "active"),
    (NORDTEL, FJORD, "", "active"),
];

/// The alias of Brightline's only sold-to code.
pub const STC_ALIAS: &str = "Main account";
/// The sold-to code with that alias.
pub const STC: &str = "BRIGHT-100";

/// Creates the tables and the cast in a database.
pub fn install(url: &str, data_dir: &Path) {
    let run = |args: &[&str]| run_successfully(url, data_dir, args, "");
    run(&["migrate"]);
    for reseller in [BRIGHTLINE, NORDTEL] {
        run(&[
            "reseller",
            "add",
            "--id",
            reseller.id,
            "--name",
            reseller.name,
            "--country",
            reseller.country,
        ]);
    }
    for account in ACCOUNTS {
        let mut args = vec!["account", "add", "--id", account.id, "--name", account.name];
        args.extend(["--country", account.country, "--approval", account.approval]);
        args.extend(account.is_msp.then_some("--msp"));
        run(&args);
    }
    for (reseller, account, reference, status) in CUSTOMERS {
        let mut args = vec!["customer", "add", "--reseller", reseller.id, "--account", account.id];
        args.extend(["--reference", reference, "--status", status]);
        run(&args);
    }
    run(&["sold-to-code", "add", "--reseller", BRIGHTLINE.id, "--code", STC, "--alias", STC_ALIAS]);
    for person in PEOPLE {
        let mut args = vec!["person", "add", "--email", person.email, "--name", person.name];
        args.extend(["--role", person.role, "--password-stdin"]);
        args.extend(person.reseller.iter().flat_map(|reseller| ["--reseller", reseller]));
        run_successfully(url, data_dir, &args, PASSWORD);
    }
}

/// Runs a portal command on a database with this standard input.
pub fn command(url: &str, data_dir: &Path, args: &[&str], input: &str) -> Output {
    let mut command = Command::new(PROGRAM);
    command.args(args).env("DATABASE_URL", url).env("DATA_DIR", data_dir);
    process::output(&mut command, input.as_bytes()).unwrap()
}

/// Runs a command that must succeed, and returns its output.
pub fn run_successfully(url: &str, data_dir: &Path, args: &[&str], input: &str) -> String {
    let output = command(url, data_dir, args, input);
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    assert!(output.status.success(), "{args:?}: {}\n{}", output.status, text(&output.stderr));
    text(&output.stdout)
}
