use serde::{Deserialize, Serialize};

/// The kind of identifier that a column or a label announces.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum IdColumn {
    Imei,
    Meid,
    Serial,
    /// A mixed or unnamed column, or one called `Device ID`.
    Any,
}

/// The weak forms that are accepted in a column. A survey of all its cells determines them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct WeakForms {
    /// IMEIs may begin with a reporting body that isn't assigned.
    pub(crate) unassigned: bool,
    /// 14 digits may be an IMEI without its check digit.
    pub(crate) fourteen: bool,
    /// 16 digits may be an IMEI with a software version.
    pub(crate) sixteen: bool,
    /// 18 digits may be a decimal MEID.
    pub(crate) eighteen: bool,
    /// Serial numbers may consist of digits only.
    pub(crate) digit_serials: bool,
}

impl WeakForms {
    /// Returns the weak forms that a column's name alone allows, for columns without a profile.
    pub(crate) fn by_name(column: IdColumn) -> WeakForms {
        let is_imei = column == IdColumn::Imei;
        WeakForms {
            unassigned: is_imei,
            fourteen: true,
            sixteen: true,
            eighteen: column == IdColumn::Meid,
            digit_serials: false,
        }
    }
}
