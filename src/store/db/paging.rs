//! Paging through lists that are sorted by a key, most of them newest first.

/// The position of a page in a list. `K` is the key by which the list is sorted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cursor<K> {
    /// The page begins with the first row.
    First,
    /// The page begins after the row with this key.
    After(K),
    /// The page ends before the row with this key.
    Before(K),
}

/// Information about whether a list has more rows before and after a page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct PageEnds {
    /// Whether there are rows before the page.
    pub(crate) has_before: bool,
    /// Whether there are rows after the page.
    pub(crate) has_after: bool,
}

impl PageEnds {
    /// Returns whether the page shows the whole list.
    pub(crate) fn is_whole(self) -> bool {
        !self.has_before && !self.has_after
    }
}

impl<K> Cursor<K> {
    /// Returns whether rows are read backwards, towards the first row.
    pub(crate) fn is_backwards(&self) -> bool {
        matches!(self, Cursor::Before(_))
    }

    /// Trims rows, which are in list order, to one page. The caller loads one more row than the page shows, so that
    /// this function can tell whether there are more.
    pub(crate) fn cut<T>(&self, rows: &mut Vec<T>, page_size: usize) -> PageEnds {
        let has_more = rows.len() > page_size;
        match self {
            Cursor::Before(_) => {
                rows.drain(..rows.len().saturating_sub(page_size));
                PageEnds { has_before: has_more, has_after: true }
            }
            Cursor::First | Cursor::After(_) => {
                rows.truncate(page_size);
                PageEnds { has_before: matches!(self, Cursor::After(_)), has_after: has_more }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_page_has_rows_only_after_it() {
        let mut rows = vec![9, 8, 7];
        assert_eq!(Cursor::<i64>::First.cut(&mut rows, 2), PageEnds { has_before: false, has_after: true });
        assert_eq!(rows, [9, 8]);
    }

    #[test]
    fn the_last_page_has_rows_only_before_it() {
        let mut rows = vec![2, 1];
        assert_eq!(Cursor::After(3).cut(&mut rows, 2), PageEnds { has_before: true, has_after: false });
        assert_eq!(rows, [2, 1]);
    }

    #[test]
    fn a_page_before_a_row_drops_the_extra_row_at_its_beginning() {
        let mut rows = vec![6, 5, 4];
        assert_eq!(Cursor::Before(3).cut(&mut rows, 2), PageEnds { has_before: true, has_after: true });
        assert_eq!(rows, [5, 4]);
    }
}
