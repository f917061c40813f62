//! Requests every route as every role and checks whether the response grants or denies access.

use reqwest::Method;
use reseller_portal::domain::actor::Role;
use reseller_portal::domain::word::Word;
use reseller_portal::web::guard::access::Access;
use reseller_portal::web::route::RouteEntry;
use reseller_portal::web::routes::table;

use crate::harness::app::App;
use crate::harness::cast::{PEOPLE, Person};
use crate::harness::client::{Client, Response, send};

/// Returns whether the response denies access. A permitted route returns 200, 404 for an unknown ID, or 422 for an
/// empty form.
fn is_access_denied(response: &Response) -> bool {
    let redirects_to_sign_in = response.status == 303 && response.header("location").starts_with("/sign-in");
    matches!(response.status, 401 | 403) || redirects_to_sign_in
}

/// Returns the path with a plausible but unknown value for each parameter.
pub fn path(entry: &RouteEntry) -> String {
    let mut path = String::new();
    for (index, part) in entry.path.split(['{', '}']).enumerate() {
        let value = match part {
            _ if index % 2 == 0 => part,
            "customer_id" => "9999999999",
            "upload" | "id" | "number" => "1999999",
            _ => "nothing",
        };
        path.push_str(value);
    }
    path
}

async fn request_route(client: &Client, entry: &RouteEntry, site: &str) -> Response {
    let method: Method = entry.method.as_str().parse().unwrap();
    send(client.request(method, &path(entry)).header("sec-fetch-site", site)).await
}

/// Returns whether a person, or a visitor if `None`, may open routes with this access.
pub fn has_access(person: Option<Person>, access: Access) -> bool {
    let role = person.and_then(|person| Role::from_word(person.role));
    match access {
        Access::Open | Access::Public => true,
        Access::SignedIn => role.is_some(),
        Access::Needs(permission) => role.is_some_and(|role| role.may(permission)),
        Access::NeedsEither(first, second) => role.is_some_and(|role| role.may(first) || role.may(second)),
    }
}

#[tokio::test]
async fn each_role_can_use_exactly_its_own_routes() {
    let app = App::start().await;
    let mut faults = Vec::new();
    for person in PEOPLE.map(Some).into_iter().chain([None]) {
        // Sign out last. Otherwise, the remaining requests would come from a visitor.
        let mut table = table();
        table.sort_by_key(|entry| entry.path == "/sign-out");
        let client = match person {
            Some(person) => app.sign_in(person).await,
            None => app.visitor(),
        };
        for entry in table {
            let response = request_route(&client, &entry, "same-origin").await;
            let user = person.map_or("a visitor", |person| person.name);
            let fault =
                format!("{user}: {} {} ({:?}): {}", entry.method, entry.path, entry.access, response.status);
            let signs_in_or_out = entry.path.starts_with("/sign-");
            let is_expected = match (person, has_access(person, entry.access)) {
                (_, true) => signs_in_or_out || !is_access_denied(&response),
                (Some(_), false) => response.status == 403,
                (None, false) => {
                    response.status == 303 && response.header("location").starts_with("/sign-in")
                }
            };
            if !is_expected || response.status >= 500 && entry.path != "/readyz" {
                faults.push(fault);
            }
        }
    }
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

#[tokio::test]
async fn every_post_route_rejects_requests_from_another_site() {
    let app = App::start().await;
    let client = app.sign_in(PEOPLE[0]).await;
    for entry in table().into_iter().filter(|entry| entry.method == "POST") {
        let response = request_route(&client, &entry, "cross-site").await;
        assert_eq!(response.status, 403, "POST {}", entry.path);
    }
}

#[tokio::test]
async fn unknown_paths_get_404_and_wrong_methods_get_405() {
    let app = App::start().await;
    let client = app.sign_in(PEOPLE[0]).await;
    assert_eq!(client.get("/nothing-here").await.status, 404);
    for entry in table() {
        let response =
            send(client.request(Method::PATCH, &path(&entry)).header("sec-fetch-site", "same-origin")).await;
        assert_eq!(response.status, 405, "PATCH {}", entry.path);
        assert!(response.header("allow").contains(entry.method.as_str()), "Allow header of {}", entry.path);
    }
}
