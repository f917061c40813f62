//! The findings of a survey, for the page on which a person decides how to read a list.

use super::content::Content;
use super::header::{Header, is_identifier};
use super::name_rank::FULL_RANK;
use super::sample::Sample;
use super::sample_row::SampleRow;
use super::surveyed::Survey;
use crate::domain::device_id::ColumnProfile;
use crate::domain::ids::FileLayoutKey;
use crate::domain::manifest::column::Column;
use crate::domain::manifest::column_choice::ColumnChoice;
use crate::domain::manifest::decisions::Decisions;
use crate::domain::manifest::layout::Layout;
use crate::domain::manifest::names::Meaning;
use crate::domain::manifest::question::Question;
use crate::domain::manifest::question_parts::ColumnLabel;
use crate::domain::manifest::rejection::{ManifestError, Rejection};
use crate::domain::manifest::remembered::ColumnKind;
use crate::domain::manifest::text::shortened;

/// Number of lines that an examination keeps.
const MAX_LINES: usize = 30;

/// A list as read so far, and the questions that are still open.
pub(crate) struct Examination {
    /// The layout. Undecided columns aren't used.
    pub(crate) layout: Layout,
    /// Number of devices in the rows.
    pub(crate) rows: u64,
    pub(crate) questions: Vec<Question>,
    /// The reason why the list is rejected, although its lines can be read.
    pub(crate) rejection: Option<Rejection>,
    pub(crate) columns: Vec<ExaminedColumn>,
    /// Physical line of the header, if there is one.
    pub(crate) header_line: Option<u32>,
    /// The first lines that aren't blank, with their cells.
    pub(crate) lines: Vec<(u32, Vec<String>)>,
    /// The remembered layout that was applied, and the decisions with which the list was read.
    pub(crate) applied: Option<(FileLayoutKey, Decisions)>,
}

/// A column, and facts about its cells in the first 2,000 rows.
pub(crate) struct ExaminedColumn {
    /// The name in the header. Empty if there is none.
    pub(crate) name: String,
    /// How the column is used.
    pub(crate) choice: ColumnChoice,
    /// The meaning of its name, if known.
    pub(crate) named: Option<ColumnChoice>,
    /// Whether the name is known, but not as that of an identifier.
    pub(super) is_named_otherwise: bool,
    /// Whether the name has no words other than those for an identifier.
    is_fully_named: bool,
    /// Whether the portal knows one of its devices. Only columns between which a person chooses are looked up.
    pub(super) is_known: bool,
    /// Whether identifiers stand among other text.
    pub(super) is_text: bool,
    /// Number of different values, unless there are too many to count.
    pub(crate) values: Option<usize>,
    /// Whether most of the filled cells are customer IDs.
    pub(crate) has_customers: bool,
    /// Whether one identifier occurs in more than two rows.
    pub(super) has_repeats: bool,
    /// The kind of its cells.
    pub(crate) kind: ColumnKind,
    profile: ColumnProfile,
}

impl ExaminedColumn {
    /// Returns the number of filled cells.
    pub(crate) fn filled(&self) -> u64 {
        self.profile.filled
    }

    /// Returns the number of cells that are IMEIs or MEIDs.
    pub(crate) fn imeis(&self) -> u64 {
        self.profile.imei_in_own_column().saturating_sub(self.profile.damaged)
    }

    /// Returns the number of cells that would be accepted in a column of serial numbers.
    pub(crate) fn serials(&self) -> u64 {
        self.profile.serial_in_own_column()
    }

    /// Returns the number of cells that may identify devices.
    pub(crate) fn identifiers(&self) -> u64 {
        self.profile.imei_like() + self.profile.serial_like()
    }

    /// Returns whether at least 80 % of the filled cells have the form that this meaning requires.
    pub(super) fn is_of_kind(&self, choice: ColumnChoice) -> bool {
        let profile = &self.profile;
        let count = match choice {
            ColumnChoice::Column(Column::Imei1 | Column::Imei2) => profile.imei_in_own_column(),
            ColumnChoice::Column(Column::Meid) => profile.imei_like(),
            ColumnChoice::Column(Column::Serial) => profile.strong + profile.serial_in_own_column(),
            ColumnChoice::DeviceId => self.identifiers(),
            ColumnChoice::Column(Column::Customer) => return self.kind == ColumnKind::Customer,
            ColumnChoice::Column(Column::OrderNumber | Column::OrderDate | Column::StcAlias)
            | ColumnChoice::Ignore => return true,
        };
        profile.is_share(count, 80)
    }

    /// Returns whether at least 80 % of the filled cells are strong identifiers.
    pub(super) fn is_strong(&self) -> bool {
        self.profile.is_share(self.profile.strong, 80)
    }

    /// Returns whether the column has a full name of an identifier.
    pub(super) fn is_well_named(&self) -> bool {
        self.is_fully_named && self.named.is_some_and(ColumnChoice::is_identifier)
    }

