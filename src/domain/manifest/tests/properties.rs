use proptest::prelude::*;

use super::*;

/// Generates sequences of the bytes found in device files, so that random input reaches the edge cases.
fn near_csv() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        Just(&b"490154203237518"[..]),
        Just(&b"\r\n"[..]),
        Just(&b"\n"[..]),
        Just(&b"\r"[..]),
        Just(&b","[..]),
        Just(&b";"[..]),
        Just(&b"\t"[..]),
        Just(&b"\""[..]),
        Just(&b"\"\""[..]),
        Just(&b"IMEI"[..]),
        Just(&b"sep=;"[..]),
        Just(&b" "[..]),
        Just(&b"'"[..]),
        Just(&b"\0"[..]),
        Just(&b"\x1A"[..]),
        Just(&b"\xFC"[..]),
        Just(&b"\xC3\xBC"[..]),
        Just(&b"3,5E+14"[..]),
        Just(&b",00"[..]),
        Just(&b"="[..]),
    ];
    let mark = prop_oneof![4 => Just(&b""[..]), 1 => Just(&b"\xEF\xBB\xBF"[..]), 1 => Just(&b"\xFF\xFE"[..]), 1 => Just(&b"\xFE\xFF"[..])];
    (mark, prop::collection::vec(piece, 0..40)).prop_map(|(mark, pieces)| [mark, &pieces.concat()].concat())
}

fn check_reading(bytes: &[u8]) -> Result<(), TestCaseError> {
    let survey = match survey(&mut Cursor::new(bytes), &Limits::default(), ListPurpose::OneCustomer) {
        Ok(survey) => survey,
        Err(ManifestError::Rejected(rejection)) => {
            prop_assert!(rejection.sentence().ends_with('.'));
            return Ok(());
        }
        Err(error) => return Err(TestCaseError::fail(error.to_string())),
    };
    let layout = &survey.layout;
    let all = cells(bytes, layout);
    prop_assert_eq!((layout.first_row_offset, layout.first_row_line), (all[0].0, all[0].1));
    prop_assert!(!layout.describe().is_empty());
    let mut devices = 0;
    for (offset, line, cells) in all {
        let mut reread = Rows::at(Cursor::new(bytes), layout, offset, line).unwrap();
        let row = reread.next_row().unwrap().unwrap();
        let reread_cells: Vec<String> = (0..row.width()).map(|index| row.cell(index).into_owned()).collect();
        prop_assert_eq!((row.offset, row.line, reread_cells), (offset, line, cells));
        for (slot, _) in devices::read(layout, row).into_slots() {
            let _ = devices::value(layout, row, slot);
            devices += 1;
        }
    }
    prop_assert_eq!(devices, survey.rows);
    Ok(())
}

proptest! {
    #[test]
    fn reading_a_row_again_returns_the_same_row(bytes in near_csv()) {
        check_reading(&bytes)?;
    }

    #[test]
    fn arbitrary_bytes_are_read_or_rejected(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        check_reading(&bytes)?;
    }

    #[test]
    fn ordinary_files_are_read_as_the_csv_crate_reads_them(
        records in prop::collection::vec(prop::collection::vec("[a-z \"\r\n;é]{0,6}", 3), 1..8),
    ) {
        let mut writer = csv::WriterBuilder::new().delimiter(b';').from_writer(Vec::new());
        // The first column makes each line a row.
        writer.write_record(["IMEI", "a", "b", "c"]).unwrap();
        for record in &records {
            writer.write_record(std::iter::once(A).chain(record.iter().map(String::as_str))).unwrap();
        }
        let bytes = writer.into_inner().unwrap();
        let ours: Vec<Vec<String>> = cells(&bytes, &surveyed(&bytes).layout).into_iter().map(|(.., cells)| cells).collect();
        let mut reader = csv::ReaderBuilder::new().delimiter(b';').from_reader(&bytes[..]);
        let theirs: Vec<Vec<String>> = reader.deserialize().map(Result::unwrap).collect();
        prop_assert_eq!(ours, theirs);
    }
}
