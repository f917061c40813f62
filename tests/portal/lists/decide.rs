//! A list that can be read in several ways, for which a person chooses the columns.

use chrono::Duration;
use diesel::prelude::*;
use reseller_portal::clock::Clock;
use reseller_portal::store::Error;
use reseller_portal::store::schema::{
    devices, drafts, registrations, submissions, undecided_list_parts, undecided_lists,
};

use crate::checks::show::table_counts;
use crate::harness::activity::entries_of;
use crate::harness::app::{App, noon};
use crate::harness::cast::{
    ALICE, BOB, BRIGHTLINE, CHARLIE, FLEETCARE, HARBOUR, PASSWORD, Person, SAM, run_successfully,
};
use crate::harness::client::Client;
use crate::harness::given;
use crate::harness::html::Page;

/// An administrator of Brightline, Alice's colleague.
const DANA: Person = Person { email: "dana@brightline.example", name: "Dana Fox", ..ALICE };

fn uploads() -> String {
    format!("/customers/{}/uploads", FLEETCARE.id)
}

/// Returns a list with two columns of IMEIs that have the same name.
pub fn pairs() -> String {
    format!(
        "IMEI;IMEI;Model\n{};{};Galaxy A56\n{};{};Galaxy A56\n",
        given::imei(1),
        given::imei(2),
        given::imei(3),
        given::imei(4)
    )
}

/// Uploads a list that raises questions, and returns the page that asks them.
pub async fn ask(client: &Client) -> Page {
    client
        .upload(&uploads(), "pairs.csv", pairs(), &[("order_number", "PO-7"), ("form_key", "k")])
        .await
        .page(422)
}

pub fn address(page: &Page) -> String {
    page.attribute("main form", "action")
}

/// Returns the fields that a browser would send if a person clicked this button without changing anything.
pub fn fields(page: &Page, button: &'static str) -> Vec<(String, String)> {
    let mut fields = vec![("do".to_owned(), button.to_owned())];
    for (selector, name) in [
        ("main input[type=hidden]", ""),
        ("main input[type=radio][checked]", ""),
        ("main option[selected]", "select"),
    ] {
        let values = page.attributes(selector, "value");
        let names = match name {
            "" => page.attributes(selector, "name"),
            _ => page.attributes("main select", "name"),
        };
        fields.extend(names.into_iter().zip(values));
    }
    fields
}

/// Submits the page's form with these fields.
pub async fn send(
    client: &Client,
    page: &Page,
    fields: &[(String, String)],
) -> crate::harness::client::Response {
    let fields: Vec<(&str, &str)> =
        fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    client.post(&address(page), &fields).await
}

/// Changes the choice for a column, counted from 0.
pub fn choose(fields: &mut [(String, String)], column: usize, word: &str) {
    let mut columns = fields.iter_mut().filter(|(name, _)| name == "columns");
    columns.nth(column).unwrap().1 = word.to_owned();
}

pub fn waiting(app: &App) -> (i64, i64) {
    let counts = app.db().read(|conn| {
        let lists = undecided_lists::table.count().get_result(conn)?;
        Ok::<_, Error>((lists, undecided_list_parts::table.count().get_result(conn)?))
    });
    counts.unwrap()
}

