//! Finds words and phrases that must not be used. To extend the list, add a line to `UNWANTED`.

/// Phrases that we don't use, and what to write instead. Case doesn't matter, and a space matches any white space.
const UNWANTED: &[(&str, &str)] = &[
    ("handed in", "uploaded, submitted"),
    ("hand in", "upload, submit"),
    ("so many", "the number, too many"),
    ("so often", "the number of times"),
    ("gives", "returns, shows"),
    ("nobody", "no one, or name the role"),
    ("somebody", "someone, or name the role"),
    ("everybody", "everyone, or name the role"),
    ("anybody", "anyone, or name the role"),
    ("whoever", "your portal operator, or name the role"),
    ("of it is", "name the part"),
    ("nothing of it", "say what is missing"),
    ("nothing of them", "say what is missing"),
    ("every line of it", "every line"),
    ("blanks", "spaces"),
    ("browse for", "choose"),
    ("browse again", "choose it again"),
    ("browse it again", "choose it again"),
    ("fits", "matches"),
    ("fit the rules", "are valid"),
    ("becomes of", "the result of"),
    ("became of", "the result of"),
    ("become of", "the result of"),
    ("was told", "saw, received"),
    ("were told", "saw, received"),
    ("are told", "see, hear"),
    ("is said", "we show"),
    ("read as", "how we read your file"),
    ("adds up to", "result"),
    ("add up to", "result"),
    ("corrects", "correction of"),
    ("corrected since", "corrections"),
    ("resolved since", "resolved by"),
    ("was read differently", "was corrected"),
    ("mended", "corrected"),
    ("mends", "corrects"),
    ("written down", "logged"),
    ("wrote down", "logged"),
    ("looked into", "investigated"),
    ("gone forward", "made progress"),
    ("goes forward", "makes progress"),
    ("go forward", "make progress"),
    ("goes on where", "continues where"),
    ("as things are now", "leave it out"),
    ("all the same", "anyway, or leave it out"),
    ("meant only", "makes sense only"),
    ("understood as", "how we read it"),
    ("is understood", "we accept"),
    ("what is lost", "what will be removed"),
    ("which is over", "expired"),
    ("which is the most", "the limit"),
    ("have no such", "can’t find"),
    ("no such thing", "can’t find"),
    ("in front of it", "before it"),
    ("the other way round", "the reverse"),
    ("it is our fault", "something went wrong on our side"),
    ("to be kept", "to be saved"),
    ("first page of the portal", "home page"),
    ("runs this portal for you", "your portal operator"),
];

/// Returns a message for each unwanted phrase in a file's text.
pub fn faults(file: &str, text: &str) -> Vec<String> {
    let text = collapse_white_space(text).to_lowercase();
    let found = UNWANTED.iter().filter(|(phrase, _)| has_phrase(&text, phrase));
    found.map(|(phrase, instead)| format!("{file}: “{phrase}”; write: {instead}")).collect()
}

/// Returns the text in a template that people see: everything except code, plus the strings in the code.
pub fn template_text(text: &str) -> String {
    let mut seen = String::new();
    let mut rest = text;
    while let Some(at) = rest.find("{{").into_iter().chain(rest.find("{%")).min() {
        let close = if rest[at..].starts_with("{{") { "}}" } else { "%}" };
        let end = rest[at..].find(close).map_or(rest.len(), |end| at + end + close.len());
        seen.push_str(&rest[..at]);
        // Every second part when split at quotation marks is a string.
        seen.extend(rest[at..end].split('"').skip(1).step_by(2).flat_map(|string| [string, "\n"]));
        rest = &rest[end..];
    }
    seen + rest
}

/// Replaces each run of white space with one space, because sentences in templates can span lines.
fn collapse_white_space(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Returns whether the phrase occurs as whole words.
fn has_phrase(text: &str, phrase: &str) -> bool {
    let is_letter = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
    text.match_indices(phrase).any(|(at, _)| {
        !is_letter(text[..at].chars().next_back()) && !is_letter(text[at + phrase.len()..].chars().next())
    })
}

#[test]
fn phrases_are_found_across_lines_and_only_as_whole_words() {
    assert_eq!(
        faults("a.html", "<p>Its rows were Handed\n    in.</p>"),
        ["a.html: “handed in”; write: uploaded, submitted"]
    );
    assert!(faults("a.html", "{{ handed_in }} benefits outfits").is_empty());
}

#[test]
fn the_text_of_a_template_includes_strings_in_its_code() {
    let template = "<p>a {{ mends }} b</p>\n{% call ui::notice(mended, \"c d\") %}{#- e -#}";
    assert_eq!(collapse_white_space(&template_text(template)), "<p>a b</p> c d {#- e -#}");
}
