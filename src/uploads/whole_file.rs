//! Compares two versions of the same list, in order to find out which lines of the later one correct failed lines of
//! the earlier one. A line with several devices counts as several lines.

use std::collections::HashMap;
use std::fs::File;
use std::hash::{DefaultHasher, Hash, Hasher};

use super::stored_file;
use crate::domain::manifest::{Layout, ListPurpose, Rows, bulk, devices};
use crate::domain::row_position::RowPosition;

/// Maximum number of lines of a list that is compared. Larger lists are corrected with a download of their failed rows.
pub(crate) const MAX_LINES: i64 = 100_000;

/// A device in a list, reduced to what identifies it.
pub(crate) struct ListLine {
    pub(crate) position: RowPosition,
    key: u64,
    value: String,
}

/// The lines of two lists that belong together.
pub(crate) struct Alignment {
    /// Pairs of positions: in the earlier list and in the later one.
    pub(crate) pairs: Vec<(RowPosition, RowPosition)>,
    /// Number of pairs that name the same device.
    pub(crate) equal: usize,
    /// Number of other pairs whose values look alike.
    pub(crate) similar: usize,
}

/// Reads the lines of a list.
pub(crate) fn read(file: &File, layout: &Layout) -> std::io::Result<Vec<ListLine>> {
    let mut lines = Vec::new();
    let mut rows = Rows::new(stored_file::rewind_buffered(file)?, layout)?;
    while let Some(row) = rows.next_row()? {
        let cells = (layout.purpose != ListPurpose::OneCustomer).then(|| bulk::other_cells(layout, row));
        for (slot, device) in devices::read(layout, row).into_slots() {
            if lines.len() as i64 >= MAX_LINES {
                return Ok(Vec::new());
            }
            let value = normal(&devices::value(layout, row, slot));
            let mut hasher = DefaultHasher::new();
            match device {
                Ok(device) if device.several.is_none() => {
                    device.identifiers().collect::<Vec<_>>().hash(&mut hasher);
                }
                _ => value.hash(&mut hasher),
            }
            if let Some(cells) = &cells {
                (&cells.customer, &cells.order_number, &cells.order_date, &cells.stc_alias).hash(&mut hasher);
            }
            lines.push(ListLine { position: (row.line, slot).into(), key: hasher.finish(), value });
        }
    }
    Ok(lines)
}

/// Returns a value in upper case, without anything but letters and digits.
fn normal(value: &str) -> String {
    value.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_uppercase).collect()
}

/// Finds the lines that belong together. First, it pairs lines with the same device. Then, it pairs the lines between
/// the same neighbours if both lists have the same number of them.
pub(crate) fn align(earlier: &[ListLine], later: &[ListLine]) -> Alignment {
    let places = unique_places(earlier);
    let own = unique_places(later);
    let mut equal: Vec<(usize, usize)> = Vec::new();
    for (place, line) in later.iter().enumerate() {
        if own.get(&line.key) == Some(&Some(place))
            && let Some(Some(before)) = places.get(&line.key)
        {
            equal.push((*before, place));
        }
    }
    let mut pairs: Vec<(RowPosition, RowPosition)> = Vec::new();
    let mut is_paired = (vec![false; earlier.len()], vec![false; later.len()]);
    for (before, after) in &equal {
        pairs.extend(positions(earlier, later, *before, *after));
        is_paired.0[*before] = true;
        is_paired.1[*after] = true;
    }
    let mut similar = 0;
    let (mut from, mut to) = (0, 0);
    for (before, after) in in_order(&equal).into_iter().chain([(earlier.len(), later.len())]) {
        let changed_before = (from..before).filter(|place| !is_paired.0[*place]);
        let changed_after = (to..after).filter(|place| !is_paired.1[*place]);
        if changed_before.clone().count() == changed_after.clone().count() {
            for (old, new) in changed_before.zip(changed_after) {
                pairs.extend(positions(earlier, later, old, new));
                similar += usize::from(are_alike(&earlier[old].value, &later[new].value));
            }
        }
        (from, to) = (before + 1, after + 1);
    }
    Alignment { pairs, equal: equal.len(), similar }
}

fn positions(
    earlier: &[ListLine],
    later: &[ListLine],
    before: usize,
    after: usize,
) -> Option<(RowPosition, RowPosition)> {
    Some((earlier.get(before)?.position, later.get(after)?.position))
}

