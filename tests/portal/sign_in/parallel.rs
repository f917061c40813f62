//! Attempts are counted before their passwords are checked, so parallel guesses don't exceed the limits.

use futures_util::future::join_all;
use reqwest::Method;
use reseller_portal::cli::serve::{self, Running};
use reseller_portal::clock::Clock;

use super::sign_in;
use crate::harness::app::{App, noon, settings};
use crate::harness::cast::{ALICE, BOB, PASSWORD};
use crate::harness::client::{Client, send};

const WRONG: &str = "wrong wrong wrong";

/// Starts another instance of the portal on the same database. Returns `None` on SQLite, which supports only one
/// instance.
fn second_instance(app: &App) -> Option<Running> {
    let config = settings(app.database_url(), app.data_dir());
    (!app.db().is_sqlite()).then(|| serve::start(config, app.clock().clone(), false).unwrap())
}

/// Returns a client for each instance.
fn clients(app: &App, second: Option<&Running>) -> Vec<Client> {
    let second = second.map(|running| Client::new(format!("http://{}", running.address)));
    std::iter::once(app.visitor()).chain(second).collect()
}

/// Makes parallel guesses, alternating between the instances. Returns the number that were evaluated, and asserts that
/// the portal refused the others.
async fn guess(clients: &[Client], emails: impl Iterator<Item = String>) -> usize {
    let guesses = emails.enumerate().map(|(number, email)| {
        let client = clients[number % clients.len()].clone();
        async move { sign_in(&client, &email, WRONG).await.status }
    });
    let statuses = join_all(guesses).await;
    assert!(statuses.iter().all(|status| [422, 429, 503].contains(status)), "{statuses:?}");
    statuses.into_iter().filter(|&status| status == 422).count()
}

#[tokio::test]
async fn only_ten_of_two_hundred_parallel_guesses_at_one_account_are_evaluated() {
    let app = App::start().await;
    let second = second_instance(&app);
    let clients = clients(&app, second.as_ref());
    let evaluated = guess(&clients, std::iter::repeat_n(ALICE.email.to_owned(), 200)).await;
    assert_eq!(evaluated, 10);
    assert_eq!(sign_in(&app.visitor(), ALICE.email, PASSWORD).await.status, 429);
}

#[tokio::test]
async fn only_fifty_parallel_guesses_from_one_address_are_evaluated() {
    let app = App::start().await;
    let second = second_instance(&app);
    let clients = clients(&app, second.as_ref());
    let mut evaluated = 0;
    // On a slow machine the queue is short, so some guesses get 503 before the limit is reached.
    for round in 0.. {
        let emails = (0..100).map(|number| format!("guess{round}-{number}@portal.example"));
        match guess(&clients, emails).await {
            0 => break,
            count => evaluated += count,
        }
    }
    assert_eq!(evaluated, 50);
    assert_eq!(sign_in(&app.visitor(), BOB.email, PASSWORD).await.status, 429);
}

#[tokio::test]
async fn addresses_in_one_ipv6_network_share_a_limit() {
    let app = App::start_with(Clock::fixed(noon()), false, |config| {
        config.trusted_proxies = Some("1".parse().unwrap());
    })
    .await;
    let client = app.visitor();
    let from = async |address: &str, email: &str, password: &str| {
        let request = client.request(Method::POST, "/sign-in").header("x-forwarded-for", address);
        send(request.form(&[("email", email), ("password", password)])).await.status
    };
    for number in 1..=50 {
        let (address, email) = (format!("2001:db8:1:2::{number:x}"), format!("guess{number}@portal.example"));
        assert_eq!(from(&address, &email, WRONG).await, 422);
    }
    assert_eq!(from("2001:db8:1:2:ffff::1", ALICE.email, PASSWORD).await, 429);
    assert_eq!(from("2001:db8:1:3::1", ALICE.email, PASSWORD).await, 303);
    assert_eq!(from("::ffff:203.0.113.7", ALICE.email, PASSWORD).await, 303);
}

#[tokio::test]
async fn one_person_can_sign_in_on_many_devices_at_once() {
    let app = App::start().await;
    let sign_ins = (0..15).map(|_| async { sign_in(&app.visitor(), ALICE.email, PASSWORD).await.status });
    assert_eq!(join_all(sign_ins).await, [303; 15]);
}
