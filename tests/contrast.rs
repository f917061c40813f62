//! Checks the contrast of the colours in static/app.css in both themes, light and dark. WCAG 2.2 requires 4.5 : 1 for
//! text (1.4.3), and 3 : 1 for icons, field borders and the focus ring (1.4.11).

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that can't continue has failed")]

use std::collections::{BTreeMap, BTreeSet};

/// Text colours and the backgrounds that they appear on.
const TEXT: [(&[&str], &[&str]); 10] = [
    (&["text", "text-2"], &["canvas", "surface", "surface-2", "surface-3", "overlay", "accent-soft"]),
    // Hints never appear on counts or on selected items.
    (&["text-3"], &["canvas", "surface", "surface-2", "overlay"]),
    (&["link"], &["canvas", "surface", "surface-2", "surface-3", "overlay", "accent-soft"]),
    (&["on-accent"], &["accent", "accent-hover", "danger", "danger-hover"]),
    (&["ok-t"], &["ok-b", "surface", "surface-2"]),
    (&["warn-t"], &["warn-b"]),
    (&["bad-t"], &["bad-b", "surface", "surface-2", "surface-3", "overlay"]),
    (&["info-t"], &["info-b", "surface", "surface-2"]),
    (&["mute-t"], &["mute-b"]),
    // Text and links in notices.
    (&["text", "text-2", "link"], &["ok-b", "warn-b", "bad-b"]),
];

/// Icons, field borders, the focus ring and the marker of the current tab, with their backgrounds.
const SHAPES: [(&[&str], &[&str]); 8] = [
    (&["ok-i"], &["ok-b", "surface", "surface-2"]),
    (&["warn-i"], &["warn-b", "surface", "surface-2"]),
    (&["bad-i"], &["bad-b", "surface", "surface-2", "overlay"]),
    (&["info-i"], &["info-b", "surface", "surface-2"]),
    (&["mute-i"], &["surface", "surface-2"]),
    (&["text-3"], &["surface-3"]),
    (&["control-line"], &["surface", "surface-2", "overlay"]),
    (&["focus"], &["canvas", "surface", "surface-2", "surface-3", "overlay"]),
];

/// Decorative lines, which need no contrast because they carry no meaning.
const DECORATION: [&str; 3] = ["line", "line-2", "track"];

type Colour = [u8; 3];

/// Returns each colour's light and dark values, by name.
fn tokens() -> BTreeMap<String, [Colour; 2]> {
    let css = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/static/app.css")).unwrap();
    let (_, layer) = css.split_once("@layer tokens {").unwrap();
    let (layer, _) = layer.split_once("@layer").unwrap();
    let mut tokens = BTreeMap::new();
    for declaration in
        layer.split(['{', ';']).filter_map(|text| text.trim().rsplit_once("--")?.1.split_once(':'))
    {
        let (name, value) = declaration;
        let value = value.trim();
        let pair = value.strip_prefix("light-dark(").and_then(|text| text.strip_suffix(')')?.split_once(','));
        let (light, dark) = pair.unwrap_or((value, value));
        if let (Some(light), Some(dark)) = (colour(light), colour(dark)) {
            tokens.insert(name.to_owned(), [light, dark]);
        }
    }
    tokens
}

fn colour(text: &str) -> Option<Colour> {
    let digits = text.trim().strip_prefix('#').filter(|digits| digits.len() == 6)?;
    let part = |from: usize| u8::from_str_radix(&digits[from..from + 2], 16).ok();
    Some([part(0)?, part(2)?, part(4)?])
}

/// Returns the relative luminance as defined by WCAG 2.2.
fn luminance(colour: Colour) -> f64 {
    let linear = colour.map(|part| {
        let part = f64::from(part) / 255.0;
        if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
    });
    0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
}

/// Returns the contrast ratio as defined by WCAG 2.2.
fn contrast(one: Colour, other: Colour) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

#[test]
fn every_pair_of_colours_has_enough_contrast() {
    let tokens = tokens();
    let find =
        |name: &str| *tokens.get(name).unwrap_or_else(|| panic!("static/app.css has no colour --{name}"));
    let mut faults = Vec::new();
    for (pairs, minimum) in [(&TEXT[..], 4.5), (&SHAPES[..], 3.0)] {
        for (colours, backgrounds) in pairs {
            for (colour, background) in colours
                .iter()
                .flat_map(|colour| backgrounds.iter().map(move |background| (*colour, *background)))
            {
                for (mode, theme) in ["light", "dark"].into_iter().enumerate() {
                    let ratio = contrast(find(colour)[mode], find(background)[mode]);
                    if ratio < minimum {
                        faults.push(format!(
                            "--{colour} on --{background}, {theme}: {ratio:.2} : 1, minimum {minimum} : 1"
                        ));
                    }
                }
            }
        }
    }
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

#[test]
fn every_colour_in_the_stylesheet_is_checked() {
    let pairs =
        TEXT.iter().chain(&SHAPES).flat_map(|(colours, backgrounds)| colours.iter().chain(*backgrounds));
    let named: BTreeSet<&str> = pairs.chain(&DECORATION).copied().collect();
    let tokens = tokens();
    assert_eq!(tokens.keys().map(String::as_str).collect::<BTreeSet<_>>(), named);
}

#[test]
fn contrast_ratios_match_known_values() {
    let ratio = |one, other| contrast(colour(one).unwrap(), colour(other).unwrap());
    assert!((ratio("#000000", "#ffffff") - 21.0).abs() < 0.001);
    assert!((ratio("#767676", "#ffffff") - 4.54).abs() < 0.005, "the lightest grey that passes on white");
    assert!((ratio("#777777", "#ffffff") - 4.48).abs() < 0.005);
}
