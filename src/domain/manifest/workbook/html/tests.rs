use std::io::{Seek, SeekFrom, Write};

use crate::domain::manifest::Decisions;
use crate::domain::manifest::workbook::tests::{devices, lines};

fn page(text: impl AsRef<[u8]>) -> std::fs::File {
    let mut file = tempfile::tempfile().unwrap();
    file.write_all(text.as_ref()).unwrap();
    file.seek(SeekFrom::Start(0)).unwrap();
    file
}

fn shown(text: impl AsRef<[u8]>) -> String {
    lines(page(text)).unwrap().1
}

#[test]
fn table_rows_become_lines() {
    let text = "<html><head><title>Export</title><style>td { mso-number-format: x }</style></head><body>\n<table>\n<thead><tr><th>IMEI</th><th>Order&nbsp;&amp; <b>date</b></th></tr></thead>\n<tr>\n <td> 490154203237518\n</td><td>a<br>b</td></tr><tr></tr><TR><TD>358422070035211<TD>c</TABLE></body></html>";
    assert_eq!(shown(text), "IMEI\tOrder\u{A0}& date\n490154203237518\ta\u{B}b\n\n358422070035211\tc\n");
}

#[test]
fn text_outside_tables_is_on_separate_lines() {
    let text = "<h1>Delivery</h1><p>of today<table><caption>Devices</caption><tr><td>490154203237518</td></tr></table>Thank you<script>if (a < b) {}</script>";
    assert_eq!(shown(text), "Delivery\nof today\nDevices\n490154203237518\nThank you\n");
}

#[test]
fn tables_inside_cells_are_read_too() {
    let text = "<table><tr><td>Menu</td><td><table><tr><th>IMEI</th></tr><tr><td>490154203237518</td></tr></table></td></tr></table>";
    assert_eq!(shown(text), "Menu\nIMEI\n490154203237518\n");
}

#[test]
fn merged_cells_keep_the_columns_aligned() {
    let text = "<table><tr><td rowspan=2>7000000001</td><td colspan='2'>A</td><td>490154203237518</td></tr><tr><td>B</td><td>C</td><td>358422070035211</td></tr><tr><td>D</td></tr></table>";
    assert_eq!(shown(text), "7000000001\tA\t\t490154203237518\n7000000001\tB\tC\t358422070035211\nD\n");
}

#[test]
fn numbers_that_excel_rounded_have_all_their_digits() {
    let text = "<table xmlns:x='urn:schemas-microsoft-com:office:excel'><tr><td x:num='490154203237518'>4.90154E+14</td><td x:num>5</td><td x:num=\"46349\">23.11.2026</td><td x:num='7'>007</td><td x:num='358422070035211'>####</td></tr></table>";
    assert_eq!(shown(text), "490154203237518\t5\t23.11.2026\t007\t358422070035211\n");
}

#[test]
fn rows_and_columns_with_display_none_are_hidden() {
    let text = "<table><col><col style='display: none' span=2><tr><td>490154203237518</td><td>1</td></tr><tr style='height:0;display:none'><td>358422070035211</td></tr></table>";
    let workbook = lines(page(text)).unwrap().0;
    assert_eq!((workbook.hidden_rows, workbook.hidden_columns), (vec![(2, 2)], vec![(1, 2)]));
}

#[test]
fn tables_in_other_encodings_are_read() {
    let row = "<tr><td>490154203237518</td><td>Grün</td></tr>";
    let wide: Vec<u8> = format!("<table>{row}").encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(shown(wide), "490154203237518\tGrün\n");
    assert_eq!(shown(b"<table><tr><td>490154203237518</td><td>Gr\xFCn</td></tr>"), "490154203237518\tGrün\n");
    assert_eq!(shown(format!("\u{FEFF}<table>{row}")), "490154203237518\tGrün\n");
}

#[test]
fn pages_without_identifiers_are_not_lists() {
    for text in [
        "<html><body><p>490154203237518</p></body></html>",
        "<html><body><table><tr><td>User</td><td>Password</td></tr></table></body></html>",
        "<table>",
    ] {
        assert_eq!(lines(page(text)).unwrap_err(), "not a workbook", "{text}");
    }
}

#[test]
fn devices_in_a_table_are_read() {
    let text = "<table><tr><th>Pos</th><th>IMEI</th></tr><tr><td>1</td><td>490154203237518</td></tr><tr><td>2</td><td>490154203237519</td></tr><tr><td>Total</td><td>2</td></tr></table>";
    let found = devices(page(text), &Decisions::default()).unwrap();
    assert_eq!(found[0], (2, "490154203237518".to_owned()));
    assert_eq!(found[1], (3, "ImeiCheckDigit".to_owned()));
}

#[test]
fn an_unclosed_cell_that_is_too_long_is_rejected() {
    let text = format!("<table><tr><td>{}", "A".repeat(3 << 20));
    assert!(lines(page(text)).unwrap_err().contains("looks like an HTML page, but we can’t read it"));
}

#[test]
fn a_web_archive_is_rejected_by_name() {
    insta::assert_snapshot!(
        lines(page("MIME-Version: 1.0\r\nX-Document-Type: Workbook\r\nContent-Type: multipart/related; boundary=\"x\"\r\n\r\n")).unwrap_err(),
        @"The selected file is a web archive (MHTML), although it may be named like an Excel workbook. Open it, choose Save As, and save it as an Excel Workbook (.xlsx) or as CSV."
    );
}
