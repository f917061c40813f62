use std::cell::OnceCell;
use std::collections::HashSet;

use crate::domain::actor::Scope;
use crate::domain::customer::fold;
use crate::domain::manifest::{ListContext, RememberedLayout};
use crate::store::devices::{contradictions, known_pairs};
use crate::store::resellers::sold_to_codes;
use crate::store::{self, customers, registrations};
use crate::uploads::services::Services;

/// Minimum percentage of pairs that the portal knows as one device, for all pairs to be read like that.
const MIN_KNOWN_PAIRS: usize = 80;

/// The portal's knowledge about the customers and devices that a list may name. It is looked up only if a list needs
/// it.
pub(super) struct ResellerContext<'a> {
    services: &'a Services,
    scope: Option<Scope>,
    /// ID of the customer that the list is for. Empty if the list is for many customers.
    customer_id: &'a str,
    /// The remembered layouts that may be applied.
    layouts: Vec<RememberedLayout>,
    others: OnceCell<OtherCustomers>,
    error: OnceCell<store::Error>,
}

/// The reseller's other customers.
#[derive(Default)]
struct OtherCustomers {
    ids: HashSet<String>,
    /// The customers' names, folded for comparison.
    names: HashSet<String>,
}

impl<'a> ResellerContext<'a> {
    /// Creates the context for this customer's list. The ID is empty if the list is for many customers.
    pub(super) fn new(
        services: &'a Services,
        scope: Option<Scope>,
        customer_id: &'a str,
    ) -> ResellerContext<'a> {
        let (others, error) = (OnceCell::new(), OnceCell::new());
        ResellerContext { services, scope, customer_id, layouts: Vec::new(), others, error }
    }

    /// Adds the remembered layouts that may be applied.
    pub(super) fn with_layouts(self, layouts: Vec<RememberedLayout>) -> Self {
        ResellerContext { layouts, ..self }
    }

    /// Returns the first error from a lookup. If there is one, the context's answers are incomplete.
    pub(super) fn into_error(self) -> Option<store::Error> {
        self.error.into_inner()
    }

    fn others(&self) -> &OtherCustomers {
        self.others.get_or_init(|| {
            let all = self.scope.map_or_else(
                || Ok(Vec::new()),
                |scope| self.services.db.read(|conn| customers::list_names(conn, scope)),
            );
            let mut others = OtherCustomers::default();
            for (id, name) in self.value_or_default(all).into_iter().filter(|(id, _)| id != self.customer_id)
            {
                others.ids.insert(id);
                others.names.insert(fold(&name));
            }
            others
        })
    }

    /// Returns the value that was looked up. If the lookup failed, remembers the error and returns the default value.
    fn value_or_default<T: Default>(&self, result: Result<T, store::Error>) -> T {
        result.unwrap_or_else(|error| {
            // Only the first error is reported.
            let _ = self.error.set(error);
            T::default()
        })
    }
}

impl ListContext for ResellerContext<'_> {
    fn is_this_customer(&self, id: &str) -> Option<bool> {
        (!self.customer_id.is_empty()).then(|| id == self.customer_id)
    }

    fn is_other_customer(&self, id: &str) -> bool {
        self.others().ids.contains(id)
    }

    fn knows_customer(&self, id: &str) -> Option<bool> {
        Some(id == self.customer_id || self.others().ids.contains(id))
    }

    fn is_other_customer_name(&self, name: &str) -> bool {
        self.others().names.contains(&fold(name))
    }

    fn count_contradictions(&self, rows: &[Vec<String>]) -> usize {
        let counted = self.services.db.read(|conn| contradictions::count(conn, rows));
        self.value_or_default(counted)
    }

    fn layouts(&self) -> &[RememberedLayout] {
        &self.layouts
    }

    fn is_alias(&self, text: &str) -> bool {
        let Some(scope) = self.scope else { return false };
        match self.services.db.read(|conn| sold_to_codes::find(conn, scope, text)) {
            Err(store::Error::NotFound) => false,
            found => self.value_or_default(found.map(|_| true)),
        }
    }

    fn knows_device(&self, identifiers: &[String]) -> bool {
        let found = self.services.db.read(|conn| registrations::find_devices(conn, identifiers));
        self.value_or_default(found).iter().any(Option::is_some)
    }

    fn knows_pairs(&self, pairs: &[(String, String)]) -> bool {
        let Some(reseller) = self.scope.and_then(|scope| scope.reseller()) else { return false };
        let counted = self.services.db.read(|conn| known_pairs::count(conn, reseller, pairs));
        let known = self.value_or_default(counted);
        known > 0 && known * 100 >= pairs.len() * MIN_KNOWN_PAIRS
    }
}
