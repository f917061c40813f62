use std::collections::HashMap;
use std::sync::LazyLock;

use super::device_kind::DeviceKind;
use super::meaning::Name;

/// The file with all names and words.
pub(super) const TEXT: &str = include_str!("dictionary.txt");

/// The section with the words that the rules need. The other sections are languages and systems.
pub(super) const WORDS: &str = "words";

/// Stands for the fillers of a name: `order #` is *Order no.*, *Order ID* and so on.
pub(super) const FILLER: &str = "#";

/// Fillers that are removed from the end of any word, so that entries don't contain them.
const LONG_SUFFIXES: [&str; 19] = [
    "nummern", "nummer", "numbers", "number", "numero", "numarasi", "numara", "kennung", "tunnus", "番号",
    "番號", "编号", "編號", "号码", "號碼", "编码", "編碼", "번호", "코드",
];

/// Fillers that may be joined to a word, but that other words end with too: `Serialno`, but *casino*.
const SHORT_SUFFIXES: [&str; 13] =
    ["nr", "no", "nro", "num", "code", "kode", "kod", "koodi", "id", "号", "號", "码", "碼"];

/// The meaning of a word for the rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Word {
    /// A word that adds nothing: number, code, ID.
    Filler,
    /// A preposition or an article within a name.
    Connector,
    /// The first SIM slot.
    First,
    /// The second SIM slot.
    Second,
    /// The ending of an ordinal, such as `nd` in *2nd*.
    Ordinal,
    /// A word for SIM slots before their number. Elsewhere, it is a thing.
    Slot,
    /// A word for a replacement, which doesn't say which of the devices it means.
    Replacement,
    /// A word for a device that is replaced, returned or lent.
    Old,
    /// A word for a device that replaces another.
    New,
    /// A word for a kind of device.
    Kind(DeviceKind),
    /// A word for something else that has a number or a state: a SIM card, a box, a check.
    Thing,
    /// A word from titles and sentences.
    Prose,
}

impl Word {
    /// Returns the class that a key in the section [`WORDS`] stands for.
    pub(super) fn of_key(key: &str) -> Option<Word> {
        Some(match key {
            "filler" => Word::Filler,
            "connector" => Word::Connector,
            "first" => Word::First,
            "second" => Word::Second,
            "ordinal" => Word::Ordinal,
            "slot" => Word::Slot,
            "replacement" => Word::Replacement,
            "old" => Word::Old,
            "new" => Word::New,
            "phone" => Word::Kind(DeviceKind::Phone),
            "tablet" => Word::Kind(DeviceKind::Tablet),
            "computer" => Word::Kind(DeviceKind::Computer),
            "watch" => Word::Kind(DeviceKind::Watch),
            "thing" => Word::Thing,
            "prose" => Word::Prose,
            _ => return None,
        })
    }

    /// Returns whether the word is about the replacement of a device.
    pub(super) fn is_replacement(self) -> bool {
        matches!(self, Word::Replacement | Word::Old | Word::New)
    }
}

/// An entry of the file.
pub(super) struct Entry {
    pub(super) section: &'static str,
    pub(super) key: &'static str,
    pub(super) text: &'static str,
}

/// Returns the entries of the file in order.
pub(super) fn entries() -> impl Iterator<Item = Entry> {
    let mut section = "";
    TEXT.lines().filter(|line| !line.starts_with("//")).flat_map(move |line| {
        if let Some(title) = line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
            section = title;
        }
        let (key, texts) = line.split_once(": ").unwrap_or_default();
        texts.split(", ").filter(|text| !text.is_empty()).map(move |text| Entry { section, key, text })
    })
}

/// The parsed file. The keys of `names` have no spaces.
struct Dictionary {
    names: HashMap<String, Name>,
    words: HashMap<&'static str, Word>,
}

static DICTIONARY: LazyLock<Dictionary> = LazyLock::new(|| {
    let mut dictionary = Dictionary { names: HashMap::new(), words: HashMap::new() };
    for Entry { section, key, text } in entries() {
        if section == WORDS {
            dictionary.words.extend(Word::of_key(key).map(|word| (text, word)));
        } else {
            dictionary.names.extend(Name::of_key(key).map(|name| (text.replace(' ', ""), name)));
        }
    }
    dictionary
});

/// Returns the class of a word, or `None` if the rules don't need it.
pub(super) fn class(word: &str) -> Option<Word> {
    DICTIONARY.words.get(word).copied()
}

/// Returns a word without the filler at its end, or `None` if it doesn't end with one of the [`LONG_SUFFIXES`].
pub(super) fn without_suffix(word: &str) -> Option<&str> {
    strip(word, &LONG_SUFFIXES)
}

/// Returns the name that consists of these words. `has_filler` says whether fillers were removed.
pub(super) fn find<T: AsRef<str>>(words: &[T], has_filler: bool) -> Option<Name> {
    let text: String = words.iter().map(AsRef::as_ref).collect();
    find_text(&text, has_filler).or_else(|| find_text(strip(&text, &SHORT_SUFFIXES)?, true))
}

fn find_text(text: &str, has_filler: bool) -> Option<Name> {
    let names = &DICTIONARY.names;
    let with_filler = if has_filler { names.get(&format!("{text}{FILLER}")) } else { None };
    with_filler.or_else(|| names.get(text)).cloned()
}

fn strip<'a>(word: &'a str, suffixes: &[&str]) -> Option<&'a str> {
    suffixes.iter().filter_map(|suffix| word.strip_suffix(suffix)).find(|rest| !rest.is_empty())
}