#[tokio::test]
async fn the_page_shows_the_questions_the_columns_and_the_expected_outcome() {
    let app = App::start().await;
    let page = ask(&app.sign_in(ALICE).await).await;
    assert_eq!(page.text("h1"), "Decide columns");
    insta::assert_snapshot!(page.lines("[data-problems] :is(legend, .hint, .choice)"), @"
    Each row has two identifiers. What are they?
    Each row has identifiers in column 1 (“IMEI”) and column 2 (“IMEI”).
    Two SIM slots of one phone Recommended 2 devices. One device per row, found by either IMEI
    Two devices 4 devices. Each identifier is a device of its own
    ");
    insta::assert_snapshot!(page.lines(".outcome > div"), @"2 devices will be uploaded 2 IMEIs, 2 second IMEIs");
    assert_eq!(
        page.texts(".cols-table .found"),
        ["2 of 2 are IMEIs", "2 of 2 are IMEIs", "Same in all rows"]
    );
    assert_eq!(page.attributes(".cols-table option[selected]", "value"), ["imei", "imei2", "ignore"]);
    assert_eq!(page.texts(".cols-table tbody th"), ["2", "3"]);
    assert_eq!(page.text("button[value=go]"), "Upload 2 devices");
    assert_eq!(table_counts(&app), [0, 0, 0, 0, 0], "nothing is uploaded yet");
    assert_eq!(waiting(&app), (1, 1));
}

#[tokio::test]
async fn a_list_with_the_recommended_answers_is_uploaded_with_the_form_fields() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let page = ask(&alice).await;
    let uploaded = send(&alice, &page, &fields(&page, "go")).await;
    assert_eq!(uploaded.location(), uploads());
    app.process_queue().await;
    let row = alice.get(&format!("{}.csv", uploads())).await.csv_rows()[0].clone();
    assert_eq!((row[2].as_str(), row[3].as_str(), row[7].as_str()), ("2", "2", "PO-7"));
    let found: Vec<(Option<String>, Option<String>)> = app
        .db()
        .read(|conn| {
            let rows = registrations::table.inner_join(devices::table).order(devices::imei1.asc());
            Ok::<_, Error>(rows.select((devices::imei1, devices::imei2)).load(conn)?)
        })
        .unwrap();
    assert_eq!(found.len(), 2);
    assert_eq!(waiting(&app), (0, 0));
}

#[tokio::test]
async fn the_decision_is_kept_with_the_upload_and_logged() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let page = ask(&alice).await;
    send(&alice, &page, &fields(&page, "go")).await.location();
    let read: String = app
        .db()
        .read(|conn| Ok::<_, Error>(submissions::table.select(submissions::understood).first(conn)?))
        .unwrap();
    assert_eq!(
        read,
        "UTF-8, semicolons, columns IMEI, IMEI. Not used: Model. \
         Chosen by the person who submitted it: one device in each row."
    );
    let entries = entries_of(app.db(), "list.decided");
    assert_eq!(entries.len(), 1);
    assert_eq!(entries[0].detail, "upload, one device in each row");
    assert_eq!(entries[0].personal.as_ref().map(|personal| personal.text.as_str()), Some("pairs.csv"));
    app.process_queue().await;
}

#[tokio::test]
async fn a_list_with_answered_questions_can_be_checked_first() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let page = ask(&alice).await;
    let check = send(&alice, &page, &fields(&page, "check")).await.location().to_owned();
    assert!(check.starts_with("/checks/"), "{check}");
    app.process_queue().await;
    assert_eq!(alice.get(&check).await.page(200).texts(".tally dd"), ["2", "2", "0"]);
    assert_eq!(waiting(&app), (0, 0));
}

#[tokio::test]
async fn a_deletion_with_answered_questions_asks_for_confirmation() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let path = format!("/customers/{}/deletions", FLEETCARE.id);
    let page = alice.upload(&path, "pairs.csv", pairs(), &[]).await.page(422);
    assert_eq!(page.text("button[value=go]"), "Delete 2 devices…");
    assert!(!page.has("button[value=check]"));
    let confirm = send(&alice, &page, &fields(&page, "go")).await.page(200);
    assert_eq!(confirm.text("h1"), "Delete 2 devices?");
    let drafts: i64 = app.db().read(|conn| Ok::<_, Error>(drafts::table.count().get_result(conn)?)).unwrap();
    assert_eq!((drafts, waiting(&app)), (1, (0, 0)));
}

#[tokio::test]
async fn columns_can_also_be_chosen_in_lists_for_many_customers() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let lines = format!("Customer ID,IMEI,IMEI\n{},{},{}\n", FLEETCARE.id, given::imei(1), given::imei(2));
    for (path, button) in
        [("/bulk-actions/uploads", "Upload 1 device"), ("/bulk-actions/deletions", "Delete 1 device…")]
    {
        let page = alice.upload(path, "bulk.csv", lines.clone(), &[]).await.page(422);
        assert_eq!(page.text("button[value=go]"), button);
        assert_eq!(page.text(".sidebar [aria-current]"), "Bulk actions");
        let response = send(&alice, &page, &fields(&page, "go")).await;
        assert!(matches!(response.status, 200 | 303), "{}", response.text());
    }
    app.process_queue().await;
    assert_eq!(waiting(&app), (0, 0));
}

