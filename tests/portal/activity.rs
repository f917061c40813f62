//! Every state change writes exactly one activity entry, whether it comes from a POST route or from a command.

use reseller_portal::web::routes::table;

use crate::harness::activity::{entries, entries_of};
use crate::harness::app::App;
use crate::harness::cast::{ALICE, BOB, BRIGHTLINE, HARBOUR, PASSWORD, SUNDIAL};
use crate::harness::client::{Client, Response};
use crate::harness::given;

automod::dir!("tests/portal/activity");

/// Returns the actions in the activity log, oldest first.
fn actions(app: &App) -> Vec<String> {
    entries(app.db()).into_iter().map(|entry| entry.action).collect()
}

/// The activity log, with the number of entries that earlier steps wrote.
struct Log<'a> {
    app: &'a App,
    seen: usize,
}

impl<'a> Log<'a> {
    fn new(app: &'a App) -> Log<'a> {
        Log { app, seen: actions(app).len() }
    }

    #[track_caller]
    fn assert_added(&mut self, step: &str, expected: &[&str]) {
        let all = actions(self.app);
        assert_eq!(all[self.seen..], *expected, "{step}");
        self.seen = all.len();
    }
}

async fn post(client: &Client, path: &str, fields: &[(&str, &str)], status: u16) -> Response {
    let response = client.post(path, fields).await;
    assert_eq!(response.status, status, "POST {path}: {}", response.text());
    response
}

/// The POST routes that the test below covers. Add a new route here and to the test.
const COVERED: &[&str] = &[
    "/sign-in",
    "/sign-out",
    "/account/password",
    "/account/display",
    "/customers",
    "/customers/{customer_id}/reference",
    "/customers/{customer_id}/uploads",
    "/customers/{customer_id}/deletions",
    "/bulk-actions/uploads",
    "/bulk-actions/deletions",
    "/checks/{number}/discard",
    "/checks/{number}/upload",
    "/devices/{identifier}/remove",
];

#[test]
fn every_post_route_is_covered() {
    let posts = table().into_iter().filter(|entry| entry.method == "POST").map(|entry| entry.path);
    // The tests of the support and settings pages, of undecided lists and of corrections cover their own routes.
    let uncovered: Vec<&str> = posts
        .filter(|path| !["/support/", "/settings/", "/reviews/"].iter().any(|area| path.starts_with(area)))
        .filter(|path| !path.ends_with("/correct"))
        .filter(|path| !COVERED.contains(path))
        .collect();
    assert!(uncovered.is_empty(), "add these routes to the test: {uncovered:?}");
}

#[tokio::test]
async fn every_change_on_a_page_writes_one_entry() {
    let app = App::start().await;
    let mut log = Log::new(&app);
    let alice = app.sign_in(ALICE).await;
    log.assert_added("sign in", &["person.signed_in"]);
    let display = [("time_zone", "Europe/Berlin"), ("theme", "dark")];
    post(&alice, "/account/display", &display, 303).await;
    log.assert_added("display", &["person.display_changed"]);
    let password = [("current_password", PASSWORD), ("new_password", "a very long passphrase")];
    post(&alice, "/account/password", &password, 303).await;
    log.assert_added("password", &["person.password_changed"]);
    post(&alice, "/customers", &[("customer_id", SUNDIAL.id), ("reference", "S")], 303).await;
    log.assert_added("add customer", &["customer.added"]);
    post(&alice, &format!("/customers/{}/reference", SUNDIAL.id), &[("reference", "T")], 303).await;
    log.assert_added("reference", &["customer.reference_changed"]);

    let uploads = format!("/customers/{}/uploads", SUNDIAL.id);
    let file = given::file(&given::imeis(0, 5));
    assert_eq!(alice.upload(&uploads, "a.csv", file, &[]).await.status, 303);
    log.assert_added("upload", &["upload.accepted"]);
    app.process_queue().await;
    log.assert_added("processing", &["customer.status_changed", "upload.finished"]);
    assert_eq!(alice.upload(&uploads, "a.csv", Vec::new(), &[]).await.status, 422);
    log.assert_added("rejected file", &["upload.refused"]);

    let deletions = format!("/customers/{}/deletions", SUNDIAL.id);
    let device = given::imei(0);
    let page = post(&alice, &deletions, &[("device", &device)], 200).await.page(200);
    log.assert_added("asking for confirmation", &[]);
    let draft = page.attribute("input[name=draft]", "value");
    post(&alice, &deletions, &[("draft", &draft), ("confirm", "1")], 303).await;
    log.assert_added("deletion", &["deletion.accepted"]);
    app.process_queue().await;
    log.assert_added("processing", &["deletion.finished"]);
    assert_eq!(alice.upload(&deletions, "a.csv", Vec::new(), &[]).await.status, 422);
    log.assert_added("rejected deletion", &["deletion.refused"]);

    let bulk = format!("{},{}\n{},{}\n", SUNDIAL.id, given::imei(50), HARBOUR.id, given::imei(51));
    let response = alice.upload("/bulk-actions/uploads", "b.csv", bulk.clone().into_bytes(), &[]).await;
    assert_eq!(response.status, 303);
    log.assert_added("bulk upload", &["bulk_upload.accepted"]);
    app.process_queue().await;
    log.assert_added("processing", &["upload.finished", "upload.finished", "bulk_upload.finished"]);
    let confirm = [("confirm", "2")];
    let response = alice.upload("/bulk-actions/deletions", "b.csv", bulk.into_bytes(), &confirm).await;
    assert_eq!(response.status, 303);
    log.assert_added("bulk deletion", &["bulk_deletion.accepted"]);
    app.process_queue().await;
    log.assert_added("processing", &["bulk_deletion.finished"]);
    for (path, action) in [
        ("/bulk-actions/uploads", "bulk_upload.refused"),
        ("/bulk-actions/deletions", "bulk_deletion.refused"),
    ] {
        assert_eq!(alice.upload(path, "a.csv", Vec::new(), &[]).await.status, 422);
        log.assert_added(path, &[action]);
    }
    let file = given::file(&given::imeis(60, 2));
    let response = alice.upload(&uploads, "c.csv", file, &[("check", "1")]).await;
    assert_eq!(response.status, 303);
    log.assert_added("checking a file", &["check.accepted"]);
    app.process_queue().await;
    log.assert_added("processing", &["check.finished"]);
    post(&alice, &format!("{}/upload", response.location()), &[], 303).await;
    log.assert_added("uploading the checked file", &["upload.accepted"]);
    app.process_queue().await;
    log.assert_added("processing", &["upload.finished"]);
    let file = given::file(&given::imeis(70, 2));
    let response = alice.upload(&uploads, "d.csv", file, &[("check", "1")]).await;
    log.assert_added("checking another file", &["check.accepted"]);
    post(&alice, &format!("{}/discard", response.location()), &[], 303).await;
    log.assert_added("discarding the check", &["check.discarded"]);
    let phone = format!("{},{}", given::imei(80), given::serial(80));
    let file = given::table("IMEI,Serial number", &[&phone]);
    assert_eq!(alice.upload(&uploads, "e.csv", file, &[]).await.status, 303);
    log.assert_added("upload of a phone", &["upload.accepted"]);
    app.process_queue().await;
    log.assert_added("processing", &["upload.finished"]);
    post(&alice, &format!("/devices/{}/remove", given::serial(80)), &[], 303).await;
    log.assert_added("removing an identifier", &["identifier.removed"]);
    post(&alice, "/sign-out", &[], 303).await;
    log.assert_added("sign out", &["person.signed_out"]);
}

#[tokio::test]
async fn every_command_writes_one_entry() {
    let app = App::start().await;
    let mut log = Log::new(&app);
    let (reseller, account) = ("7000000001", "7000000002");
    let mut run = |arguments: &[&str], action: &str| {
        app.command(arguments);
        log.assert_added(&arguments.join(" "), &[action]);
    };
    run(&["reseller", "add", "--id", reseller, "--name", "New", "--country", "DE"], "reseller.added");
    run(&["account", "add", "--id", account, "--name", "Acme", "--country", "DE"], "account.added");
    run(&["account", "set", "--id", account, "--approval", "manual"], "account.changed");
    run(&["customer", "add", "--reseller", reseller, "--account", account], "customer.added");
    let status = ["customer", "set", "--reseller", reseller, "--account", account, "--status", "active"];
    run(&status, "customer.status_changed");
    let code = ["sold-to-code", "add", "--reseller", BRIGHTLINE.id, "--code", "ABCDEFGH", "--alias", "B"];
    run(&code, "sold_to_code.added");
    run(&["person", "unlock", "--email", BOB.email], "person.unlocked");
    run(&["person", "disable", "--email", BOB.email], "person.disabled");
    let file = app.data_dir().join("catalog.csv");
    std::fs::write(&file, given::catalog(&[given::tablet(1)])).unwrap();
    run(&["catalog", "import", &file.display().to_string()], "catalog.imported");
    run(&["activity", "erase", "--email", BOB.email], "activity.erased");
}

#[tokio::test]
async fn an_entry_has_the_id_of_its_request() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let fields = [("customer_id", SUNDIAL.id), ("reference", "S")];
    let response = post(&alice, "/customers", &fields, 303).await;
    let added = entries_of(app.db(), "customer.added").pop().unwrap();
    assert_eq!(added.request_id.as_deref(), Some(response.header("x-request-id")));
}

#[tokio::test]
async fn entries_from_commands_and_the_worker_have_no_request_id() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let path = format!("/customers/{}/uploads", HARBOUR.id);
    assert_eq!(alice.upload(&path, "a.csv", given::file(&given::imeis(0, 2)), &[]).await.status, 303);
    app.process_queue().await;
    for action in ["person.added", "upload.finished"] {
        let entry = entries_of(app.db(), action).pop().unwrap();
        assert_eq!(entry.request_id, None, "{action}");
    }
}
