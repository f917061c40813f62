//! Checks every page in the route table with axe, so that new pages are checked too.

mod browser_pages {
    use reqwest::Method;
    use reseller_portal::web::guard::access::Access;
    use reseller_portal::web::route::RouteEntry;
    use reseller_portal::web::routes::table;

    use crate::access::has_access;
    use crate::checks::show::check_file;
    use crate::harness::app::App;
    use crate::harness::browser::Browser;
    use crate::harness::cast::{ALICE, FLEETCARE, HARBOUR, Person, SAM, STC_ALIAS};
    use crate::harness::client::Client;
    use crate::harness::given;
    use crate::settings::file_layouts::list::remember;
    use crate::settings::sold_to_codes::list::edit_url;

    /// Values for path parameters. Each identifies something that belongs to Alice's reseller.
    struct Values {
        upload: String,
        check: String,
        bulk_action: String,
        deletion: String,
        list: String,
        sold_to_code: String,
        layout: String,
    }

    impl Values {
        /// Uploads and deletes devices, so that each page has something to show.
        async fn create(app: &App) -> Values {
            let alice = app.sign_in(ALICE).await;
            let uploads = format!("/customers/{}/uploads", HARBOUR.id);
            let phone = format!("{},{}", given::imei(1), given::serial(1));
            let rows = [phone.as_str(), &given::imei(2), &given::wrong_imei(3)];
            let lines = given::table("IMEI,Serial number", &rows);
            alice.upload(&uploads, "week-47.csv", lines, &[]).await.location();
            let lines = given::file(&[given::imei(4), given::wrong_imei(5)]);
            let check = check_file(&alice, &uploads, lines, &[]).await;
            let lines = format!("{},{}\n9999999999,{}\n", FLEETCARE.id, given::imei(6), given::imei(7));
            let bulk_action = alice.upload("/bulk-actions/uploads", "bulk.csv", lines, &[]).await;
            app.process_queue().await;
            let deletions = format!("/customers/{}/deletions", HARBOUR.id);
            let lines = given::file(&[given::imei(2), given::imei(8)]);
            let deletion = alice.upload(&deletions, "returns.csv", lines, &[("confirm", "2")]).await;
            app.process_queue().await;
            let layout = remember(&alice, "SAP", "Model").await;
            let layout = layout.rsplit('/').next().unwrap().to_owned();
            app.process_queue().await;
            let lines = format!("IMEI,IMEI\n{},{}\n", given::imei(10), given::imei(11));
            let undecided = alice.upload(&uploads, "pairs.csv", lines, &[]).await.page(422);
            let last = |path: &str| path.rsplit('/').next().unwrap().to_owned();
            Values {
                upload: alice.get(&format!("{uploads}.csv")).await.csv_rows()[0][0].clone(),
                check: last(&check),
                bulk_action: last(bulk_action.location()),
                deletion: last(deletion.location()),
                list: last(&undecided.attribute("main form", "action")),
                layout,
                sold_to_code: last(&edit_url(&alice, STC_ALIAS).await),
            }
        }

        /// Returns the path of a route with a value for each parameter.
        fn path(&self, route: &'static str) -> String {
            let mut path = String::new();
            for (index, part) in route.split(['{', '}']).enumerate() {
                let value = match (part, path.as_str()) {
                    _ if index % 2 == 0 => part,
                    ("customer_id", _) => HARBOUR.id,
                    ("upload", _) => &self.upload,
                    ("number", "/checks/") => &self.check,
                    ("number", "/deletions/") => &self.deletion,
                    ("number", "/bulk-actions/" | "/support/submissions/") => &self.bulk_action,
                    ("id", "/settings/sold-to-codes/") => &self.sold_to_code,
                    ("list", _) => &self.list,
                    ("layout", _) => &self.layout,
                    ("identifier", _) => &given::imei(1),
                    ("name", "/help/samples/") => "with-header.csv",
                    _ => panic!("{route}: add a value for {{{part}}} to Values::path in {}", file!()),
                };
                path.push_str(value);
            }
            path
        }
    }

    /// Checks the included pages that this person (or a visitor) may open. Skips routes that need no session, routes
    /// that pages poll, downloads and redirects.
    async fn check_pages(person: Option<Person>, is_included: impl Fn(&RouteEntry) -> bool) {
        let app = App::start().await;
        let values = Values::create(&app).await;
        let browser = Browser::start().await;
        let client: Client = match person {
            Some(person) => {
                browser.sign_in(&app, person).await;
                app.sign_in(person).await
            }
            None => app.visitor(),
        };
        for route in table() {
            let is_page =
                route.method == Method::GET.as_str() && !route.quiet && route.access != Access::Open;
            if !is_page || !has_access(person, route.access) || !is_included(&route) {
                continue;
            }
            let path = values.path(route.path);
            let response = client.get(&path).await;
            let is_html = response.header("content-type").starts_with("text/html");
            match response.status {
                200 if is_html => {
                    browser.goto(app.url(&path)).await.unwrap();
                    browser.assert_accessible(&route.path.replace(['/', '{', '}'], "-")).await;
                }
                200 | 303 => {}
                status => panic!("GET {path} returned {status} instead of a page"),
            }
        }
    }

    #[tokio::test]
    async fn all_public_pages_are_accessible_to_visitors() {
        check_pages(None, |_| true).await;
    }

    #[tokio::test]
    async fn all_pages_about_customers_are_accessible() {
        check_pages(Some(ALICE), |route| route.path.starts_with("/customers")).await;
    }

    #[tokio::test]
    async fn all_other_pages_are_accessible() {
        check_pages(Some(ALICE), |route| !route.path.starts_with("/customers")).await;
    }

    #[tokio::test]
    async fn all_support_pages_are_accessible() {
        check_pages(Some(SAM), |route| !has_access(Some(ALICE), route.access)).await;
    }

    #[tokio::test]
    async fn the_page_for_unknown_addresses_is_accessible() {
        let app = App::start().await;
        let browser = Browser::start().await;
        browser.sign_in(&app, ALICE).await;
        browser.goto(app.url("/nothing-here")).await.unwrap();
        browser.assert_accessible("not-found").await;
    }
}
