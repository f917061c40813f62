//! The rows of a table, and how they identify their devices.

use std::collections::BTreeSet;

use crate::columns::Column;
use crate::damage::damage;
use crate::identifiers::{self, Form, Identifier, Kind};
use crate::names::Names;
use crate::random::Random;
use crate::truth::LineTruth;

/// The identifier columns of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Variant {
    Imei,
    Serial,
    Mixed,
    ImeiAndSerial,
    TwoImeis,
    TwoImeisAndSerial,
    OldAndNew,
}

/// The variants, weighted by how often they occur.
const VARIANTS: [(usize, Variant); 7] = [
    (46, Variant::Imei),
    (18, Variant::Serial),
    (11, Variant::Mixed),
    (10, Variant::ImeiAndSerial),
    (5, Variant::TwoImeis),
    (9, Variant::TwoImeisAndSerial),
    (1, Variant::OldAndNew),
];

/// The properties that all rows of a table share.
pub struct Rows {
    pub variant: Variant,
    pub has_header: bool,
    form: Form,
    serial_form: Form,
    serial_shape: &'static str,
    damaged_share: usize,
}

impl Rows {
    /// Chooses random properties.
    pub fn random(random: &mut Random) -> Rows {
        let variant = random.weighted(&VARIANTS);
        let is_single = matches!(variant, Variant::Imei | Variant::Serial | Variant::Mixed);
        let has_header = !(is_single && random.percent(13));
        let mut form = random.weighted(&identifiers::ANYWHERE);
        if variant == Variant::Imei && has_header && form == Form::Plain {
            form = random.weighted(&identifiers::FOR_IMEI_COLUMNS);
        }
        let is_digits_only = variant == Variant::Serial && has_header && random.percent(8);
        let serial_shape = match is_digits_only {
            true => identifiers::DIGITS_ONLY,
            false => random.pick(&identifiers::SERIAL_SHAPES),
        };
        let damaged_share = if is_single && random.percent(15) { 10 } else { 0 };
        let serial_form = random.weighted(&identifiers::FOR_SERIALS);
        Rows { variant, has_header, form, serial_form, serial_shape, damaged_share }
    }

    /// Creates the identifier columns, in the order of the cells that [`Rows::device`] returns.
    pub fn columns(&self, names: Names, random: &mut Random) -> Vec<Column> {
        let meanings: &[&str] = match self.variant {
            // Stock systems have a single column for all identifiers.
            Variant::Imei if self.form == Form::Plain && random.percent(6) => &["serial"],
            Variant::Imei => &["imei"],
            Variant::Serial => &["serial"],
            Variant::Mixed => &["mixed"],
            Variant::ImeiAndSerial => &["imei", "serial"],
            Variant::TwoImeis => &["imei", "imei2"],
            Variant::TwoImeisAndSerial => &["imei", "imei2", "serial"],
            Variant::OldAndNew => &["imei", "imei2"],
        };
        let column = |meaning: &&'static str| Column::new(meaning, names, random);
        let mut columns: Vec<Column> = meanings.iter().map(column).collect();
        if self.variant == Variant::OldAndNew {
            let pair = random.pick(&[("New IMEI", "Old IMEI"), ("IMEI neu", "IMEI alt")]);
            pair.0.clone_into(&mut columns[0].name);
            pair.1.clone_into(&mut columns[1].name);
        } else if self.variant == Variant::Imei && self.form == Form::Plain && random.percent(2) {
            columns[0].make_obscure(random);
        }
        columns
    }

    /// Returns the identifier cells of a device, and the truth about its line.
    pub fn device(&self, random: &mut Random) -> (Vec<String>, LineTruth) {
        if random.percent(self.damaged_share) {
            let cell = damage(&self.single(random), random);
            return (vec![cell], LineTruth { is_damaged: true, ..LineTruth::default() });
        }
        let serial = |random: &mut Random| identifiers::serial(random, self.serial_shape);
        let ids = match self.variant {
            Variant::Imei | Variant::Serial | Variant::Mixed => vec![Some(self.single(random))],
            // A tablet without a modem has only a serial number.
            Variant::ImeiAndSerial if random.percent(10) => vec![None, Some(serial(random))],
            Variant::ImeiAndSerial => vec![Some(identifiers::imei(random)), Some(serial(random))],
            Variant::TwoImeis if random.percent(10) => vec![Some(identifiers::imei(random)), None],
            Variant::TwoImeis => self.two_imeis(random),
            Variant::TwoImeisAndSerial if random.percent(8) => vec![None, None, Some(serial(random))],
            Variant::TwoImeisAndSerial => {
                let mut ids = self.two_imeis(random);
                ids.push(Some(serial(random)));
                ids
            }
            Variant::OldAndNew => vec![Some(identifiers::imei(random)), Some(identifiers::imei(random))],
        };
        let mut truth = LineTruth::default();
        for id in ids.iter().flatten() {
            truth.ids.insert(id.value.clone());
            let is_proof = id.kind != Kind::Serial
                && !matches!(self.form, Form::WithoutCheckDigit | Form::WithSoftwareVersion);
            truth.strong.extend(is_proof.then(|| id.value.clone()));
        }
        if self.variant == Variant::OldAndNew {
            truth.ids = BTreeSet::from([truth.strong[0].clone()]);
        }
        let placeholder = random.pick(&["", "", "-", "N/A", "n/a", "0"]);
        let cells =
            ids.iter().map(|id| id.as_ref().map_or(placeholder.to_owned(), |id| self.write(id, random)));
        (cells.collect(), truth)
    }

    fn two_imeis(&self, random: &mut Random) -> Vec<Option<Identifier>> {
        vec![Some(identifiers::imei(random)), Some(identifiers::imei(random))]
    }

    fn single(&self, random: &mut Random) -> Identifier {
        let kind = match self.variant {
            Variant::Serial => Kind::Serial,
            Variant::Mixed => random.weighted(&[(50, Kind::Imei), (45, Kind::Serial), (5, Kind::Meid)]),
            _ => Kind::Imei,
        };
        match kind {
            Kind::Imei => identifiers::imei(random),
            Kind::Meid => identifiers::meid(random),
            Kind::Serial => identifiers::serial(random, self.serial_shape),
        }
    }

    fn write(&self, id: &Identifier, random: &mut Random) -> String {
        let form = if id.kind == Kind::Serial { self.serial_form } else { self.form };
        // A few cells were typed by hand.
        let is_by_hand = id.kind == Kind::Imei && form == Form::Plain && random.percent(1);
        let form = if is_by_hand { random.pick(&[Form::Grouped, Form::Spaced]) } else { form };
        identifiers::write(id, form, random)
    }

    /// Describes the properties, for the files about badly read tables.
    pub fn describe(&self) -> String {
        format!("{:?}, header: {}, {:?}, {:?}", self.variant, self.has_header, self.form, self.serial_form)
    }
}
