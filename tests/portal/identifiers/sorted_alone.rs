//! Lists in which one column of identifiers was sorted without the others.

use super::given_lists::count_registered;
use crate::harness::app::App;
use crate::harness::cast::{ALICE, HARBOUR};
use crate::harness::given::{self, dual_sim};
use crate::lists::decide::{fields, send};

/// Returns a list of known phones whose second column is in another order.
fn shuffled() -> Vec<u8> {
    let row = |phone: u32| format!("{},{}", given::imei(2 * phone), given::imei(2 * ((phone + 1) % 10) + 1));
    let rows: Vec<String> = (0..10).map(row).collect();
    given::table("IMEI 1,IMEI 2", &rows.iter().map(String::as_str).collect::<Vec<_>>())
}

#[tokio::test]
async fn the_portal_asks_and_either_answer_leads_on() {
    let app = App::start().await;
    let phones: Vec<given::Entry> = (0..10).map(|phone| dual_sim(2 * phone)).collect();
    app.catalog(&phones);
    let alice = app.sign_in(ALICE).await;
    let path = format!("/customers/{}/uploads", HARBOUR.id);
    for (answer, registered) in [(1, 0), (0, 10)] {
        let page = alice.upload(&path, "phones.csv", shuffled(), &[]).await.page(422);
        insta::allow_duplicates! {
            insta::assert_snapshot!(page.lines("[data-problems] :is(legend, .hint, .choice)"), @"
    Was one column sorted without the others?
    In 10 of 10 rows, column “IMEI 1” and column “IMEI 2” have identifiers of different devices.
    Only column “IMEI 1” Recommended The others aren’t used
    Only column “IMEI 2” The others aren’t used
    No, continue with all columns Lines with identifiers of different devices fail
    ");
        }
        let answers = page.attributes("input[name=answer-0]", "value");
        let mut fields = fields(&page, "go");
        let chosen = fields.iter_mut().find(|(name, _)| name == "answer-0").unwrap();
        chosen.1 = if answer == 0 { answers[0].clone() } else { answers.last().unwrap().clone() };
        let response = send(&alice, &page, &fields).await;
        assert_eq!(response.status, 303, "{}", response.text());
        app.process_queue().await;
        assert_eq!(count_registered(&app), registered);
    }
}
