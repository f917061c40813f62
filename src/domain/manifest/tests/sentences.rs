//! Cases for the rules by which lists are read, one or two for each rule.

use super::*;

const C: &str = "358422071001386";
const D: &str = "358422071001758";

/// Returns the message with which a list is rejected.
fn sentence_of(text: &str) -> String {
    rejection_of(text).sentence()
}

#[test]
fn lines_that_are_quoted_as_a_whole_are_split() {
    let all = format!("\"IMEI,Model,Color\"\n\"{C},A56,black\"\n\"{D},A56,black\"\n");
    expect(all, &[(2, C), (3, D)]);
    expect(format!("IMEI,Model,Color\n\"{C},A56,black\"\n{D},A56,black\n"), &[(2, C), (3, D)]);
}

#[test]
fn commas_within_one_number_separate_nothing() {
    let rows = "IMEI,Model\n350,077,523,237,513,x\n358422071001386,00,x\n3,5E+14,x\n";
    expect(rows, &[(2, "350077523237513"), (3, C), (4, "DEVICE_ID_INVALID")]);
}

#[test]
fn rulers_and_bars_at_both_ends_are_ignored() {
    expect(format!("| IMEI | Model |\n|---|---|\n| {C} | x |\n| {D} | y |\n"), &[(3, C), (4, D)]);
    expect(format!("+---+---+\n| IMEI | M |\n+---+---+\n| {C} | x |\n+---+---+\n"), &[(4, C)]);
    expect(format!("sep=|\nIMEI|Model\n{C}|x\n"), &[(3, C)]);
}

#[test]
fn a_line_with_a_labelled_serial_number_is_not_a_header() {
    expect(format!("IMEI;{C}\nSN;R5CT100138X\n"), &[(1, C), (2, "R5CT100138X")]);
}

#[test]
fn word_lines_fail_between_devices_and_are_skipped_below_them() {
    let text = format!("IMEI;Qty\n{C};1\nKarton 2;\n{D};1\nSumme;2\nSeite 1 von 1;\n28.11.2026;\n");
    expect(&text, &[(2, C), (3, "DEVICE_ID_INVALID"), (4, D)]);
    let skipped: Vec<u32> = surveyed(&text).layout.skipped_lines().map(|(line, _)| line).collect();
    assert_eq!(skipped, [5, 6, 7]);
}

#[test]
fn a_damaged_serial_number_at_the_end_is_not_a_footer() {
    let last = "DEVICE_ID_INVALID It has 6 letters and digits.";
    expect(format!("IMEI;Qty\n{C};1\nR38K50;1\n"), &[(2, C), (3, last)]);
}

#[test]
fn a_name_that_the_content_does_not_confirm_is_ignored() {
    let text = format!("IMEI;IMEI 2\n{C};x\n{D};y\n");
    assert_eq!(surveyed(text).layout.ignored, ["IMEI 2"]);
}

#[test]
fn device_id_never_decides_by_its_name_alone() {
    expect(format!("Device ID;Name\n{C};x\n{D};y\n"), &[(2, C), (3, D)]);
    assert!(sentence_of("Device ID;Name\nLAPTOP01;x\nLAPTOP02;y\n").contains("which column"));
}

#[test]
fn columns_for_old_and_new_devices_need_an_answer() {
    assert!(sentence_of(&format!("IMEI alt;IMEI neu\n{C};{D}\n")).contains("old and a new"));
}

#[test]
fn one_kind_of_serial_numbers_decides_by_content() {
    let text = "A1B2C3D4E5;x y\nA1B2C3D4E6;x y\nA1B2C3D4E7;x y\n";
    expect(text, &[(1, "A1B2C3D4E5"), (2, "A1B2C3D4E6"), (3, "A1B2C3D4E7")]);
    expect("GALAXYA56;R5CT100138X\nGALAXYA56;R5CT100139X\n", &[(1, "R5CT100138X"), (2, "R5CT100139X")]);
}

#[test]
fn a_single_column_is_read_whatever_its_share_of_identifiers_is() {
    expect("350000123456788\nR58N12ABCDE\n", &[(1, "350000123456788"), (2, "R58N12ABCDE")]);
}

#[test]
fn a_valid_imei_in_a_serial_column_is_an_imei() {
    let text = format!("Serial number,Model\n{C},x\nR5CT100138X,x\n");
    expect(text, &[(2, C), (3, "R5CT100138X")]);
}

#[test]
fn a_serial_number_in_a_column_of_imeis_fails() {
    expect(format!("IMEI,Model\nR5CT100101X,x\n{C},x\n"), &[(2, "DEVICE_ID_INVALID"), (3, C)]);
}