#[tokio::test]
async fn the_page_is_shown_again_if_a_question_is_unanswered() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let page = ask(&alice).await;
    let mut unanswered = fields(&page, "go");
    unanswered.retain(|(name, _)| !name.starts_with("answer-"));
    let again = send(&alice, &page, &unanswered).await.page(422);
    assert!(again.text("[data-problems]").contains("Each row has two identifiers"), "{}", again.text("main"));
    assert_eq!(table_counts(&app), [0, 0, 0, 0, 0]);
    assert_eq!(waiting(&app), (1, 1), "the list is still waiting");
}

#[tokio::test]
async fn the_preview_applies_column_choices_and_they_are_kept() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let page = ask(&alice).await;
    let mut changed = fields(&page, "preview");
    choose(&mut changed, 1, "ignore");
    let preview = send(&alice, &page, &changed).await.page(200);
    assert_eq!(preview.attributes(".cols-table option[selected]", "value"), ["imei", "ignore", "ignore"]);
    assert!(!preview.has("[data-problems]"), "no questions are left");
    let again = alice.get(&address(&page)).await.page(200);
    assert_eq!(again.attributes(".cols-table option[selected]", "value"), ["imei", "ignore", "ignore"]);
}

#[tokio::test]
async fn another_header_line_can_be_chosen() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let page = ask(&alice).await;
    let mut changed = fields(&page, "preview");
    changed.iter_mut().find(|(name, _)| name == "header_line").unwrap().1 = "0".to_owned();
    let preview = send(&alice, &page, &changed).await.page(422);
    assert_eq!(preview.attributes("#field-header_line option[selected]", "value"), ["0"]);
}

#[tokio::test]
async fn malformed_choices_are_rejected_with_a_message() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let page = ask(&alice).await;
    for (name, value, message) in [
        ("columns", "colour", "We couldn’t read your choice for column 1. Choose again."),
        ("columns", "imei2", "You chose IMEI 2 for more than one column. Choose it for only one of them."),
        ("header_line", "first", "We couldn’t read your choices. Choose again."),
        ("answer-0", "nothing", "We couldn’t read your choices. Choose again."),
    ] {
        let mut changed = fields(&page, "go");
        changed.iter_mut().find(|(other, _)| other == name).unwrap().1 = value.to_owned();
        let again = send(&alice, &page, &changed).await.page(422);
        assert_eq!(again.text("[data-problems] li"), message, "{name}={value}");
    }
    assert_eq!(table_counts(&app), [0, 0, 0, 0, 0]);
}

#[tokio::test]
async fn submitting_a_file_again_does_not_create_a_second_list() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let page = ask(&alice).await;
    let sent = alice.upload(&uploads(), "pairs.csv", pairs(), &[("form_key", "other")]).await.page(422);
    assert_eq!(address(&page), address(&sent), "both pages are about the same list");
    assert_eq!(waiting(&app), (1, 1));
}

#[tokio::test]
async fn a_large_list_is_stored_in_parts() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let mut list = pairs();
    for number in 0..20_000 {
        list.push_str(&format!(
            "{};{};{:>40}\n",
            given::imei(10 + number * 2),
            given::imei(11 + number * 2),
            "A56"
        ));
    }
    let page = alice.upload(&uploads(), "pairs.csv", list, &[]).await.page(422);
    assert_eq!(waiting(&app), (1, 2));
    assert!(
        page.text(".outcome + .hint").contains("the first 10,000 rows of 20,002"),
        "{}",
        page.text("main")
    );
    send(&alice, &page, &fields(&page, "go")).await.location();
    assert_eq!(waiting(&app), (0, 0));
    app.process_queue().await;
}

