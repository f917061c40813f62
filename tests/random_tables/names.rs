//! The words that people use in each language, in `names/*.txt`.

use crate::random::Random;

macro_rules! languages {
    ($($language:literal)*) => {
        [$(($language, include_str!(concat!("names/", $language, ".txt")))),*]
    };
}

const LANGUAGES: [(&str, &str); 20] = languages!(
    "cs" "da" "de" "en" "es" "fi" "fr" "it" "ja" "ko" "nl" "no" "pl" "pt" "ru" "sv" "tr" "uk" "zh-CN" "zh-TW"
);

/// Names that mean nothing to a reader.
const OBSCURE: [&str; 10] =
    ["Feld 7", "X1", "col_3", "ZZMAT", "Spalte 9", "Attr", "F12", "KZ", "Info 2", "Kat."];

/// The words of one language.
#[derive(Clone, Copy)]
pub struct Names {
    pub language: &'static str,
    text: &'static str,
}

impl Names {
    /// Returns the words of a random language. English and German are the most likely.
    pub fn random(random: &mut Random) -> Names {
        let (language, text) = match random.percent(30) {
            true => LANGUAGES[random.between(2, 3)],
            false => random.pick(&LANGUAGES),
        };
        Names { language, text }
    }

    /// Returns all words for a meaning.
    pub fn all(self, meaning: &str) -> Vec<&'static str> {
        let words = self.text.lines().find_map(|line| line.strip_prefix(meaning)?.strip_prefix(" = "));
        words.unwrap_or_else(|| panic!("{}: no word for {meaning}", self.language)).split(" | ").collect()
    }

    /// Returns one of the words for a meaning.
    pub fn one(self, meaning: &str, random: &mut Random) -> String {
        random.pick(&self.all(meaning)).to_owned()
    }
}

/// Returns a name that means nothing to a reader.
pub fn obscure(random: &mut Random) -> String {
    random.pick(&OBSCURE).to_owned()
}

#[test]
fn every_language_has_words_for_every_meaning() {
    let meanings = |text: &'static str| -> Vec<&str> {
        text.lines().map(|line| line.split_once(" = ").expect("a meaning and its words").0).collect()
    };
    let english = meanings(LANGUAGES[3].1);
    assert!(english.len() > 30);
    for (language, text) in LANGUAGES {
        assert_eq!(meanings(text), english, "{language}");
    }
}
