//! Questions without a recommended answer. The portal doesn't guess.

use crate::checks::show::table_counts;
use crate::harness::app::App;
use crate::harness::cast::{ALICE, FLEETCARE};
use crate::lists::decide::{fields, send};

/// Two columns of serial numbers without names, of which either may identify the devices.
const LIST: &str = "LT0000234;R5CXZ2YJ6E1\nLT0001234;R5CXMMKXS73\nLT0002234;R5CXSZX8492\n";

fn uploads() -> String {
    format!("/customers/{}/uploads", FLEETCARE.id)
}

#[tokio::test]
async fn upload_and_check_say_that_an_answer_is_needed() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let page = alice.upload(&uploads(), "list.csv", LIST, &[]).await.page(422);
    assert!(!page.has("main input[type=radio][checked]"), "no answer is recommended");
    for button in ["go", "check"] {
        let again = send(&alice, &page, &fields(&page, button)).await.page(422);
        assert_eq!(
            again.text("[data-problems] li"),
            "Nothing has been uploaded yet. The question “Which column identifies the devices?” needs an answer. \
             Choose one below."
        );
        assert_eq!(again.texts(".choice").len(), 2, "both answers are still offered");
    }
    assert_eq!(table_counts(&app), [0, 0, 0, 0, 0]);
}

#[tokio::test]
async fn the_chosen_answer_is_uploaded() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let page = alice.upload(&uploads(), "list.csv", LIST, &[]).await.page(422);
    let answers = page.attributes("main input[type=radio]", "value");
    let mut fields = fields(&page, "go");
    fields.push(("answer-0".to_owned(), answers[1].clone()));
    send(&alice, &page, &fields).await.location();
    app.process_queue().await;
    assert_eq!(table_counts(&app)[1], 3);
}
