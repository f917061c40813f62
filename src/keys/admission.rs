//! Decides whether an instance may use the database with its keys.

/// The relation between an instance's keys and those with which the database has been used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Admission {
    /// The newest key is the same.
    Current,
    /// The instance has a newer key, or the database hasn't been used with any key yet.
    Newer,
    /// The instance lacks the newest key, but the database has been used with its keys before.
    Outdated,
    /// The keys belong to another database.
    Foreign,
}

/// Compares the fingerprints of an instance's keys with those that the database knows. Both lists have the newest key
/// first.
pub(crate) fn admission(own: &[String], known: &[String]) -> Admission {
    match known.first() {
        None => Admission::Newer,
        newest if newest == own.first() => Admission::Current,
        Some(newest) if own.contains(newest) => Admission::Newer,
        Some(_) if own.first().is_some_and(|own| known.contains(own)) => Admission::Outdated,
        Some(_) => Admission::Foreign,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_that_share_no_history_with_the_database_are_foreign() {
        let compare = |own: &[&str], known: &[&str]| {
            let owned = |list: &[&str]| list.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
            admission(&owned(own), &owned(known))
        };
        assert_eq!(compare(&["a"], &[]), Admission::Newer, "the first start");
        assert_eq!(compare(&["a"], &["a"]), Admission::Current);
        assert_eq!(compare(&["b", "a"], &["a"]), Admission::Newer);
        assert_eq!(compare(&["a"], &["b", "a"]), Admission::Outdated);
        assert_eq!(compare(&["b"], &["b", "a"]), Admission::Current, "the old key was removed");
        assert_eq!(compare(&["x"], &["b", "a"]), Admission::Foreign);
        assert_eq!(compare(&["c", "a"], &["b", "a"]), Admission::Foreign, "both copies were rotated");
    }
}
