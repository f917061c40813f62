//! The rules about devices that can be checked immediately, for the few lines that a person edits.

use std::collections::HashMap;

use crate::config::Verification;
use crate::domain::device::DeviceSource;
use crate::domain::ids::{CustomerKey, DeviceKey, ResellerKey};
use crate::domain::row_error::{Reason, RowError};
use crate::store::registrations::{self, CatalogRemark, Holder, KnownIdentifier};
use crate::store::{self, Conn, customers};
use crate::uploads::processing::rules::is_enterprise;

/// A device that a line names.
pub(super) struct NamedDevice {
    /// Key of the customer's row. `None` if the line names no customer of the reseller.
    pub(super) customer: Option<CustomerKey>,
    /// Whether the line's upload has a sold-to code.
    pub(super) has_sold_to_code: bool,
    /// All identifiers on the line.
    pub(super) identifiers: Vec<String>,
    /// The error of the line unless the portal knows all identifiers as those of one device.
    pub(super) several: Option<RowError>,
}

/// The devices that some lines name, as the portal knows them.
pub(super) struct KnownDevices {
    known: HashMap<String, KnownIdentifier>,
    holders: HashMap<DeviceKey, Holder>,
    remarks: HashMap<DeviceKey, CatalogRemark>,
    is_catalog_required: bool,
}

impl KnownDevices {
    /// Looks up the devices with these identifiers.
    pub(super) fn load(
        conn: &mut Conn,
        identifiers: &[String],
        verification: Verification,
    ) -> Result<KnownDevices, store::Error> {
        let is_catalog_required = verification != Verification::Format;
        let known = registrations::find_known(conn, identifiers)?;
        let mut devices: Vec<DeviceKey> = known.iter().map(|known| known.device).collect();
        devices.sort_unstable();
        devices.dedup();
        let holders = registrations::find_holders(conn, &devices)?;
        let remarks = registrations::find_remarks(conn, &devices, is_catalog_required)?;
        Ok(KnownDevices {
            known: known.into_iter().map(|known| (known.value.clone(), known)).collect(),
            holders: holders.into_iter().map(|holder| (holder.device, holder)).collect(),
            remarks: remarks.into_iter().map(|remark| (remark.device, remark)).collect(),
            is_catalog_required,
        })
    }

    /// Returns the error of a line whose identifiers must be known as those of one device, if they aren't.
    ///
    /// What another reseller has reported doesn't count, so that no message says which identifiers that are.
    pub(super) fn unproven(&self, reseller: ResellerKey, named: &NamedDevice) -> Option<RowError> {
        let error = named.several.as_ref()?;
        let is_usable = |known: &&KnownIdentifier| {
            known.source == DeviceSource::Catalog
                || self.holders.get(&known.device).is_none_or(|holder| holder.reseller == reseller)
        };
        let device = |id| self.known.get(id).filter(is_usable).map(|known| known.device);
        let mut devices = named.identifiers.iter().map(device);
        let first = devices.next().flatten();
        let is_one = first.is_some() && devices.all(|device| device == first);
        (!is_one).then(|| error.clone())
    }

    fn devices(&self, named: &NamedDevice) -> Vec<&KnownIdentifier> {
        named.identifiers.iter().filter_map(|id| self.known.get(id)).collect()
    }

    /// Returns the error that the device would have in an upload.
    pub(super) fn upload_error(
        &self,
        conn: &mut Conn,
        reseller: ResellerKey,
        named: &NamedDevice,
    ) -> Result<Option<RowError>, store::Error> {
        let devices = self.devices(named);
        if devices.iter().any(|one| devices.iter().any(|other| one.device != other.device)) {
            let mut holders = devices.iter().filter_map(|known| self.holders.get(&known.device));
            return Ok(Some(match holders.any(|holder| holder.reseller != reseller) {
                true => Reason::DuplicateOtherReseller.into(),
                false => Reason::IdDifferentDevices.into(),
            }));
        }
        if let Some(holder) = devices.iter().find_map(|known| self.holders.get(&known.device)) {
            return Ok(Some(if holder.reseller != reseller {
                Reason::DuplicateOtherReseller.into()
            } else if Some(holder.customer) == named.customer {
                let detail = format!("Registered by upload {}.", holder.upload);
                RowError::new(Reason::DuplicateSameCustomer, detail)
            } else {
                let name = customers::find_name(conn, holder.customer)?;
                let detail = format!("Already in upload {} for {name}.", holder.upload);
                RowError::new(Reason::DuplicateOtherCustomer, detail)
            }));
        }
        let is_in_catalog = devices.iter().any(|known| known.source == DeviceSource::Catalog);
        if self.is_catalog_required && !is_in_catalog {
            return Ok(Some(Reason::NotInCatalog.into()));
        }
        let mut remarks = devices.iter().filter_map(|known| self.remarks.get(&known.device));
        let needs_code = remarks.any(|remark| remark.edition.as_deref().is_some_and(is_enterprise));
        Ok((needs_code && !named.has_sold_to_code).then(|| Reason::StcRequired.into()))
    }

    /// Returns the error that the device would have in a deletion.
    pub(super) fn deletion_error(&self, reseller: ResellerKey, named: &NamedDevice) -> Option<RowError> {
        let mut holders = self.devices(named).into_iter().filter_map(|known| self.holders.get(&known.device));
        let is_held =
            holders.any(|holder| holder.reseller == reseller && Some(holder.customer) == named.customer);
        (!is_held).then(|| Reason::DeviceNotFound.into())
    }
}