    /// Returns the kind of identifier in the column, judged by its name or else by its content.
    pub(crate) fn as_identifier(&self) -> ColumnChoice {
        match self.named.filter(|named| named.is_identifier()) {
            // A name that the cells contradict would fail all of them.
            Some(ColumnChoice::Column(Column::Imei1 | Column::Imei2)) if self.imeis() == 0 => {
                ColumnChoice::DeviceId
            }
            Some(named) => named,
            None if self.profile.is_share(self.imeis(), 80) => ColumnChoice::Column(Column::Imei1),
            None => ColumnChoice::DeviceId,
        }
    }
}

impl Examination {
    /// Creates the examination of a list whose layout has been determined.
    pub(super) fn new(
        layout: Layout,
        sample: &Sample,
        header: Option<&Header>,
        contents: Vec<Content>,
        known: &[usize],
    ) -> Examination {
        let columns = contents.into_iter().enumerate().map(|(index, content)| {
            let (name, known_name) = header
                .and_then(|header| header.names.get(index))
                .map_or((String::new(), None), |(text, name)| (text.clone(), name.as_ref()));
            ExaminedColumn {
                name,
                choice: used_as(&layout, index),
                named: known_name.and_then(|name| meant(name.meaning)),
                is_named_otherwise: known_name.is_some_and(|name| !is_identifier(name.meaning)),
                is_fully_named: known_name.is_some_and(|name| name.rank >= FULL_RANK),
                is_known: known.contains(&index),
                is_text: content.profile.in_text > 0,
                values: content.values().map(std::collections::HashSet::len),
                has_customers: content.are_customers(50),
                has_repeats: content.has_repeats(),
                kind: content.kind(),
                profile: content.profile,
            }
        });
        let shown = |row: &SampleRow| (row.line, row.cells.clone());
        Examination {
            columns: columns.collect(),
            rows: 0,
            questions: Vec::new(),
            rejection: None,
            header_line: header.map(|header| sample.rows[header.row].line),
            lines: sample.rows.iter().take(MAX_LINES).map(shown).collect(),
            applied: None,
            layout,
        }
    }

    /// Returns the label of a used column, as messages refer to it.
    pub(super) fn label_of(layout: &Layout, index: usize) -> ColumnLabel {
        let text =
            match layout.header_cells.get(index).map(|name| name.trim()).filter(|name| !name.is_empty()) {
                Some(name) => format!("column “{}”", shortened(name)),
                None => format!("column {}", index + 1),
            };
        ColumnLabel { index, text }
    }

    /// Returns the labels of the columns about the order, as messages refer to them.
    pub(crate) fn order_labels(&self) -> Vec<ColumnLabel> {
        self.layout.columns.orders().map(|index| Examination::label_of(&self.layout, index)).collect()
    }

    /// Creates the examination of a list that can't be read until the questions have been answered.
    pub(crate) fn unread(questions: Vec<Question>) -> Examination {
        Examination {
            layout: Layout::empty(),
            rows: 0,
            questions,
            rejection: None,
            columns: Vec::new(),
            header_line: None,
            lines: Vec::new(),
            applied: None,
        }
    }

    /// Returns the survey, or `Err` with the questions that are still open.
    pub(super) fn into_survey(self) -> Result<Survey, ManifestError> {
        match self.questions.is_empty() {
            _ if self.rejection.is_some() => Err(self.rejection.unwrap_or(Rejection::Empty).into()),
            true => Ok(Survey { layout: self.layout, rows: self.rows }),
            false => Err(Rejection::Undecided(self.questions).into()),
        }
    }
}

/// Returns how the layout uses a column.
fn used_as(layout: &Layout, index: usize) -> ColumnChoice {
    let columns = &layout.columns;
    if let Some(identifier) = columns.identifiers.iter().find(|column| column.index == index) {
        return ColumnChoice::of_identifier(identifier);
    }
    let others = [
        (columns.customer, Column::Customer),
        (columns.order_number, Column::OrderNumber),
        (columns.order_date, Column::OrderDate),
        (columns.stc_alias, Column::StcAlias),
    ];
    let used = others.into_iter().find(|(used, _)| *used == Some(index));
    let choice = used.map_or(ColumnChoice::Ignore, |(_, column)| ColumnChoice::Column(column));
    if choice.is_for(layout.purpose) { choice } else { ColumnChoice::Ignore }
}

/// Returns the choice for a column with a known name. Returns `None` for names that the portal doesn't use.
fn meant(meaning: Meaning) -> Option<ColumnChoice> {
    Some(match meaning {
        Meaning::Imei => ColumnChoice::Column(Column::Imei1),
        Meaning::Imei2 => ColumnChoice::Column(Column::Imei2),
        Meaning::Meid => ColumnChoice::Column(Column::Meid),
        Meaning::Serial => ColumnChoice::Column(Column::Serial),
        Meaning::DeviceId => ColumnChoice::DeviceId,
        Meaning::Customer => ColumnChoice::Column(Column::Customer),
        Meaning::OrderNumber => ColumnChoice::Column(Column::OrderNumber),
        Meaning::OrderDate => ColumnChoice::Column(Column::OrderDate),
        Meaning::StcAlias => ColumnChoice::Column(Column::StcAlias),
        Meaning::Line | Meaning::Code | Meaning::FailedRowText | Meaning::Unused => return None,
    })
}
