//! What a table really lists.

use std::collections::{BTreeMap, BTreeSet};

/// The truth about a table, known to the generator. Lines are counted from 1.
#[derive(Clone, Debug, Default)]
pub struct Truth {
    /// The identifiers of the device on each line.
    pub devices: BTreeMap<u32, BTreeSet<String>>,
    /// Lines whose identifier is damaged. They must fail.
    pub damaged: BTreeSet<u32>,
    /// The strong identifiers on each line: IMEIs and MEIDs that prove themselves.
    pub strong: BTreeSet<(u32, String)>,
}

/// The truth about one line.
#[derive(Clone, Debug, Default)]
pub struct LineTruth {
    pub ids: BTreeSet<String>,
    pub is_damaged: bool,
    pub strong: Vec<String>,
}

impl Truth {
    /// Adds what is true of a line.
    pub fn add(&mut self, line: u32, of_line: &LineTruth) {
        if !of_line.ids.is_empty() {
            self.devices.insert(line, of_line.ids.clone());
        }
        if of_line.is_damaged {
            self.damaged.insert(line);
        }
        self.strong.extend(of_line.strong.iter().map(|id| (line, id.clone())));
    }
}
