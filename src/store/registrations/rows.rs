//! The parameters and result rows of the statements, shared by both databases.

use chrono::NaiveDateTime;
use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Bool, Nullable, Text};

use crate::domain::device::DeviceSource;
use crate::domain::device_id::IdentifierKind;
use crate::domain::ids::{CustomerKey, DeviceKey, ResellerKey, SubmissionId, UploadId};

/// An identifier that belongs to a device.
#[derive(QueryableByName, Clone, Debug)]
pub(crate) struct KnownIdentifier {
    /// The identifier in canonical form.
    #[diesel(sql_type = Text)]
    pub(crate) value: String,
    /// Key of the device.
    #[diesel(sql_type = BigInt)]
    pub(crate) device: DeviceKey,
    /// How the portal first learned about the device.
    #[diesel(sql_type = Text)]
    pub(crate) source: DeviceSource,
}

#[derive(QueryableByName)]
pub(crate) struct IdentifierOwner {
    /// Position of the identifier in the list, starting at 0.
    #[diesel(sql_type = BigInt)]
    pub(crate) position: i64,
    #[diesel(sql_type = BigInt)]
    pub(crate) device: DeviceKey,
    /// Whether a row reported the identifier together with the one that names the device.
    #[diesel(sql_type = Bool)]
    pub(crate) is_further: bool,
}

/// The device to which an identifier belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Owner {
    pub(crate) device: DeviceKey,
    /// Whether a row reported the identifier together with the one that names the device.
    pub(crate) is_further: bool,
}

/// A serial number that isn't unique by itself, as stored for one device.
#[derive(QueryableByName, Clone, Debug)]
pub(crate) struct ScopedSerial {
    /// Position of the serial number in the list, counted from 0.
    #[diesel(sql_type = BigInt)]
    pub(crate) position: i64,
    /// The key, which includes the reseller and the model.
    #[diesel(sql_type = Text)]
    pub(crate) key: String,
    #[diesel(sql_type = BigInt)]
    pub(crate) device: DeviceKey,
}

/// An identifier that a row reported together with the one that names the device.
#[derive(QueryableByName, Clone, Debug)]
pub(crate) struct FurtherIdentifier {
    #[diesel(sql_type = Text)]
    pub(crate) key: String,
    #[diesel(sql_type = BigInt)]
    pub(crate) device: DeviceKey,
}

/// An identifier to store for a device.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct NewIdentifier {
    pub(crate) kind: IdentifierKind,
    pub(crate) key: String,
    pub(crate) device: DeviceKey,
    pub(crate) is_further: bool,
}

/// Properties of a device that may prevent its registration.
#[derive(QueryableByName, Clone, Debug, PartialEq, Eq)]
pub(crate) struct CatalogRemark {
    /// Key of the device.
    #[diesel(sql_type = BigInt)]
    pub(crate) device: DeviceKey,
    /// Whether the device isn't in the catalog. Always false unless reported devices were requested.
    #[diesel(sql_type = Bool)]
    pub(crate) is_reported: bool,
    /// Edition of the device.
    #[diesel(sql_type = Nullable<Text>)]
    pub(crate) edition: Option<String>,
}

/// The holder of a device.
#[derive(QueryableByName, Clone, Debug)]
pub(crate) struct Holder {
    /// Key of the device.
    #[diesel(sql_type = BigInt)]
    pub(crate) device: DeviceKey,
    /// Key of the customer's row.
    #[diesel(sql_type = BigInt)]
    pub(crate) customer: CustomerKey,
    /// Key of the reseller's row.
    #[diesel(sql_type = BigInt)]
    pub(crate) reseller: ResellerKey,
    /// ID of the upload that registered the device.
    #[diesel(sql_type = BigInt)]
    pub(crate) upload: UploadId,
}

#[derive(QueryableByName)]
pub(crate) struct IdRow {
    #[diesel(sql_type = BigInt)]
    pub(crate) id: DeviceKey,
}

/// One chunk of registrations.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RegistrationChunk<'a> {
    /// Keys of the devices, sorted.
    pub(crate) devices: &'a [DeviceKey],
    /// Key of the submission.
    pub(crate) submission: SubmissionId,
    /// Key of the customer's row.
    pub(crate) customer: CustomerKey,
    /// Upload ID.
    pub(crate) upload: UploadId,
    /// Time of the registration, UTC.
    pub(crate) at: NaiveDateTime,
}

/// One chunk of deletions.
#[derive(Clone, Copy, Debug)]
pub(crate) struct DeletionChunk<'a> {
    /// Keys of the devices, sorted.
    pub(crate) devices: &'a [DeviceKey],
    /// Key of the submission.
    pub(crate) submission: SubmissionId,
    /// Key of the customer's row.
    pub(crate) customer: CustomerKey,
    /// Time of the deletion, UTC.
    pub(crate) at: NaiveDateTime,
}

#[derive(QueryableByName)]
pub(crate) struct DeletedRow {
    #[diesel(sql_type = BigInt)]
    pub(crate) id: DeviceKey,
    #[diesel(sql_type = BigInt)]
    pub(crate) upload: UploadId,
}

/// Returns the column of `devices` that holds the first identifier of this kind.
pub(crate) fn column(kind: IdentifierKind) -> &'static str {
    match kind {
        IdentifierKind::Imei => "imei1",
        IdentifierKind::Meid => "meid",
        IdentifierKind::Serial => "serial",
    }
}
