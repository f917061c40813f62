use std::io::Cursor;

use super::*;
use crate::domain::manifest::cancellation::Cancellation;
use crate::domain::manifest::workbook::limits::{Budget, MAX_CPU_TIME};
use crate::domain::manifest::workbook::xml::XmlReader;

/// Calls `read` with a reader for a part.
fn with_part<T>(text: &str, read: impl FnOnce(XmlReader<'_>) -> T) -> T {
    let (mut budget, cancellation) = (Budget::new(MAX_CPU_TIME), Cancellation::default());
    read(XmlReader::new(Box::new(Cursor::new(text)), u64::MAX, &mut budget, &cancellation, file_kind::XLSX))
}

fn strings(text: &str) -> SharedStrings {
    let (folder, cancellation) = (std::env::temp_dir(), Cancellation::default());
    let options = UnpackOptions::new(&folder, &cancellation);
    with_part(text, |xml| SharedStrings::read(xml, options)).unwrap()
}

#[test]
fn cells_have_the_text_that_is_displayed() {
    let styles = with_part(
        r#"<styleSheet><numFmts><numFmt numFmtId="164" formatCode="yyyy&quot;x&quot;"/><numFmt numFmtId="165" formatCode="000000"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="164"/><xf numFmtId="165"/><xf numFmtId="46"/></cellXfs><dxfs><dxf><numFmt numFmtId="165" formatCode="yyyy"/></dxf></dxfs></styleSheet>"#,
        Styles::read,
    )
    .unwrap();
    let strings = strings(
        r#"<sst><si><t> a </t></si><si><r><t>b</t></r><r><rPr/><t xml:space="preserve"> c_x000D_</t></r><rPh sb="0" eb="1"><t>x</t></rPh></si><si/></sst>"#,
    );
    let mut context = Context { styles, strings, calendar: Calendar::From1900, text_left: 1_000 };
    let sheet = r#"<x:worksheet><x:sheetData><x:row r="2"><x:c s="1"><x:v>46349</x:v></x:c><x:c s="2"><x:f>A1</x:f><x:v>7</x:v></x:c><x:c r="E2" s="3"><x:f>A1</x:f></x:c><x:c t="s"><x:v>0</x:v></x:c><x:c t="s"><x:v>1</x:v></x:c><x:c t="s"><x:v>2</x:v></x:c><x:c t="inlineStr"><x:v>9</x:v><x:is><x:t>i</x:t></x:is></x:c><x:c t="str"><x:v>&lt;_x0041_</x:v></x:c><x:c t="e"><x:v>#N/A</x:v></x:c><x:c t="d"><x:v>2026-11-23T10:00</x:v><x:extLst><x:v>8</x:v></x:extLst></x:c></x:row></x:sheetData></x:worksheet>"#;
    let mut found = Vec::new();
    with_part(sheet, |xml| {
        let mut cells = Cells::new(xml);
        while let Some(cell) = cells.next(&mut context).unwrap() {
            found.push((cell.row, cell.column, cell.text.to_owned()));
        }
    });
    let expected = [
        (0, "2026-11-23"),
        (1, "000007"),
        (4, "(not calculated)"),
        (5, "a"),
        (6, "b c\r"),
        (7, ""),
        (8, "i"),
        (9, "<A"),
        (10, "#N/A"),
        (11, "2026-11-23"),
    ];
    assert_eq!(found, expected.map(|(column, text)| (1, column, text.to_owned())));
}

#[test]
fn strings_beyond_the_memory_limit_are_stored_in_a_file() {
    let string = |index: usize| {
        format!("{index:0width$}", width = if index.is_multiple_of(7) { 60_000 } else { 10_000 })
    };
    let listed: String = (0..5_000).map(|index| format!("<si><t>{}</t></si>", string(index))).collect();
    let mut strings = strings(&format!("<sst>{listed}</sst>"));
    for index in [0, 4_999, 4_998, 4_997, 6, 7, 4_998, 1_234, 3_000, 3_001, 3_003] {
        assert_eq!(strings.get(index).unwrap(), Some(string(index).as_str()), "{index}");
    }
    assert_eq!(strings.get(5_000).unwrap(), None);
}