#[tokio::test]
async fn one_of_several_sheets_can_be_chosen() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let book = std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/files/calc-several.xlsx")).unwrap();
    let page = alice.upload(&uploads(), "sheets.xlsx", book, &[]).await.page(422);
    assert_eq!(page.attributes("input[type=radio]", "value"), ["sheet=Nord", "sheet=Süd"]);
    send(&alice, &page, &fields(&page, "go")).await.location();
    let read: String = app
        .db()
        .read(|conn| Ok::<_, Error>(submissions::table.select(submissions::understood).first(conn)?))
        .unwrap();
    assert!(read.starts_with("sheet “Nord”"), "{read}");
    app.process_queue().await;
}

#[tokio::test]
async fn cancelling_deletes_the_list() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let page = ask(&alice).await;
    let list = alice.post(&address(&page), &[("do", "cancel")]).await.location().to_owned();
    assert_eq!(list, uploads());
    assert!(alice.get(&list).await.page(200).text("main").contains("List discarded"));
    assert_eq!(waiting(&app), (0, 0));
    assert_eq!(alice.get(&address(&page)).await.status, 404);
}

#[tokio::test]
async fn only_the_person_who_submitted_a_list_sees_it() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let url = address(&ask(&alice).await);
    assert_eq!(alice.get(&url).await.page(200).text("h1"), "Decide columns");
    let args = ["person", "add", "--email", DANA.email, "--name", DANA.name, "--role", DANA.role];
    let args = [&args[..], &["--reseller", BRIGHTLINE.id, "--password-stdin"]].concat();
    run_successfully(app.database_url(), app.data_dir(), &args, PASSWORD);
    for person in [DANA, CHARLIE] {
        let client = app.sign_in(person).await;
        let unknown = client.get("/reviews/0123456789abcdef0123456789abcdef").await;
        client.get(&url).await.assert_not_found_like(&unknown);
        client.post(&url, &[("do", "go")]).await.page(404);
    }
    for person in [BOB, SAM] {
        assert_eq!(app.sign_in(person).await.get(&url).await.status, 403);
    }
    assert_eq!(waiting(&app), (1, 1));
}

#[tokio::test]
async fn a_list_expires_after_a_day() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let url = address(&ask(&alice).await);
    app.db()
        .write(|conn| {
            let expired = noon() - Duration::seconds(1);
            diesel::update(undecided_lists::table)
                .set(undecided_lists::expires_at.eq(expired))
                .execute(conn)?;
            Ok::<_, Error>(())
        })
        .unwrap();
    assert_eq!(alice.get(&url).await.status, 404);
    assert_eq!(alice.post(&url, &[("do", "go")]).await.status, 404);
}

#[tokio::test]
async fn a_person_can_have_at_most_20_undecided_lists() {
    let app = App::start_with(Clock::fixed(noon()), false, |_| {}).await;
    let alice = app.sign_in(ALICE).await;
    for number in 0..20 {
        let list = format!("{}{};{};\n", pairs(), given::imei(100 + number), given::imei(200 + number));
        alice.upload(&uploads(), "pairs.csv", list, &[]).await.page(422);
    }
    let refused = alice.upload(&uploads(), "more.csv", pairs(), &[]).await;
    insta::assert_snapshot!(
        refused.page(429).text("[data-problems] li"),
        @"You already have 20 files that are waiting for you to choose their columns. Upload or cancel one of them, or try again in 25 hours, when the oldest one expires."
    );
    assert_eq!(waiting(&app).0, 20);
}

#[tokio::test]
async fn a_list_without_open_questions_is_never_stored() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    alice
        .upload(&format!("/customers/{}/uploads", HARBOUR.id), "a.csv", given::file(&given::imeis(1, 3)), &[])
        .await
        .location();
    assert_eq!(waiting(&app), (0, 0));
    app.process_queue().await;
}

