//! Pages of lists that are sorted by a key. Most are sorted newest first.

/// Where a page begins. `K` is the key by which the list is sorted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cursor<K> {
    /// With the first row.
    First,
    /// After the row with this key.
    After(K),
    /// Before the row with this key, with the rows nearest to it.
    Before(K),
}

/// Whether a list has more rows on either side of a page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct PageEnds {
    /// There are rows before it.
    pub(crate) has_before: bool,
    /// There are rows after it.
    pub(crate) has_after: bool,
}

impl PageEnds {
    /// Returns whether the page shows the whole list.
    pub(crate) fn is_whole(self) -> bool {
        !self.has_before && !self.has_after
    }
}

impl<K> Cursor<K> {
    /// Returns whether the page leads towards the first row.
    pub(crate) fn is_backwards(&self) -> bool {
        matches!(self, Cursor::Before(_))
    }

    /// Cuts rows in list order to a page. The caller loads one row more than the page shows, to know whether there are more.
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
    fn the_newest_page_has_after_rows_only() {
        let mut rows = vec![9, 8, 7];
        assert_eq!(Cursor::<i64>::First.cut(&mut rows, 2), PageEnds { has_before: false, has_after: true });
        assert_eq!(rows, [9, 8]);
    }

    #[test]
    fn the_last_page_has_before_rows_only() {
        let mut rows = vec![2, 1];
        assert_eq!(Cursor::After(3).cut(&mut rows, 2), PageEnds { has_before: true, has_after: false });
        assert_eq!(rows, [2, 1]);
    }

    #[test]
    fn a_page_towards_the_first_row_loses_the_row_nearest_to_it() {
        let mut rows = vec![6, 5, 4];
        assert_eq!(Cursor::Before(3).cut(&mut rows, 2), PageEnds { has_before: true, has_after: true });
        assert_eq!(rows, [5, 4]);
    }
}
