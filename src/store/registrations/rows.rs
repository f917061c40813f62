//! The parameters and rows of the statements for both databases.

use chrono::NaiveDateTime;
use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Bool, Nullable, Text};

use crate::domain::device_id::IdentifierKind;
use crate::domain::ids::{CustomerKey, DeviceKey, ResellerKey, SubmissionId, UploadId};

/// An identifier that belongs to a device.
#[derive(QueryableByName, Clone, Debug)]
pub struct KnownIdentifier {
    /// The identifier in canonical form.
    #[diesel(sql_type = Text)]
    pub value: String,
    /// Key of the device.
    #[diesel(sql_type = BigInt)]
    pub device: DeviceKey,
    /// `catalog` or `reported`.
    #[diesel(sql_type = Text)]
    pub source: String,
}

#[derive(QueryableByName)]
pub(crate) struct IdentifierOwner {
    /// Index of the identifier in the list, from 0.
    #[diesel(sql_type = BigInt)]
    pub(crate) place: i64,
    #[diesel(sql_type = BigInt)]
    pub(crate) device: DeviceKey,
}

/// Properties of a device that may prevent its registration.
#[derive(QueryableByName, Clone, Debug, PartialEq, Eq)]
pub struct CatalogRemark {
    /// Key of the device.
    #[diesel(sql_type = BigInt)]
    pub device: DeviceKey,
    /// Whether the device isn't in the catalog. Always false if reported devices weren't requested.
    #[diesel(sql_type = Bool)]
    pub is_reported: bool,
    /// Edition of the device.
    #[diesel(sql_type = Nullable<Text>)]
    pub edition: Option<String>,
}

/// The holder of a device.
#[derive(QueryableByName, Clone, Debug)]
pub struct Holder {
    /// Key of the device.
    #[diesel(sql_type = BigInt)]
    pub device: DeviceKey,
    /// Key of the customer's row.
    #[diesel(sql_type = BigInt)]
    pub customer: CustomerKey,
    /// Key of the reseller's row.
    #[diesel(sql_type = BigInt)]
    pub reseller: ResellerKey,
    /// UPLOAD ID.
    #[diesel(sql_type = BigInt)]
    pub upload: UploadId,
}

#[derive(QueryableByName)]
pub(crate) struct IdRow {
    #[diesel(sql_type = BigInt)]
    pub(crate) id: DeviceKey,
}

/// One chunk of registrations.
#[derive(Clone, Copy, Debug)]
pub struct RegistrationChunk<'a> {
    /// Keys of the devices, sorted.
    pub devices: &'a [DeviceKey],
    /// Key of the submission.
    pub submission: SubmissionId,
    /// Key of the customer's row.
    pub customer: CustomerKey,
    /// UPLOAD ID.
    pub upload: UploadId,
    /// Time of the registration, UTC.
    pub at: NaiveDateTime,
}

/// One chunk of deletions.
#[derive(Clone, Copy, Debug)]
pub struct DeletionChunk<'a> {
    /// Keys of the devices, sorted.
    pub devices: &'a [DeviceKey],
    /// Key of the submission.
    pub submission: SubmissionId,
    /// Key of the customer's row.
    pub customer: CustomerKey,
    /// Time of the deletion, UTC.
    pub at: NaiveDateTime,
}

#[derive(QueryableByName)]
pub(crate) struct DeletedRow {
    #[diesel(sql_type = BigInt)]
    pub(crate) id: DeviceKey,
    #[diesel(sql_type = BigInt)]
    pub(crate) upload: UploadId,
}

/// Returns the column of `devices` for the first identifier of a kind.
pub(crate) fn column(kind: IdentifierKind) -> &'static str {
    match kind {
        IdentifierKind::Imei => "imei1",
        IdentifierKind::Meid => "meid",
        IdentifierKind::Serial => "serial",
    }
}