#[test]
fn short_serial_numbers_need_a_column_of_their_own() {
    expect("Serial number,Model\nAB123,x\nAB124,x\n", &[(2, "AB123"), (3, "AB124")]);
    let text = "Serial number,Model\n123456,x\nR5CT100101X,x\nR5CT100138X,x\n";
    expect(text, &[(2, "DEVICE_SERIAL_INVALID"), (3, "R5CT100101X"), (4, "R5CT100138X")]);
}

#[test]
fn serial_numbers_with_spaces_dashes_or_periods_fail_and_say_where() {
    expect(
        "Serial number,Model\nR5CT 100101X,x\nR5CT-100138X,x\nR5CT.100138Y,x\n",
        &[
            (2, "DEVICE_ID_INVALID space at position 5"),
            (3, "DEVICE_ID_INVALID dash at position 5"),
            (4, "DEVICE_ID_INVALID dot at position 5"),
        ],
    );
}

#[test]
fn fourteen_and_sixteen_digits_are_imeis_in_a_column_of_imeis() {
    expect(format!("IMEI\n{}\n{}01\n", &C[..14], &D[..14]), &[(2, C), (3, D)]);
    expect("49015420323751\n04006381333931\n", &[(1, "DEVICE_IMEI_INVALID"), (2, "DEVICE_IMEI_INVALID")]);
}

#[test]
fn a_running_number_before_an_imei_is_not_part_of_it() {
    expect(format!("1 {C}\n2 {D}\n"), &[(1, C), (2, D)]);
}

#[test]
fn other_numbers_are_not_devices() {
    let others = ["8949020000012345678", "00:1A:2B:3C:4D:5E", "4006381333931", "+49 170 1234567"];
    for other in others {
        let found = rows(format!("IMEI\n{C}\n{other}\n{D}\n"));
        assert_eq!(found[1].0, 3, "{other}");
        assert!(found[1].1.starts_with("DEVICE_I"), "{other}: {}", found[1].1);
    }
}

#[test]
fn a_label_of_something_else_makes_a_number_no_imei() {
    expect(format!("Tracking {C}\nIMEI {D}\n"), &[(1, "DEVICE_ID_INVALID"), (2, D)]);
}

#[test]
fn placeholders_and_zeros_beside_an_identifier_count_as_empty() {
    let text = format!("IMEI,Serial number\n0,R5CT100138X\nn/a,R5CT100139X\n{C},keine\n");
    expect(text, &[(2, "R5CT100138X"), (3, "R5CT100139X"), (4, C)]);
}

#[test]
fn several_devices_in_a_cell_and_ranges_fail() {
    expect(
        format!("IMEI\n{C} & {D}\n{D}\n"),
        &[(2, "DEVICE_ID_INVALID 358422071001386, 358422071001758"), (3, D)],
    );
    expect(format!("{C}\nR5K4201-R5K4209\n"), &[(1, C), (2, "DEVICE_ID_INVALID R5K4201 to R5K4209")]);
}

#[test]
fn an_identifier_in_another_column_is_named() {
    let text = format!("IMEI;Note\n{C};x\n;{D}\n490154203237518;y\n");
    let elsewhere = format!("DEVICE_ID_INVALID {D} is in the column “Note”.");
    expect(text, &[(2, C), (3, elsewhere.as_str()), (4, A)]);
}

#[test]
fn one_customer_name_is_ignored_and_several_need_an_answer() {
    expect(format!("Customer;IMEI\nAster;{C}\nAster;{D}\n"), &[(2, C), (3, D)]);
    assert!(sentence_of(&format!("Customer;IMEI\nAster;{C}\nBeta;{D}\n")).contains("customers other"));
}

#[test]
fn order_columns_are_used_by_their_full_names_only() {
    let text = format!("IMEI;PO;Date;Position\n{C};7;2026-11-20;1\n{D};7;2026-11-20;2\n");
    let layout = surveyed(text).layout;
    assert_eq!((layout.columns.order_number, layout.columns.order_date), (Some(1), None));
    assert!(layout.describe().contains("Order number from column PO."), "{}", layout.describe());
}

#[test]
fn the_fuller_name_of_two_order_columns_wins() {
    let text = format!("IMEI;Date;Order date;Date\n{C};2026-11-28;2026-11-20;x\n");
    assert_eq!(surveyed(text).layout.columns.order_date, Some(2));
}

#[test]
fn two_order_columns_with_the_same_name_need_an_answer_unless_they_agree() {
    let agreeing = format!("IMEI;PO;Order number\n{C};7;7\n{D};8;\n");
    assert_eq!(surveyed(agreeing).layout.columns.order_number, Some(1));
    let differing = format!("IMEI;PO;Order number\n{C};7;8\n{D};8;8\n");
    assert!(sentence_of(&differing).contains("mean the same thing"));
}
