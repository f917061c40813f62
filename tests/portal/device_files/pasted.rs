//! Identifiers pasted or scanned into a text field, one per line.

use crate::harness::app::App;
use crate::harness::cast::{ALICE, HARBOUR};
use crate::harness::given;

#[tokio::test]
async fn pasted_identifiers_are_read_like_a_file() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let path = format!("/customers/{}/uploads", HARBOUR.id);
    let pasted = format!("{}\r\n\r\n{}\r\n{}", given::imei(1), given::wrong_imei(2), given::serial(3));
    // A browser also sends an empty file without a name.
    alice.upload(&path, "", Vec::new(), &[("pasted", &pasted), ("order_number", "PO-1")]).await.location();
    app.process_queue().await;
    let row = alice.get(&format!("{path}.csv")).await.csv_rows()[0].clone();
    assert_eq!((&row[2], &row[3], row[10].as_str()), (&"3".to_owned(), &"2".to_owned(), "Pasted list"));
    let errors = alice.get(&format!("/uploads/{}/errors.csv", row[0])).await.csv_rows();
    assert_eq!(errors[0][0], "3", "the empty line is counted");
}

#[tokio::test]
async fn a_rejected_form_keeps_the_pasted_text() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let path = format!("/customers/{}/uploads", HARBOUR.id);
    let pasted = given::imei(1);
    let fields = [("pasted", pasted.as_str()), ("order_date", "soon")];
    let page = alice.upload(&path, "", Vec::new(), &fields).await.page(422);
    assert_eq!(page.text("textarea"), pasted);
    assert!(page.has("details[open] textarea"));
    let both = alice.upload(&path, "a.csv", given::file(&[given::imei(2)]), &[("pasted", &pasted)]).await;
    assert!(both.page(422).text("[data-problems]").contains("not both"));
    let blank = alice.upload(&path, "", Vec::new(), &[("pasted", " \r\n")]).await;
    assert!(blank.page(422).text("[data-problems]").contains("or paste identifiers"));
    assert!(alice.get(&format!("{path}.csv")).await.csv_rows().is_empty());
}

#[tokio::test]
async fn a_line_with_two_identifiers_is_reported_and_kept() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let path = format!("/customers/{}/uploads", HARBOUR.id);
    let pair = format!("{} {}", given::imei(1), given::imei(2));
    for pasted in [pair.clone(), format!("{}\n{pair}", given::wrong_imei(3)), format!("{pair}\n{pair}")] {
        let check = alice.upload(&path, "", Vec::new(), &[("pasted", &pasted), ("check", "1")]).await;
        let check = check.location().to_owned();
        app.process_queue().await;
        let page = alice.get(&check).await.page(200);
        let reasons = page.texts("a.reason b");
        assert!(reasons.contains(&"Several identifiers in one cell".to_owned()), "{pasted:?}: {reasons:?}");
        assert!(!reasons.contains(&"Line cannot be read".to_owned()), "{pasted:?}: {reasons:?}");
        assert_eq!(page.texts(".tally dd")[1], "0", "{pasted:?}");
        let rows = alice.get(&format!("{check}/failed-rows.csv")).await.text();
        assert!(rows.contains(&given::imei(2)), "{pasted:?}: {rows}");
    }
}

#[tokio::test]
async fn two_pasted_columns_of_identifiers_are_asked_about() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let path = format!("/customers/{}/uploads", HARBOUR.id);
    for separator in ["\t", ",", ";", ", "] {
        let pair = |first: u32| format!("{}{separator}{}", given::imei(first), given::imei(first + 1));
        let pasted = format!("{}\n{}", pair(1), pair(3));
        let response = alice.upload(&path, "", Vec::new(), &[("pasted", &pasted)]).await;
        assert_eq!(response.status, 422, "{pasted:?}");
        assert_eq!(response.page(422).text("h1"), "Decide columns", "{pasted:?}");
    }
    assert!(alice.get(&format!("{path}.csv")).await.csv_rows().is_empty());
}

#[tokio::test]
async fn other_text_beside_a_pasted_identifier_is_an_unused_column() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let path = format!("/customers/{}/uploads", HARBOUR.id);
    let pasted = format!("{}\tNova 12\n{}\tNova 12", given::imei(1), given::imei(2));
    let check = alice.upload(&path, "", Vec::new(), &[("pasted", &pasted), ("check", "1")]).await;
    app.process_queue().await;
    assert_eq!(alice.get(check.location()).await.page(200).texts(".tally dd"), ["2", "2", "0"]);
}
