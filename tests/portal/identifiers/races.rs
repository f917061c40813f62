//! Two uploads at the same time that name the same phones with different identifiers.

use std::time::Duration;

use futures_util::future::join_all;
use reseller_portal::store::{Db, registrations};

use crate::harness::cast::{ALICE, CHARLIE, FLEETCARE, HARBOUR};
use crate::harness::database::Database;
use crate::harness::given::{imei, table};
use crate::never_lost::instances::Instance;
use crate::never_lost::promise;

/// The number of phones.
const PHONES: u32 = 300;

#[tokio::test]
async fn uploads_that_share_one_identifier_of_each_phone_never_both_register_it() {
    let database = Database::with_cast();
    let mut instances = Instance::all(&database);
    for instance in &mut instances {
        instance.start();
    }
    let people = [(ALICE, HARBOUR), (CHARLIE, HARBOUR), (ALICE, FLEETCARE), (CHARLIE, HARBOUR)];
    let mut clients = Vec::new();
    for (at, (person, _)) in people.iter().enumerate() {
        clients.push(instances[at % instances.len()].sign_in(*person).await);
    }
    let list = |row: fn(u32) -> String, is_reversed: bool| {
        let mut rows: Vec<String> = (0..PHONES).map(row).collect();
        if is_reversed {
            rows.reverse();
        }
        table("IMEI 1,IMEI 2", &rows.iter().map(String::as_str).collect::<Vec<_>>())
    };
    let lists = [
        list(|phone| format!("{},{}", imei(phone), imei(1_000 + phone)), false),
        list(|phone| format!("{},{}", imei(2_000 + phone), imei(1_000 + phone)), true),
        list(|phone| format!("{},", imei(1_000 + phone)), false),
        list(|phone| format!("{},{}", imei(1_000 + phone), imei(phone)), true),
    ];
    let posts = clients.iter().zip(people).zip(lists).map(|((client, (_, customer)), list)| async move {
        client.upload(&format!("/customers/{}/uploads", customer.id), "race.csv", list, &[]).await.status
    });
    assert_eq!(join_all(posts).await, [303; 4]);
    let db = Db::open(database.url(), 2).unwrap();
    promise::settle(&db, Duration::from_secs(60));
    assert_eq!(promise::violations_in_tables(&db), [""; 0]);
    assert_eq!(promise::count(&db, "SELECT count(*) AS n FROM registrations"), i64::from(PHONES));
    let shared: Vec<String> = (0..PHONES).map(|phone| imei(1_000 + phone)).collect();
    let owners = db.read(|conn| registrations::find_devices(conn, &shared)).unwrap();
    assert!(owners.iter().all(Option::is_some), "each phone is registered once");
    for instance in &instances {
        assert!(!instance.log().contains("attempt failed"), "{}", instance.log());
    }
}
