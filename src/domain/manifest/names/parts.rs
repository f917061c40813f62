use super::dictionary::{Word, class, without_suffix};
use super::words::words;

/// The SIM slot in a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Slot {
    First,
    Second,
}

/// The words in a header cell, grouped by use.
#[derive(Debug, Default)]
pub(super) struct Parts {
    /// The words other than fillers and connectors.
    pub(super) all: Vec<String>,
    /// The words in `all` other than those for slots and replacements.
    pub(super) core: Vec<String>,
    pub(super) has_filler: bool,
    pub(super) slot: Option<Slot>,
    pub(super) is_replacement: bool,
    pub(super) has_prose: bool,
}

impl Parts {
    pub(super) fn new(text: &str) -> Parts {
        let words = merge(words(text));
        let mut parts = Parts::default();
        let mut slots = Vec::new();
        let has_imei = words.iter().any(|word| word == "imei");
        let mut before = "";
        for (index, word) in words.iter().enumerate() {
            let next = words.get(index + 1).map_or("", String::as_str);
            let is_slot_number = |word: &str| matches!(word, "1" | "2");
            match class(word) {
                Some(Word::Filler) => parts.has_filler = true,
                Some(Word::Connector) => {}
                Some(Word::Ordinal) if is_slot_number(before) => {}
                Some(Word::Slot) if has_imei && is_slot_number(next) => {}
                word_class => parts.add(word, word_class, &mut slots),
            }
            parts.has_prose |= class(word) == Some(Word::Prose);
            before = word;
        }
        if parts.all.is_empty() {
            parts.all.clone_from(&words);
            parts.core = words;
            parts.has_filler = false;
        }
        // A column for both slots counts as one without a slot.
        parts.slot = slots.first().copied().filter(|first| slots.iter().all(|slot| slot == first));
        parts
    }

    fn add(&mut self, word: &str, class: Option<Word>, slots: &mut Vec<Slot>) {
        let bare = without_suffix(word).filter(|_| class.is_none());
        self.has_filler |= bare.is_some();
        let word = bare.unwrap_or(word);
        self.all.push(word.to_owned());
        match (class, word) {
            (Some(Word::First), _) | (_, "1") => slots.push(Slot::First),
            (Some(Word::Second), _) | (_, "2") => slots.push(Slot::Second),
            (Some(word), _) if word.is_replacement() => self.is_replacement = true,
            _ => self.core.push(word.to_owned()),
        }
    }

    /// Returns the words in the form of dictionary entries.
    #[cfg(test)]
    pub(super) fn normal_form(&self) -> String {
        let mut form = self.all.join(" ");
        if self.has_filler {
            form.push_str(" #");
        }
        form
    }
}

/// Merges pairs in which one word would otherwise be a filler or a connector: *S/N*, and the *d'ordre* in *n° d'ordre*,
/// which is a running number. *Trade-in* becomes one word too.
pub(super) fn merge(words: Vec<String>) -> Vec<String> {
    let mut merged: Vec<String> = Vec::with_capacity(words.len());
    for word in words {
        match merged.last_mut() {
            Some(last)
                if matches!(
                    (last.as_str(), word.as_str()),
                    ("s", "n") | ("d", "ordre") | ("trade", "in")
                ) =>
            {
                last.push_str(&word);
            }
            _ => merged.push(word),
        }
    }
    merged
}
