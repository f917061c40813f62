//! The devices that a table really lists.

use std::collections::{BTreeMap, BTreeSet};

/// The truth about a table, known to the generator. Lines are counted from 1.
#[derive(Clone, Debug, Default)]
pub struct Truth {
    /// The identifiers of the device on each line.
    pub devices: BTreeMap<u32, BTreeSet<String>>,
    /// Lines whose identifier is damaged. They must fail.
    pub damaged: BTreeSet<u32>,
    /// The strong identifiers on each line: IMEIs and MEIDs that are recognizable by their form alone.
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
    /// Adds the truth about a line.
    pub fn add(&mut self, line: u32, truth: &LineTruth) {
        if !truth.ids.is_empty() {
            self.devices.insert(line, truth.ids.clone());
        }
        if truth.is_damaged {
            self.damaged.insert(line);
        }
        self.strong.extend(truth.strong.iter().map(|id| (line, id.clone())));
    }
}
