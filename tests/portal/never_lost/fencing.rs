//! A worker that has lost its lease writes nothing more. Here, a worker sleeps between two chunks while its submission
//! returns to the queue and another worker finishes it.

use std::time::Duration;

use diesel::prelude::*;
use reseller_portal::store::schema::submissions;
use reseller_portal::store::{Db, Error};

use super::instances::Instance;
use super::poison::submit;
use super::promise;
use crate::harness::cast::ALICE;
use crate::harness::database::Database;
use crate::harness::wait;

#[tokio::test]
async fn a_worker_that_lost_its_lease_writes_nothing() {
    let database = Database::with_cast();
    let db = Db::open(database.url(), 2).unwrap();
    let mut instance = Instance::new("one", &database);
    instance.fail_points = "chunk:after=1*sleep(4000)".to_owned();
    instance.start();
    // At least three chunks: the last one is fenced separately, so the test needs one between the first and the last.
    submit(&instance, ALICE, "a.csv", 0, 5_000).await;
    let started = "SELECT count(*) AS n FROM submissions WHERE phase = 'resolved' AND rows_done > 0";
    wait::until("the first chunk is done", || promise::count(&db, started) == 1).await;
    let no_lease = (submissions::lease_token.eq(None::<String>), submissions::lease_until.eq(None::<i64>));
    db.write(|conn| Ok::<_, Error>(diesel::update(submissions::table).set(no_lease).execute(conn)?)).unwrap();
    promise::settle(&db, Duration::from_secs(30));
    assert_eq!(promise::violations_in_tables(&db), Vec::<String>::new());
    // When the sleeping worker wakes up, it detects the lost lease, fails or does damage.
    wait::until("the sleeping worker wakes up", || {
        let log = instance.log();
        ["lease lost", "attempt failed"].iter().any(|message| log.contains(message))
            || !promise::violations_in_tables(&db).is_empty()
    })
    .await;
    assert_eq!(promise::violations_in_tables(&db), Vec::<String>::new());
}
