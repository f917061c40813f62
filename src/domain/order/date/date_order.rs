use serde::{Deserialize, Serialize};
use strum::{EnumString, IntoStaticStr, VariantArray};

/// The order of day, month and year in a date. Programs send it in the field `date_order`.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, EnumString, IntoStaticStr, VariantArray, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub(crate) enum DateOrder {
    /// Day, month, year.
    Dmy,
    /// Month, day, year.
    Mdy,
    /// Year, month, day.
    Ymd,
    /// Year, day, month.
    Ydm,
}

/// A group of date forms that can be read in two orders. The groups are independent: the order of dates such as
/// `03/04/2026` says nothing about eight digits in the same file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, VariantArray)]
pub(crate) enum DateQuestion {
    /// `YYYYMMDD` or `YYYYDDMM`.
    EightDigits,
    /// `DD/MM/YYYY` or `MM/DD/YYYY`, also with hyphens or a two-digit year.
    DayAndMonth,
}

impl DateQuestion {
    /// Returns the two possible orders, beginning with the one that most countries use.
    pub(crate) fn orders(self) -> [DateOrder; 2] {
        match self {
            DateQuestion::EightDigits => [DateOrder::Ymd, DateOrder::Ydm],
            DateQuestion::DayAndMonth => [DateOrder::Dmy, DateOrder::Mdy],
        }
    }

    /// Returns the forms in these orders, as pages show them.
    pub(crate) fn forms(self) -> [&'static str; 2] {
        self.orders().map(DateOrder::form)
    }

    /// Returns the question that an order answers.
    pub(crate) fn answered_by(order: DateOrder) -> DateQuestion {
        match order {
            DateOrder::Ymd | DateOrder::Ydm => DateQuestion::EightDigits,
            DateOrder::Dmy | DateOrder::Mdy => DateQuestion::DayAndMonth,
        }
    }
}

impl DateOrder {
    /// Returns the form that ambiguous dates have in this order.
    pub(crate) fn form(self) -> &'static str {
        match self {
            DateOrder::Dmy => "DD/MM/YYYY",
            DateOrder::Mdy => "MM/DD/YYYY",
            DateOrder::Ymd => "YYYYMMDD",
            DateOrder::Ydm => "YYYYDDMM",
        }
    }
}
