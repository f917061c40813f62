use super::*;

fn at(text: &str) -> NaiveDateTime {
    NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap()
}

#[test]
fn a_key_file_is_read_back_unchanged() {
    let list = KeyList::generate(at("2026-11-23 12:00")).rotated(at("2026-11-24 12:00"));
    let read = KeyList::parse(&list.to_text()).unwrap();
    assert_eq!(read.fingerprints(), list.fingerprints());
    assert_eq!(read.keys().len(), 2);
}

#[test]
fn a_damaged_line_is_reported_with_its_number() {
    let line = KeyList::generate(at("2026-11-23 12:00")).newest().to_line();
    let newer = KeyList::generate(at("2026-11-24 12:00")).newest().to_line();
    let reason = |text: &str| KeyList::parse(text).err().unwrap();
    assert_eq!(reason("# only a comment\n"), "it contains no key");
    assert_eq!(reason("# keys\nabc"), "line 2: the line must consist of an ID, a time and a key");
    assert_eq!(
        reason(&line.replacen(' ', "0 ", 1)),
        "line 1: the ID must be 8 lower-case hexadecimal digits"
    );
    assert_eq!(reason(&line.replace('Z', "")[..]).split(':').next(), Some("line 1"));
    assert_eq!(reason(&line[..60]), "line 1: the key must be 64 bytes in base64");
    assert_eq!(reason(&format!("{line}\n{line}")), "line 2: another key has the same ID");
    assert_eq!(reason(&format!("{line}\n{newer}")), "line 2: the key is newer than the one above");
}

#[test]
fn a_new_key_starts_signing_after_ten_minutes() {
    let list = KeyList::generate(at("2026-11-01 00:00")).rotated(at("2026-11-23 12:00"));
    assert_eq!(list.signing(at("2026-11-23 12:09")), 1);
    assert_eq!(list.signing(at("2026-11-23 12:10")), 0);
    assert_eq!(list.signing(at("2020-01-01 00:00")), 1, "a wrong clock doesn't stop the portal");
}

#[test]
fn an_old_key_is_accepted_for_12_hours_after_it_last_signed() {
    let list = KeyList::generate(at("2026-11-01 00:00")).rotated(at("2026-11-23 12:00"));
    let is_accepted = |time| list.is_accepted(1, OLD_KEY_LIFETIME, at(time));
    assert!(is_accepted("2026-11-24 00:09"));
    assert!(!is_accepted("2026-11-24 00:10"));
    assert!(list.is_accepted(0, OLD_KEY_LIFETIME, at("2036-01-01 00:00")));
}

#[test]
fn a_rotation_drops_keys_that_no_session_needs() {
    let list = KeyList::generate(at("2026-11-01 00:00")).rotated(at("2026-11-23 12:00"));
    assert_eq!(list.rotated(at("2026-11-23 20:00")).keys().len(), 3);
    assert_eq!(list.rotated(at("2026-11-25 00:00")).keys().len(), 2);
}
