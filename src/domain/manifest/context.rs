use super::remembered::RememberedLayout;

/// Knowledge about the reseller's customers and the registered devices that helps to read a list.
pub trait ListContext {
    /// Returns whether this is the ID of the customer that the list is for. `None` if the list isn't for one customer.
    fn is_this_customer(&self, _id: &str) -> Option<bool> {
        None
    }

    /// Returns whether this is the ID of another of the reseller's customers.
    fn is_other_customer(&self, _id: &str) -> bool {
        false
    }

    /// Returns whether this is the ID of one of the reseller's customers. `None` if the customers aren't known.
    fn knows_customer(&self, _id: &str) -> Option<bool> {
        None
    }

    /// Returns whether this is the name of another of the reseller's customers.
    fn is_other_customer_name(&self, _name: &str) -> bool {
        false
    }

    /// Returns whether this is the alias of one of the reseller's sold-to codes.
    fn is_alias(&self, _text: &str) -> bool {
        false
    }

    /// Returns whether the portal knows a device with one of these identifiers, in their canonical form.
    fn knows_device(&self, _identifiers: &[String]) -> bool {
        false
    }

    /// Returns how many of these rows have identifiers that the portal knows from different devices. The identifiers
    /// are in their canonical form.
    fn count_contradictions(&self, _rows: &[Vec<String>]) -> usize {
        0
    }

    /// Returns the remembered layouts that may be applied to the list.
    fn layouts(&self) -> &[RememberedLayout] {
        &[]
    }

    /// Returns whether the portal knows most of these pairs of identifiers, in their canonical form, as one device each.
    fn knows_pairs(&self, _pairs: &[(String, String)]) -> bool {
        false
    }

    /// Returns the country of the customer or reseller, as entered.
    fn country(&self) -> &str {
        ""
    }
}

/// An empty context, for tools that know nothing but the file.
pub struct NoContext;

impl ListContext for NoContext {}