/// Returns the index of each line by its key. A key that occurs several times has no index.
fn unique_places(lines: &[ListLine]) -> HashMap<u64, Option<usize>> {
    let mut places: HashMap<u64, Option<usize>> = HashMap::with_capacity(lines.len());
    for (place, line) in lines.iter().enumerate() {
        places.entry(line.key).and_modify(|found| *found = None).or_insert(Some(place));
    }
    places
}

/// Returns the longest list of these pairs that is in the same order in both lists.
fn in_order(pairs: &[(usize, usize)]) -> Vec<(usize, usize)> {
    // For each length, the pair with which the best list of this length ends.
    let mut ends: Vec<usize> = Vec::new();
    let mut previous: Vec<Option<usize>> = Vec::with_capacity(pairs.len());
    for (index, (before, _)) in pairs.iter().enumerate() {
        let length = ends.partition_point(|end| pairs.get(*end).is_some_and(|pair| pair.0 < *before));
        previous.push(length.checked_sub(1).and_then(|shorter| ends.get(shorter).copied()));
        if length == ends.len() {
            ends.push(index);
        } else {
            ends[length] = index;
        }
    }
    let mut found = Vec::with_capacity(ends.len());
    let mut next = ends.last().copied();
    while let Some(index) = next {
        found.extend(pairs.get(index));
        next = previous.get(index).copied().flatten();
    }
    found.reverse();
    found
}

/// Returns whether one value may be a correction of the other: most of their characters agree from the start and the
/// end, or one is a number that a spreadsheet shortened.
fn are_alike(old: &str, new: &str) -> bool {
    if let Some((mantissa, exponent)) = old.split_once('E')
        && mantissa.len() >= 2
        && exponent.chars().all(|c| c.is_ascii_digit())
    {
        return new.starts_with(mantissa.trim_end_matches('0'));
    }
    let longer = old.chars().count().max(new.chars().count());
    let start = old.chars().zip(new.chars()).take_while(|(one, other)| one == other).count();
    let rest = old.chars().count().min(new.chars().count()) - start;
    let end =
        old.chars().rev().zip(new.chars().rev()).take(rest).take_while(|(one, other)| one == other).count();
    longer > 0 && (start + end) * 4 >= longer * 3
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(values: &[&str]) -> Vec<ListLine> {
        let line = |(value, line): (&&str, i64)| {
            let mut hasher = DefaultHasher::new();
            value.hash(&mut hasher);
            let position = RowPosition::of_line(line);
            ListLine { position, key: hasher.finish(), value: (*value).to_owned() }
        };
        values.iter().zip(1..).map(line).collect()
    }

    fn pairs(earlier: &[&str], later: &[&str]) -> Vec<(i64, i64)> {
        let pairs = align(&list(earlier), &list(later)).pairs.into_iter();
        let mut pairs: Vec<(i64, i64)> = pairs.map(|(one, other)| (one.line, other.line)).collect();
        pairs.sort_unstable();
        pairs
    }

    #[test]
    fn changed_lines_belong_to_those_between_the_same_neighbours() {
        assert_eq!(pairs(&["a", "x", "b"], &["a", "y", "b"]), [(1, 1), (2, 2), (3, 3)]);
        assert_eq!(pairs(&["x", "a", "b"], &["a", "b"]), [(2, 1), (3, 2)], "a removed line has no partner");
        assert_eq!(pairs(&["a", "x", "b"], &["new", "a", "y", "b"]), [(1, 2), (2, 3), (3, 4)]);
        assert_eq!(
            pairs(&["a", "x", "b"], &["a", "y", "z", "b"]),
            [(1, 1), (3, 4)],
            "the partner is unclear"
        );
    }

    #[test]
    fn moved_and_repeated_lines_do_not_mislead() {
        assert_eq!(pairs(&["a", "b", "c"], &["c", "a", "b"]), [(1, 2), (2, 3), (3, 1)]);
        let found = pairs(&["a", "a", "b"], &["a", "b"]);
        assert_eq!(found, [(3, 2)], "it isn't known which line is repeated");
    }

    #[test]
    fn corrections_look_like_what_they_correct() {
        assert!(are_alike("350000120000031", "350000120000032"));
        assert!(are_alike("35E14", "350000120000032"));
        assert!(!are_alike("350000120000031", "R5CX41KD7PW"));
        assert!(!are_alike("350000120000031", "867530900000014"));
    }
}
