/// The meaning of a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Meaning {
    /// IMEI of the first SIM slot or of any slot.
    Imei,
    Imei2,
    Meid,
    Serial,
    /// Identifiers of any kind.
    DeviceId,
    /// ID or name of a customer.
    Customer,
    OrderNumber,
    OrderDate,
    /// Alias of the sold-to code.
    StcAlias,
    /// Line number of a failed row in its original file.
    Line,
    /// Reason code of a failed row.
    Code,
    /// Another column that the portal adds to failed rows.
    FailedRowText,
    /// A known column that the portal doesn't use, such as the colour.
    Unused,
}

/// The name of a column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Name {
    pub(crate) meaning: Meaning,
    /// Fuller names have higher ranks: *Order date* ranks above *Date*.
    pub(crate) rank: u8,
    /// Whether the name can only mean an order number, order date or STC alias. *Date*, *Order* and
    /// *Position* aren't full.
    pub(crate) is_full_order: bool,
    /// Whether the column is for devices that replace others or are replaced.
    pub(crate) is_replacement: bool,
    /// Whether the column may contain customers' names instead of IDs.
    pub(crate) has_customer_names: bool,
}

impl Name {
    /// Creates a name with a meaning and a rank, and no other properties.
    pub(super) fn new(meaning: Meaning, rank: u8) -> Name {
        Name { meaning, rank, is_full_order: false, is_replacement: false, has_customer_names: false }
    }

    /// Returns the name that a key of the dictionary stands for, or `None` if the key is unknown.
    pub(super) fn of_key(key: &str) -> Option<Name> {
        let plain = |meaning, rank| Some(Name::new(meaning, rank));
        let full = |meaning, rank| Some(Name { is_full_order: true, ..Name::new(meaning, rank) });
        let customer = |rank| Some(Name { has_customer_names: true, ..Name::new(Meaning::Customer, rank) });
        match key {
            "imei" => plain(Meaning::Imei, 3),
            "meid" => plain(Meaning::Meid, 3),
            "serial" => plain(Meaning::Serial, 3),
            "serial or series" => plain(Meaning::Serial, 1),
            "any identifier" => plain(Meaning::DeviceId, 3),
            "device" => plain(Meaning::DeviceId, 1),
            "customer id" => plain(Meaning::Customer, 3),
            "customer" => customer(2),
            "customer name" => customer(1),
            "order number" => full(Meaning::OrderNumber, 3),
            "sales order" => full(Meaning::OrderNumber, 2),
            "order" => plain(Meaning::OrderNumber, 1),
            "order date" => full(Meaning::OrderDate, 3),
            "sales order date" => full(Meaning::OrderDate, 2),
            "date" => plain(Meaning::OrderDate, 1),
            "stc alias" => full(Meaning::StcAlias, 3),
            "line" => plain(Meaning::Line, 3),
            "code" => plain(Meaning::Code, 3),
            "failed row text" => plain(Meaning::FailedRowText, 3),
            "unused" => plain(Meaning::Unused, 3),
            _ => None,
        }
    }

    /// Returns whether the column identifies devices.
    pub(super) fn is_identifier(&self) -> bool {
        use Meaning::{DeviceId, Imei, Imei2, Meid, Serial};
        matches!(self.meaning, Imei | Imei2 | Meid | Serial | DeviceId)
    }
}
