//! The review queue: views, filters and pages.

use chrono::Duration;

use super::upload_file;
use crate::harness::app::{App, noon};
use crate::harness::cast::{ALICE, BRIGHTLINE, CHARLIE, FJORD, HARBOUR, NORDTEL, OLGA, SAM};
use crate::harness::client::Client;
use crate::harness::given;
use crate::harness::html::Page;

/// Returns the customer and number in each row of the list.
fn lines(page: &Page) -> Vec<String> {
    page.texts(".q-item .l2")
}

async fn view(client: &Client, query: &str) -> Page {
    client.get(&format!("/support{query}")).await.page(200)
}

#[tokio::test]
async fn uploads_with_errors_wait_for_review_newest_first() {
    let app = App::start().await;
    let (alice, charlie, sam) =
        (app.sign_in(ALICE).await, app.sign_in(CHARLIE).await, app.sign_in(SAM).await);
    assert_eq!(view(&sam, "").await.text(".empty h2"), "Nothing to review");
    upload_file(&app, &alice, &HARBOUR, "good.csv", &given::imeis(0, 3)).await;
    let some = upload_file(&app, &alice, &HARBOUR, "some.csv", &[given::imei(3), given::wrong_imei(4)]).await;
    app.clock().set(noon() + Duration::minutes(5));
    let none = upload_file(&app, &charlie, &FJORD, "none.csv", &[given::imei(0), given::imei(1)]).await;
    app.clock().set(noon() + Duration::minutes(13));

    let page = view(&sam, "").await;
    assert_eq!(lines(&page), [format!("Fjord Energi · {none}"), format!("Harbour Logistics · {some}")]);
    insta::assert_snapshot!(page.lines(".q-item b, .q-item .when, .q-item .l3, .views a"), @"
    Needs review 2
    Stalled 0
    In progress 0
    Reviewed 0
    All
    Error: Nordtel Distribution
    8 min
    Registered in another inventory 2 of 2 failed
    Completed with error: Brightline Mobile Ltd
    13 min
    Wrong check digit 1 of 2 failed
    ");
    // The view “All” includes the upload without errors.
    assert_eq!(lines(&view(&sam, "?view=all").await).len(), 3);

    let filtered = view(&sam, &format!("?reseller={}", NORDTEL.id)).await;
    assert_eq!(lines(&filtered), [format!("Fjord Energi · {none}")]);
    assert_eq!(filtered.text(".views a[aria-current]"), "Needs review 1", "counts follow the filter");
    assert_eq!(lines(&view(&sam, "?why=imei_check_digit").await), [format!("Harbour Logistics · {some}")]);
    assert_eq!(lines(&view(&sam, "?from=2026-11-23&to=2026-11-23").await).len(), 2);
    let later = view(&sam, "?from=2026-11-24").await;
    assert_eq!(later.text(".empty h2"), "Nothing matches these filters");
    let unknown = view(&sam, "?reseller=9999999999").await;
    assert_eq!(unknown.text(".empty h2"), "Nothing matches these filters");
    // Invalid parameters are ignored.
    assert_eq!(lines(&view(&sam, "?view=x&reseller=1&why=y&from=z&older=w").await).len(), 2);
}

#[tokio::test]
async fn uploads_in_progress_and_stalled_uploads_have_their_own_views() {
    let mut app = App::start().await;
    app.allow_unfinished_work();
    let (alice, sam) = (app.sign_in(ALICE).await, app.sign_in(SAM).await);
    let path = format!("/customers/{}/uploads", HARBOUR.id);
    alice.upload(&path, "a.csv", given::file(&given::imeis(0, 2)), &[]).await.location();
    let bulk = format!("{},{}\n", HARBOUR.id, given::imei(9));
    let number = alice.upload("/bulk-actions/uploads", "b.csv", bulk, &[]).await;
    let number = number.location().rsplit('/').next().unwrap().to_owned();
    assert_eq!(
        view(&sam, "").await.texts(".views a"),
        ["Needs review 0", "Stalled 0", "In progress 2", "Reviewed 0", "All"]
    );
    app.clock().set(noon() + Duration::minutes(10));
    assert_eq!(view(&sam, "?view=stalled").await.text(".empty h2"), "Nothing has stalled");
    app.clock().set(noon() + Duration::minutes(42));
    let sam = app.sign_in(SAM).await;
    let page = view(&sam, "?view=stalled").await;
    assert_eq!(page.text(".views a[aria-current]"), "Stalled 2");
    assert_eq!(page.texts(".q-item .l3"), ["No progress for 42 minutes", "No progress for 42 minutes"]);
    assert_eq!(lines(&page)[0], format!("Bulk upload · B-{number}"));
    assert_eq!(page.texts(".q-item b")[0], "Stalled: Brightline Mobile Ltd");
}

#[tokio::test]
async fn the_list_keeps_its_filters_from_page_to_page() {
    let app = App::start().await;
    let (alice, sam) = (app.sign_in(ALICE).await, app.sign_in(SAM).await);
    let mut ids = Vec::new();
    for number in 0..27 {
        ids.push(upload_file(&app, &alice, &HARBOUR, "a.csv", &[given::wrong_imei(number)]).await);
    }
    ids.reverse();
    let shown = |page: &Page| {
        lines(page).iter().map(|line| line.rsplit(' ').next().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let first = view(&sam, &format!("?reseller={}", BRIGHTLINE.id)).await;
    assert_eq!(shown(&first), ids[..25]);
    let next = first.attributes(".pager a[href]", "href");
    assert!(next[0].contains(BRIGHTLINE.id), "{next:?}");
    let second = sam.get(&next[0]).await.page(200);
    assert_eq!(shown(&second), ids[25..]);
    let back = second.attributes(".pager a[href]", "href");
    assert_eq!(shown(&sam.get(&back[0]).await.page(200)), ids[..25]);
}

#[tokio::test]
async fn only_support_sees_the_queue_and_it_is_their_home_page() {
    let app = App::start().await;
    let sam = app.sign_in(SAM).await;
    assert_eq!(sam.get("/").await.location(), "/support");
    let page = view(&sam, "").await;
    assert_eq!(page.texts(".nav-link"), ["Review queue", "Unusual checks", "Account"]);
    assert_eq!(page.attribute("form.find", "action"), "/support");
    for person in [ALICE, OLGA] {
        let client = app.sign_in(person).await;
        assert_eq!(client.get("/support").await.status, 403, "{}", person.name);
    }
    let account = sam.get("/account").await.page(200);
    insta::assert_snapshot!(
        account.text("section[aria-labelledby=may] p"),
        @"You’re on the support team. You can see the uploads, bulk actions and deletions of all resellers, and why lines failed. You can mark uploads as reviewed and restart stalled ones. You can’t change a reseller’s data."
    );
}
