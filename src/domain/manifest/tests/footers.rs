//! Lines below the table: words and totals are skipped, but no attempt at an identifier is.

use super::*;

/// Returns the lines that were skipped, and the rows as in [`rows`].
fn skipped_and_rows(list: &str) -> (Vec<u32>, Vec<(u32, String)>) {
    (surveyed(list).layout.skipped_lines().map(|(line, _)| line).collect(), rows(list))
}

#[test]
fn a_total_is_skipped_even_if_it_fills_the_usual_columns() {
    let list = format!("Material;Plant;IMEI\nA56;1000;{A}\nA56;1001;{B}\nTotal;2;\n");
    assert_eq!(skipped_and_rows(&list).0, [4]);
    let list = format!("Modell;IMEI;Preis\nA56;{A};299,00\nA57;{B};399,00\nSumme;;698,00\n");
    assert_eq!(skipped_and_rows(&list).0, [4]);
}

#[test]
fn error_values_in_the_last_rows_fail() {
    for value in ["#NV", "#BEZUG!", "#N/A", "#DIV/0!", "#NAME?", "TRUE", "2026-11-28"] {
        let list = format!("Model;IMEI\nGalaxy;{A}\nGalaxy;{B}\nGalaxy;{value}\n");
        let (skipped, rows) = skipped_and_rows(&list);
        assert_eq!((skipped.as_slice(), rows.len()), (&[][..], 3), "{value}");
    }
}

#[test]
fn a_serial_number_of_letters_does_not_vanish_below_the_table() {
    let list = "Serial number\nDLX8RLJTTSR6\nDLX8V8C0A7V3\nDMPXQWERTYPK\n";
    expect(list, &[(2, "DLX8RLJTTSR6"), (3, "DLX8V8C0A7V3"), (4, "DEVICE_ID_INVALID It has no digits.")]);
}

#[test]
fn words_as_long_as_the_serial_numbers_do_not_fill_the_list() {
    let list = "Serial number\nDLX8RLJTTSR6\nDLX8V8C0A7V3\nKind regards\n";
    assert_eq!(skipped_and_rows(list).0, [4]);
}

#[test]
fn digits_typed_on_another_keyboard_fail_above_and_below_the_other_rows() {
    let typed = "\"(_'ééàèààéé_&\"";
    for list in [format!("{typed}\n{A}\n{B}\n"), format!("{A}\n{B}\n{typed}\n")] {
        let (skipped, rows) = skipped_and_rows(&list);
        let keyboard = rows.iter().filter(|(_, text)| text.starts_with("DEVICE_ID_INVALID")).count();
        assert_eq!((skipped.len(), rows.len(), keyboard), (0, 3, 1), "{list}");
    }
}

#[test]
fn digits_typed_on_another_keyboard_open_no_quotes_beside_other_cells() {
    let list = format!("IMEI;Model\n\"(_'ééàèààéé_&\";Galaxy 56\n{A};Galaxy 57\n");
    let rows = rows(&list);
    assert_eq!((rows.len(), rows[1].clone()), (2, (3, A.to_owned())));
}

#[test]
fn a_repeated_header_is_skipped_in_any_case_and_with_spaces() {
    let list = format!("IMEI;Modell\n{A};A56\nimei ;MODELL\n{B};A56\n");
    expect(&list, &[(2, A), (4, B)]);
}
