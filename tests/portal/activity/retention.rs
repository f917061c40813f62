//! Retention removes all entries up to a given time, never individual ones.

use chrono::{Duration, NaiveDateTime};
use diesel::prelude::*;
use reseller_portal::clock::Clock;
use reseller_portal::store::activity::retention;
use reseller_portal::store::schema::{activity, activity_texts as texts};
use reseller_portal::store::{Db, Error};

use crate::harness::activity::entries_of;
use crate::harness::app::App;
use crate::harness::database::Database;
use crate::harness::wait;

/// Returns a time after every entry that was written when the cast was created.
fn later() -> NaiveDateTime {
    Clock::system().now() + Duration::days(400)
}

fn keys(db: &Db) -> Vec<i64> {
    let keys = activity::table.order(activity::id.asc()).select(activity::id);
    db.read(|conn| Ok::<_, Error>(keys.load(conn)?)).unwrap()
}

/// Adds an entry with this time and returns its key.
fn add(db: &Db, at: NaiveDateTime) -> i64 {
    let row = (
        activity::at.eq(at),
        activity::actor_key.eq(2_i64),
        activity::action.eq("test"),
        activity::object.eq(""),
        activity::detail.eq(""),
    );
    let new = diesel::insert_into(activity::table).values(row).returning(activity::id);
    db.write(|conn| Ok::<_, Error>(new.get_result(conn)?)).unwrap()
}

fn remove(db: &Db, cutoff: NaiveDateTime) -> usize {
    db.write(|conn| retention::remove_before(conn, cutoff, later())).unwrap()
}

#[test]
fn entries_before_the_cutoff_are_removed_with_their_personal_data() {
    let database = Database::with_cast();
    let db = Db::open(database.url(), 2).unwrap();
    let old = keys(&db).len();
    let kept = add(&db, later());
    assert_eq!(remove(&db, later() - Duration::days(1)), old);
    assert_eq!(keys(&db)[0], kept);
    let left = db.read(|conn| Ok::<_, Error>(texts::table.count().get_result::<i64>(conn)?));
    assert_eq!(left.unwrap(), 0);
}

#[test]
fn removal_stops_at_the_first_entry_that_must_be_kept() {
    let database = Database::with_cast();
    let db = Db::open(database.url(), 2).unwrap();
    let kept = add(&db, later() + Duration::days(1));
    let older = add(&db, later() - Duration::days(1));
    remove(&db, later());
    assert_eq!(keys(&db)[..2], [kept, older], "a removal leaves no gap");
}

#[test]
fn a_removal_is_itself_logged() {
    let database = Database::with_cast();
    let db = Db::open(database.url(), 2).unwrap();
    let old = keys(&db).len();
    let cutoff = later().date().and_hms_opt(0, 0, 0).unwrap();
    remove(&db, cutoff);
    let details: Vec<String> =
        entries_of(&db, "activity.removed").into_iter().map(|entry| entry.detail).collect();
    assert_eq!(details, [format!("{old} before {}", cutoff.format("%Y-%m-%d %H:%M"))]);
    assert_eq!(remove(&db, cutoff), 0, "nothing is left to remove");
    assert_eq!(entries_of(&db, "activity.removed").len(), 1);
}

#[tokio::test]
async fn housekeeping_removes_entries_after_the_configured_number_of_days() {
    let clock = Clock::fixed(later());
    let mut app = App::start_with(clock, true, |config| config.activity_days = Some(30)).await;
    wait::until("old entries are removed", || !entries_of(app.db(), "activity.removed").is_empty()).await;
    assert_eq!(keys(app.db()).len(), 1, "only the entry about the removal is left");
    app.stop().await;
}
