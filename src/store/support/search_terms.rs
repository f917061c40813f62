//! What the words of support's search mean. Some narrow (a reseller, a customer, a person, a day); the others point.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::domain::ids::CustomerId;
use crate::store::schema::{accounts, customers, people, resellers};
use crate::store::{Conn, Error};

/// What a search is narrowed to.
#[derive(Clone, Debug, Default)]
pub struct Narrow {
    /// Key of the reseller.
    pub reseller: Option<i64>,
    /// Keys of an account's rows, one a reseller; empty: any customer.
    pub customers: Vec<i64>,
    /// The customer or MSP ID of that account.
    pub customer_id: Option<String>,
    /// Key of the actor who submitted it.
    pub actor: Option<i64>,
    /// From this time to before that one, UTC.
    pub period: Option<(NaiveDateTime, NaiveDateTime)>,
}

/// A search as it was understood.
#[derive(Clone, Debug, Default)]
pub struct Sought {
    /// What narrows.
    pub narrow: Narrow,
    /// The words that point, in their order.
    pub words: Vec<String>,
    /// What narrows, in words.
    pub read_as: Vec<String>,
    /// Something that is named like nothing here, as a sentence; then nothing is found.
    pub unknown: Option<String>,
}

/// Words around what is meant, as people write them down: "reseller 3049817265, yesterday, file x.csv".
const AROUND: [&str; 9] = ["reseller", "customer", "msp", "upload", "file", "order", "device", "id", "from"];

/// Looks at each word. `period` comes from the words for days, which the caller has taken out.
pub fn understand(
    conn: &mut Conn,
    text: &[String],
    period: Option<(NaiveDateTime, NaiveDateTime)>,
) -> Result<Sought, Error> {
    let mut sought = Sought { narrow: Narrow { period, ..Narrow::default() }, ..Sought::default() };
    for word in text {
        let is_around = text.len() > 1 && AROUND.contains(&word.to_lowercase().as_str());
        if is_around || word.parse::<CustomerId>().is_ok() && place(conn, word, &mut sought)? {
            continue;
        }
        if word.contains('@') {
            let email = word.to_lowercase();
            let found = people::table.filter(people::email.eq(&email)).select(people::actor_key);
            sought.narrow.actor = found.first(conn).optional()?;
            match sought.narrow.actor {
                Some(_) => sought.read_as.push(format!("Uploaded by {email}")),
                None => sought.unknown = Some(format!("No user has the e-mail address {email}.")),
            }
            continue;
        }
        sought.words.push(word.clone());
    }
    Ok(sought)
}

/// Ten digits may be a reseller or a customer. Tells whether they are one.
fn place(conn: &mut Conn, word: &str, sought: &mut Sought) -> Result<bool, Error> {
    let reseller: Option<(i64, String)> = resellers::table
        .filter(resellers::reseller_id.eq(word))
        .select((resellers::id, resellers::name))
        .first(conn)
        .optional()?;
    if let Some((id, name)) = reseller.filter(|_| sought.narrow.reseller.is_none()) {
        sought.narrow.reseller = Some(id);
        sought.read_as.push(format!("Reseller {name} ({word})"));
        return Ok(true);
    }
    let account: Option<(i64, String)> = accounts::table
        .filter(accounts::customer_id.eq(word))
        .select((accounts::id, accounts::company_name))
        .first(conn)
        .optional()?;
    let Some((id, name)) = account else { return Ok(false) };
    sought.narrow.customers =
        customers::table.filter(customers::account_key.eq(id)).select(customers::id).load(conn)?;
    sought.narrow.customer_id = Some(word.to_owned());
    sought.read_as.push(format!("Customer {name} ({word})"));
    if sought.narrow.customers.is_empty() {
        sought.unknown = Some(format!("{name} isn’t a customer of any reseller yet."));
    }
    Ok(true)
}
