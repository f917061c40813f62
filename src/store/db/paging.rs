//! Pages of lists that are sorted by a key, newest first.

/// Where a page begins. `K` is the key by which the list is sorted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cursor<K> {
    /// With the newest row.
    Newest,
    /// After (older than) the row with this key.
    After(K),
    /// Before (newer than) the row with this key, with the rows nearest to it.
    Before(K),
}

/// Whether a list has more rows on either side of a page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PageEnds {
    /// There are newer rows.
    pub has_newer: bool,
    /// There are older rows.
    pub has_older: bool,
}

impl PageEnds {
    /// Returns whether the page shows the whole list.
    pub fn is_whole(self) -> bool {
        !self.has_newer && !self.has_older
    }
}

impl<K> Cursor<K> {
    /// Returns whether the page leads towards the newer rows.
    pub fn is_backwards(&self) -> bool {
        matches!(self, Cursor::Before(_))
    }

    /// Cuts rows, newest first, to a page. The caller loads one row more than the page shows, to know whether there are more.
    pub fn cut<T>(&self, rows: &mut Vec<T>, page_size: usize) -> PageEnds {
        let has_more = rows.len() > page_size;
        match self {
            Cursor::Before(_) => {
                rows.drain(..rows.len().saturating_sub(page_size));
                PageEnds { has_newer: has_more, has_older: true }
            }
            Cursor::Newest | Cursor::After(_) => {
                rows.truncate(page_size);
                PageEnds { has_newer: matches!(self, Cursor::After(_)), has_older: has_more }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_page_has_older_rows_only() {
        let mut rows = vec![9, 8, 7];
        assert_eq!(Cursor::<i64>::Newest.cut(&mut rows, 2), PageEnds { has_newer: false, has_older: true });
        assert_eq!(rows, [9, 8]);
    }

    #[test]
    fn the_last_page_has_newer_rows_only() {
        let mut rows = vec![2, 1];
        assert_eq!(Cursor::After(3).cut(&mut rows, 2), PageEnds { has_newer: true, has_older: false });
        assert_eq!(rows, [2, 1]);
    }

    #[test]
    fn a_page_towards_the_newer_rows_loses_the_newest_one() {
        let mut rows = vec![6, 5, 4];
        assert_eq!(Cursor::Before(3).cut(&mut rows, 2), PageEnds { has_newer: true, has_older: true });
        assert_eq!(rows, [5, 4]);
    }
}
