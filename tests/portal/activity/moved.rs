//! The migration moves the personal data in existing entries to a separate table.

use reseller_portal::store::Db;

use crate::harness::activity::{Entry, Personal, entries};
use crate::harness::database::Database;
use crate::harness::migrations::migrate_from_baseline;

/// A person and activity entries, as version 0.1.0 wrote them.
const OLD: &str = "
    INSERT INTO people (actor_key, email, name, role, password_hash, created_at)
        VALUES (1, 'maya@a.example', 'Maya', 'viewer', '', '2026-01-01 00:00:00');
    INSERT INTO activity (at, actor_key, action, object, detail) VALUES
        ('2026-01-01 00:00:00', 1, 'person.added', 'maya@a.example', 'viewer'),
        ('2026-01-01 00:00:00', 1, 'person.signed_in', 'maya@a.example', '192.0.2.1'),
        ('2026-01-01 00:00:00', 1, 'person.signed_in', 'removed@a.example', '192.0.2.1'),
        ('2026-01-01 00:00:00', 1, 'upload.accepted', '1000001', '1000000001: a.csv (5 rows)'),
        ('2026-01-01 00:00:00', 2, 'upload.finished', '1000001', '5 verified, 0 failed'),
        ('2026-01-01 00:00:00', 1, 'catalog.imported', 'catalog for Maya.csv', '1 added'),
        ('2026-01-01 00:00:00', 1, 'sold_to_code.added', '0001234567', 'Main account');
";

fn entry(action: &str, object: &str, detail: &str, personal: Option<[&str; 3]>) -> Entry {
    let personal = personal.map(|[account, address, text]| Personal {
        account: account.to_owned(),
        address: address.to_owned(),
        text: text.to_owned(),
    });
    Entry {
        action: action.to_owned(),
        object: object.to_owned(),
        detail: detail.to_owned(),
        way: None,
        request_id: None,
        times: 1,
        personal,
    }
}

#[test]
fn the_personal_data_in_existing_entries_is_moved() {
    let database = Database::empty();
    migrate_from_baseline(&database, OLD);
    let maya = "maya@a.example";
    assert_eq!(
        entries(&Db::open(database.url(), 2).unwrap()),
        [
            entry("person.added", "1", "viewer", Some([maya, "", ""])),
            entry("person.signed_in", "1", "", Some([maya, "192.0.2.1", ""])),
            entry("person.signed_in", "", "", Some(["removed@a.example", "192.0.2.1", ""])),
            entry("upload.accepted", "1000001", "", Some(["", "", "1000000001: a.csv (5 rows)"])),
            entry("upload.finished", "1000001", "5 verified, 0 failed", None),
            entry("catalog.imported", "", "1 added", Some(["", "", "catalog for Maya.csv"])),
            entry("sold_to_code.added", "0001234567", "", Some(["", "", "Main account"])),
        ]
    );
}