#[tokio::test]
async fn answering_what_rows_hold_keeps_the_serial_numbers() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let list = format!(
        "IMEI;IMEI;Serial number\n{};{};R5CX0001NM3K\n{};{};R5CX0002NM3K\n",
        given::imei(1),
        given::imei(2),
        given::imei(3),
        given::imei(4)
    );
    let page = alice.upload(&uploads(), "pairs.csv", list, &[]).await.page(422);
    assert_eq!(page.texts(".asks legend").len(), 1);
    send(&alice, &page, &fields(&page, "go")).await.location();
    app.process_queue().await;
    let identifiers: Vec<(Option<String>, Option<String>, Option<String>)> = app
        .db()
        .read(|conn| {
            let rows = devices::table.order(devices::id.asc());
            Ok::<_, Error>(rows.select((devices::imei1, devices::imei2, devices::serial)).load(conn)?)
        })
        .unwrap();
    let expected = |first: u32, serial: &str| {
        (Some(given::imei(first)), Some(given::imei(first + 1)), Some(serial.to_owned()))
    };
    assert_eq!(identifiers, [expected(1, "R5CX0001NM3K"), expected(3, "R5CX0002NM3K")]);
}

mod browser_decide {
    use super::*;
    use crate::harness::browser::{Browser, Colours};

    /// Returns a delivery note with a title, two columns of IMEIs, a damaged IMEI and a total.
    fn delivery_note() -> String {
        let mut list = "Lieferschein Nr. 4711;;;;\nPos.;Bezeichnung;IMEI;IMEI;Seriennummer\n".to_owned();
        for number in 0..30 {
            let (first, second) = (given::imei(10 + number), given::imei(1_000 + number));
            let first = if number == 6 { first.replacen('0', "O", 1) } else { first };
            list.push_str(&format!(
                "{};Galaxy A56 schwarz;{first};{second};R5CX{number:04}NM3K\n",
                number + 1
            ));
        }
        list.push_str("Summe: 30 Stück;;;;\n");
        list
    }

    #[tokio::test]
    async fn columns_can_be_chosen_in_the_browser() {
        let app = App::start().await;
        let browser = Browser::start().await;
        browser.sign_in(&app, ALICE).await;
        let form = app.url(&format!("/customers/{}/uploads/new", FLEETCARE.id));
        browser.goto(form).await.unwrap();
        browser.choose("input[type=file]", "Lieferschein-4711.csv", delivery_note().as_bytes()).await;
        browser.click("main button.primary").await;
        browser.wait_for("h1", "Decide columns").await;
        browser.wait_for("[data-problems]", "Each row has two identifiers").await;
        browser.assert_accessible("decide-columns").await;
        for (colours, name) in [(Colours::Light, "light"), (Colours::Dark, "dark")] {
            browser.set_colours(colours).await;
            for (width, height) in [(1440, 1575), (390, 3000)] {
                browser.resize(width, height).await;
                browser.save_screenshot(&format!("decide-{width}-{name}")).await;
            }
        }
        browser.set_colours(Colours::Light).await;
        browser.resize(1440, 900).await;
        browser.click("button[value=go]").await;
        browser.wait_for("main", "started").await;
        app.process_queue().await;
        assert_eq!(table_counts(&app)[1], 29);
    }

    #[tokio::test]
    async fn columns_can_be_chosen_without_scripts() {
        let app = App::start().await;
        let alice = app.sign_in(ALICE).await;
        let page = alice.upload(&uploads(), "Lieferschein-4711.csv", delivery_note(), &[]).await.page(422);
        let browser = Browser::start().await;
        browser.sign_in(&app, ALICE).await;
        browser.set_scripts_enabled(false).await;
        browser.goto(app.url(&address(&page))).await.unwrap();
        browser.resize(390, 2600).await;
        browser.save_screenshot("decide-390-without-script").await;
        browser.click("button[value=preview]").await;
        browser.wait_for("#questions", "No questions are left").await;
        browser.save_screenshot("decide-390-answered").await;
        browser.resize(1440, 1500).await;
        browser.save_screenshot("decide-1440-answered").await;
        browser.click("button[value=check]").await;
        browser.wait_for("h1", "File check").await;
        app.process_queue().await;
    }
}
