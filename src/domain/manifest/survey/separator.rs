//! Determines the character that separates cells.

use std::io::{Read, Seek};

use strum::VariantArray;

use super::sample::{self, Sample};
use crate::domain::manifest::limits::Limits;
use crate::domain::manifest::lines::Lines;
use crate::domain::manifest::probe::Probe;
use crate::domain::manifest::rejection::ManifestError;
use crate::domain::manifest::separator::Separator;

/// Returns the separator that suits the first lines best.
pub(super) fn best_separator(
    source: &mut (impl Read + Seek),
    probe: &Probe,
    start: (u64, u32),
    limits: &Limits,
) -> Result<Separator, ManifestError> {
    let mut best: Option<Sample> = None;
    for separator in [Separator::Comma, Separator::Semicolon, Separator::Tab, Separator::Bar] {
        let sample = sample::sample(source, probe, separator, start, limits, sample::MAX_PROBE_LINES)?;
        if best.as_ref().is_none_or(|best| sample.fitness() > best.fitness()) {
            best = Some(sample);
        }
    }
    Ok(best.map_or(Separator::Comma, |sample| sample.separator))
}

/// Returns the start of the first line, and the separator that a preceding line `sep=X` specifies. That line is skipped
/// even if its separator is unknown.
pub(super) fn announced(
    source: &mut (impl Read + Seek),
    probe: &Probe,
    limits: &Limits,
) -> Result<((u64, u32), Option<Separator>), ManifestError> {
    let start = (probe.start, 1);
    let mut lines = Lines::new(source, probe.encoding, start, probe.end, limits.max_line)?;
    let mut text = Vec::new();
    lines.next(&mut text)?;
    let line = text.strip_prefix(b"\"").and_then(|rest| rest.strip_suffix(b"\"")).unwrap_or(&text);
    match line {
        [s, e, p, b'=', separator] if [*s, *e, *p].eq_ignore_ascii_case(b"sep") => {
            let announced =
                Separator::VARIANTS.iter().copied().find(|candidate| candidate.byte() == *separator);
            Ok(((lines.offset, lines.line), announced))
        }
        _ => Ok((start, None)),
    }
}
