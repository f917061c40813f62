//! On PostgreSQL, all instances use the database's time.

use chrono::TimeDelta;
use reseller_portal::cli::serve;
use reseller_portal::clock::Clock;

use crate::harness::app::App;
use crate::harness::cast::ALICE;
use crate::harness::database;

#[tokio::test]
async fn an_instance_uses_the_databases_time() {
    let app = App::start_with(Clock::ahead(TimeDelta::hours(1)), false, |_| ()).await;
    let ahead = app.clock().now() - Clock::system().now();
    // SQLite runs in the same process, so there is no other clock.
    let expected = if database::server().is_some() { 0 } else { 60 };
    assert!((ahead - TimeDelta::minutes(expected)).abs() < TimeDelta::minutes(30), "{ahead}");
}

#[tokio::test]
async fn an_instance_that_is_a_month_ahead_does_not_sign_people_out() {
    if database::server().is_none() {
        return;
    }
    let app = App::start_with(Clock::system(), false, |_| ()).await;
    let config = app.services().config.clone();
    let ahead = serve::start(config, Clock::ahead(TimeDelta::days(30)), false).unwrap();
    let alice = app.sign_in(ALICE).await;
    let elsewhere = alice.at(format!("http://{}", ahead.address));
    assert_eq!(elsewhere.get("/account").await.status, 200);
    assert_eq!(alice.get("/account").await.status, 200);
    ahead.stop().await;
}
