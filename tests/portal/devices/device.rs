//! The device page.

use diesel::prelude::*;
use reqwest::Method;
use reseller_portal::store::schema::{device_events, registrations};
use reseller_portal::store::{Conn, Error, devices};

use crate::customers::devices::upload;
use crate::support::app::{App, noon};
use crate::support::cast::{ALICE, BOB, CHARLIE, HARBOUR, STC_ALIAS};
use crate::support::client::send;
use crate::support::given::{self, dual_sim};

/// Deletes a device of an upload behind the pages, as a deletion of that number does.
fn delete(app: &App, identifier: &str, submission: i64) {
    app.db()
        .write(|conn| {
            let device = devices::any_find(conn, identifier)?.id;
            let (customer, upload): (i64, i64) = registrations::table
                .find(device)
                .select((registrations::customer_id, registrations::upload_id))
                .first(conn)?;
            diesel::delete(registrations::table.find(device)).execute(conn)?;
            let told = (
                device_events::device_id.eq(device),
                device_events::submission_id.eq(submission),
                device_events::kind.eq("deleted"),
                device_events::at.eq(noon() + chrono::Duration::minutes(5)),
                device_events::customer_id.eq(customer),
                device_events::upload_id.eq(Some(upload)),
            );
            diesel::insert_into(device_events::table).values(told).execute(conn as &mut Conn)?;
            Ok::<_, Error>(())
        })
        .unwrap();
}

#[tokio::test]
async fn it_tells_all_of_the_device() {
    let app = App::start().await;
    app.catalog(&[dual_sim(100)]);
    let (alice, bob) = (app.sign_in(ALICE).await, app.sign_in(BOB).await);
    let path = format!("/customers/{}/uploads", HARBOUR.id);
    let fields = [("order_number", "PO-1"), ("order_date", "2026-11-20"), ("sold_to_code", STC_ALIAS)];
    alice.upload(&path, "a.csv", given::file(&[given::imei(101)]), &fields).await;
    app.work_off().await;
    let id = alice.get(&format!("{path}.csv")).await.csv_rows()[0][0].clone();
    for identifier in
        [given::imei(100), given::imei(101), given::serial(100), given::imei(100)[..14].to_owned()]
    {
        let page = alice.get(&format!("/devices/{identifier}")).await.page(200);
        assert_eq!(page.text("h1"), "Galaxy S24 Verified");
        let copied = page.attributes(".facts [data-copy]", "data-copy");
        assert_eq!(copied, [given::imei(100), given::imei(101), given::serial(100)]);
        let facts = page.text(".terms");
        for fact in [HARBOUR.name, "PO-1", "20 Nov 2026", STC_ALIAS, &id, "Today, 12:00", ALICE.email] {
            assert!(facts.contains(fact), "{fact} is not in {facts}");
        }
        let rows = page.rows("table");
        assert_eq!(
            rows,
            [["Registered", "Today, 12:00", HARBOUR.name, &format!("Upload {id}"), ALICE.email]]
        );
        assert_eq!(
            page.attribute("main form[method=post]", "action"),
            format!("/customers/{}/deletions", HARBOUR.id)
        );
        assert_eq!(page.attribute("main form input[name=device]", "value"), given::imei(100));
    }
    let page = bob.get(&format!("/devices/{}", given::imei(100))).await.page(200);
    assert!(!page.has("main form[method=post]"), "a viewer deletes nothing");
}

#[tokio::test]
async fn a_deleted_device_keeps_its_history_and_only_its_own() {
    let mut app = App::start().await;
    let (alice, charlie) = (app.sign_in(ALICE).await, app.sign_in(CHARLIE).await);
    let (phone, path) = (given::imei(1), format!("/devices/{}", given::imei(1)));
    let first = upload(&app, &alice, HARBOUR.id, "", std::slice::from_ref(&phone)).await;
    assert_eq!(charlie.get(&path).await.status, 404, "somebody else's");

    // Any later submission can stand for the deletion: its number is all that the page shows of it.
    upload(&app, &alice, HARBOUR.id, "", &[given::imei(2)]).await;
    delete(&app, &phone, 2);
    let page = alice.get(&path).await.page(200);
    assert_eq!(page.text("main .notice h2"), "You do not have this device registered now");
    let whats = page.rows("table").into_iter().map(|row| (row[0].clone(), row[3].clone()));
    let wanted = [("Deleted", "D-2".to_owned()), ("Registered", format!("Upload {first}"))];
    assert_eq!(whats.collect::<Vec<_>>(), wanted.map(|(what, by)| (what.to_owned(), by)));
    assert!(!page.has("main form[method=post]"));
    assert_eq!(alice.get(&format!("/find?q={phone}")).await.location(), path, "it is still found");

    let theirs = upload(&app, &charlie, HARBOUR.id, "", std::slice::from_ref(&phone)).await;
    let page = charlie.get(&path).await.page(200);
    assert_eq!(page.rows("table").len(), 1, "only what happened at Nordtel");
    assert_eq!(page.text(".terms a[href^='/uploads/']"), theirs);
    let page = alice.get(&path).await.page(200);
    assert_eq!(page.rows("table").len(), 2);
    assert!(!page.text("main").contains("Nordtel") && !page.text("main").contains(&theirs));
    app.leaves_work();
}

#[tokio::test]
async fn what_nobody_has_is_not_found() {
    let app = App::start().await;
    app.catalog(&[dual_sim(100)]);
    let alice = app.sign_in(ALICE).await;
    let words = alice.get(&format!("/devices/{}", given::imei(7))).await.page(404).text("main");
    for path in [given::imei(100), given::wrong_imei(7), "x".to_owned(), "%20".to_owned()] {
        let answer = alice.get(&format!("/devices/{path}")).await;
        assert_eq!(answer.page(404).text("main"), words, "{path}");
    }
    let post = alice.request(Method::POST, "/devices/x").header("sec-fetch-site", "same-origin");
    assert_eq!(send(post).await.status, 405);
}
