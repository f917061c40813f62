//! The identifiers of one device.

use super::device_id::{DeviceId, IdentifierKind};
use super::row_error::{Reason, RowError};

/// The identifiers of one device: at most two IMEIs, one MEID and one serial number.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct IdentifierSet {
    pub(crate) imei1: Option<DeviceId>,
    pub(crate) imei2: Option<DeviceId>,
    pub(crate) meid: Option<DeviceId>,
    pub(crate) serial: Option<DeviceId>,
}

/// An identifier that can't belong to the device, because the device has others of its kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Contradiction(pub(crate) IdentifierKind);

impl Contradiction {
    /// Returns the device's identifiers of this kind in words, without their values.
    pub(crate) fn words(self) -> &'static str {
        match self.0 {
            IdentifierKind::Imei => "other IMEIs",
            IdentifierKind::Meid => "another MEID",
            IdentifierKind::Serial => "another serial number",
        }
    }
}

impl IdentifierSet {
    /// Adds an identifier, unless the device has it already. A serial number that isn't unique by itself never
    /// contradicts another one: the device keeps the one that it has, or gets the unique one.
    pub(crate) fn add(&mut self, id: DeviceId) -> Result<(), Contradiction> {
        let slots = match id.kind() {
            IdentifierKind::Imei => vec![&mut self.imei1, &mut self.imei2],
            IdentifierKind::Meid => vec![&mut self.meid],
            IdentifierKind::Serial => vec![&mut self.serial],
        };
        if slots.iter().any(|slot| **slot == Some(id)) {
            return Ok(());
        }
        let may_replace = |slot: &Option<DeviceId>| slot.is_none_or(|other| other.is_weak() && !id.is_weak());
        match slots.into_iter().find(|slot| may_replace(slot)) {
            Some(slot) => *slot = Some(id),
            None if id.is_weak() => {}
            None => return Err(Contradiction(id.kind())),
        }
        Ok(())
    }

    /// Returns the device's identifiers.
    pub(crate) fn ids(&self) -> impl Iterator<Item = DeviceId> {
        [self.imei1, self.imei2, self.meid, self.serial].into_iter().flatten()
    }
}

/// Checks that one device may have identifiers of all these kinds.
pub(crate) fn check_row(kinds: impl Iterator<Item = IdentifierKind>) -> Result<(), RowError> {
    let (mut imeis, mut meids, mut serials) = (0, 0, 0);
    for kind in kinds {
        let (count, limit, words) = match kind {
            IdentifierKind::Imei => (&mut imeis, 2, "three IMEIs"),
            IdentifierKind::Meid => (&mut meids, 1, "two MEIDs"),
            IdentifierKind::Serial => (&mut serials, 1, "two serial numbers"),
        };
        *count += 1;
        if *count > limit {
            return Err(RowError::new(Reason::IdDifferentDevices, format!("It has {words}.")));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(text: &str) -> DeviceId {
        DeviceId::from_canonical(text).unwrap()
    }

    fn add_all(texts: &[&str]) -> Result<IdentifierSet, Contradiction> {
        let mut set = IdentifierSet::default();
        texts.iter().try_for_each(|text| set.add(id(text)))?;
        Ok(set)
    }

    const IMEIS: [&str; 3] = ["358422070056019", "358422070056027", "358422070056035"];

    #[test]
    fn a_device_has_two_imeis_a_meid_and_a_serial_number() {
        let set = add_all(&[IMEIS[0], IMEIS[1], IMEIS[0], "AF0123450ABCDE", "R38K503SRVD"]).unwrap();
        let texts: Vec<String> = set.ids().map(|id| id.to_string()).collect();
        assert_eq!(texts, [IMEIS[0], IMEIS[1], "AF0123450ABCDE", "R38K503SRVD"]);
        assert_eq!(add_all(&IMEIS), Err(Contradiction(IdentifierKind::Imei)));
        assert_eq!(add_all(&["R38K503SRVD", "R38K503SRVX"]), Err(Contradiction(IdentifierKind::Serial)));
    }

    #[test]
    fn a_weak_serial_number_contradicts_nothing() {
        assert_eq!(add_all(&["12345", "67890"]).unwrap().serial, Some(id("12345")));
        assert_eq!(add_all(&["R38K503SRVD", "67890"]).unwrap().serial, Some(id("R38K503SRVD")));
        assert_eq!(add_all(&["12345", "R38K503SRVD"]).unwrap().serial, Some(id("R38K503SRVD")));
    }

    #[test]
    fn a_row_has_no_more_identifiers_of_a_kind_than_a_device() {
        let check =
            |kinds: &[IdentifierKind]| check_row(kinds.iter().copied()).map_err(|error| error.full_message());
        let (imei, meid, serial) = (IdentifierKind::Imei, IdentifierKind::Meid, IdentifierKind::Serial);
        assert_eq!(check(&[imei, imei, meid, serial]), Ok(()));
        insta::assert_snapshot!(
            check(&[serial, serial]).unwrap_err(),
            @"The identifiers on this line belong to different devices. It has two serial numbers."
        );
        assert!(check(&[imei, imei, imei]).is_err() && check(&[meid, meid]).is_err());
    }
}
