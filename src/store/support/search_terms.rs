//! The words in support's search. Some are filters: a reseller, a customer, a person or a day. The others are search
//! terms.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::domain::ids::{AccountKey, ActorKey, CustomerId, CustomerKey, ResellerKey};
use crate::store::schema::{accounts, customers, people, resellers};
use crate::store::{Conn, Error};

/// The filters in a search.
#[derive(Clone, Debug, Default)]
pub(crate) struct SearchFilters {
    /// Key of the reseller.
    pub(crate) reseller: Option<ResellerKey>,
    /// Keys of a customer account's rows, one for each reseller. Empty for any customer.
    pub(crate) customers: Vec<CustomerKey>,
    /// Customer or MSP ID of that account.
    pub(crate) customer_id: Option<String>,
    /// Key of the actor who submitted the item.
    pub(crate) actor: Option<ActorKey>,
    /// From the first time (inclusive) to the second (exclusive), UTC.
    pub(crate) period: Option<(NaiveDateTime, NaiveDateTime)>,
}

/// A search, split into filters and search terms.
#[derive(Clone, Debug, Default)]
pub(crate) struct SearchTerms {
    /// The filters.
    pub(crate) filters: SearchFilters,
    /// The search terms, in the order in which they were entered.
    pub(crate) words: Vec<String>,
    /// Descriptions of the filters, for display.
    pub(crate) filter_descriptions: Vec<String>,
    /// A message about a filter that can't match anything. The search then returns no results.
    pub(crate) unknown: Option<String>,
}

/// Words that people write around a search term, as in "reseller 3049817265, yesterday, file x.csv". They are ignored.
const IGNORED_WORDS: [&str; 9] =
    ["reseller", "customer", "msp", "upload", "file", "order", "device", "id", "from"];

/// Interprets each word as a filter or a search term. `period` comes from the words for days, which the caller has
/// already removed.
pub(crate) fn interpret(
    conn: &mut Conn,
    words: &[String],
    period: Option<(NaiveDateTime, NaiveDateTime)>,
) -> Result<SearchTerms, Error> {
    let mut terms = SearchTerms {
        filters: SearchFilters { period, ..SearchFilters::default() },
        ..SearchTerms::default()
    };
    for word in words {
        let is_ignored = words.len() > 1 && IGNORED_WORDS.contains(&word.to_lowercase().as_str());
        if is_ignored || word.parse::<CustomerId>().is_ok() && add_id_filter(conn, word, &mut terms)? {
            continue;
        }
        if word.contains('@') {
            let email = word.to_lowercase();
            let found = people::table.filter(people::email.eq(&email)).select(people::actor_key);
            terms.filters.actor = found.first(conn).optional()?;
            match terms.filters.actor {
                Some(_) => terms.filter_descriptions.push(format!("Uploaded by {email}")),
                None => terms.unknown = Some(format!("No user has the e-mail address {email}.")),
            }
            continue;
        }
        terms.words.push(word.clone());
    }
    Ok(terms)
}

/// Adds a filter if the ten digits belong to a reseller or a customer. Returns whether they do.
fn add_id_filter(conn: &mut Conn, word: &str, terms: &mut SearchTerms) -> Result<bool, Error> {
    let reseller: Option<(ResellerKey, String)> = resellers::table
        .filter(resellers::reseller_id.eq(word))
        .select((resellers::id, resellers::name))
        .first(conn)
        .optional()?;
    if let Some((id, name)) = reseller.filter(|_| terms.filters.reseller.is_none()) {
        terms.filters.reseller = Some(id);
        terms.filter_descriptions.push(format!("Reseller {name} ({word})"));
        return Ok(true);
    }
    let account: Option<(AccountKey, String)> = accounts::table
        .filter(accounts::customer_id.eq(word))
        .select((accounts::id, accounts::company_name))
        .first(conn)
        .optional()?;
    let Some((id, name)) = account else { return Ok(false) };
    terms.filters.customers =
        customers::table.filter(customers::account_key.eq(id)).select(customers::id).load(conn)?;
    terms.filters.customer_id = Some(word.to_owned());
    terms.filter_descriptions.push(format!("Customer {name} ({word})"));
    if terms.filters.customers.is_empty() {
        terms.unknown = Some(format!("{name} isn’t a customer of any reseller yet."));
    }
    Ok(true)
}
