//! Reads CSV downloads (RFC 4180) and checks the format that the portal promises.

/// A CSV download.
#[derive(Debug, PartialEq)]
pub struct Table {
    pub header: Vec<String>,
    pub rows: Vec<Vec<String>>,
}

impl Table {
    /// Parses a download. Panics unless it is UTF-8 with a byte order mark, CRLF line endings and quotes around every
    /// cell.
    pub fn read(bytes: &[u8]) -> Table {
        let body = bytes.strip_prefix(b"\xEF\xBB\xBF").expect("a download begins with a byte order mark");
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(body);
        let mut rows: Vec<Vec<String>> = reader
            .records()
            .map(|row| {
                row.expect("UTF-8, and the same number of cells in every row")
                    .iter()
                    .map(str::to_owned)
                    .collect()
            })
            .collect();
        assert_eq!(
            String::from_utf8_lossy(body),
            serialize(&rows),
            "every cell is quoted, and every line ends with CRLF"
        );
        assert!(!rows.is_empty(), "a download has a header");
        Table { header: rows.remove(0), rows }
    }

    /// Returns the header and each row on its own line, for snapshots.
    pub fn lines(&self) -> String {
        let rows = std::iter::once(&self.header).chain(&self.rows);
        rows.map(|cells| cells.join(" | ")).collect::<Vec<_>>().join("\n")
    }

    /// Returns the cells of a column.
    pub fn column(&self, name: &str) -> Vec<&str> {
        let at = self.header.iter().position(|column| column == name);
        let at = at.unwrap_or_else(|| panic!("no column {name} in {:?}", self.header));
        self.rows.iter().map(|row| row[at].as_str()).collect()
    }
}

fn serialize(rows: &[Vec<String>]) -> String {
    let line = |row: &Vec<String>| {
        row.iter().map(|cell| format!("\"{}\"", cell.replace('"', "\"\""))).collect::<Vec<_>>().join(",")
    };
    rows.iter().map(|row| line(row) + "\r\n").collect()
}

#[test]
fn downloads_are_parsed() {
    let table = Table::read("\u{FEFF}\"A\",\"B\"\r\n\"1\",\"x \"\"y\"\",\r\nz\"\r\n".as_bytes());
    assert_eq!(table.header, ["A", "B"]);
    assert_eq!(table.column("B"), ["x \"y\",\r\nz"]);
    assert_eq!(table.lines(), "A | B\n1 | x \"y\",\r\nz");
}

#[test]
#[should_panic(expected = "every cell is quoted")]
fn unquoted_cells_are_rejected() {
    Table::read("\u{FEFF}\"A\"\r\n1\r\n".as_bytes());
}
