-- The activity log becomes insert-only. Personal data moves to a table of its own, from which it can be erased. An old
-- prefix of the log can be removed, but never a single entry.
ALTER TABLE activity ADD COLUMN way TEXT;
ALTER TABLE activity ADD COLUMN request_id TEXT;
-- Number of identical refusals. One entry represents all of those within a minute.
ALTER TABLE activity ADD COLUMN times BIGINT NOT NULL DEFAULT 1;
CREATE INDEX activity_actor ON activity (actor_key, id);

-- The personal data in an entry: e-mail address, network address, and names and free text. Columns without data are
-- empty.
CREATE TABLE activity_texts (
    activity_key INTEGER NOT NULL PRIMARY KEY REFERENCES activity (id),
    salt BLOB NOT NULL,
    account TEXT NOT NULL,
    address TEXT NOT NULL,
    text TEXT NOT NULL
);
CREATE INDEX activity_texts_account ON activity_texts (account) WHERE account <> '';

-- The seals will prove that entries are complete and unchanged. No code writes them yet.
CREATE TABLE activity_seals (
    seal_no INTEGER NOT NULL PRIMARY KEY,
    activity_key BIGINT NOT NULL UNIQUE REFERENCES activity (id),
    seal BLOB NOT NULL
);

-- Inserting a row erases the texts of an entry. The digest of the salt and the texts is kept, because a seal includes
-- it.
CREATE TABLE activity_erasures (
    activity_key INTEGER NOT NULL PRIMARY KEY REFERENCES activity (id),
    digest BLOB NOT NULL,
    at TIMESTAMP NOT NULL
);

-- Inserting a row removes all entries up to last_key, which must be older than the cutoff. The row remains, with the
-- seal of the last removed entry.
CREATE TABLE activity_removals (
    last_key INTEGER NOT NULL PRIMARY KEY,
    cutoff TIMESTAMP NOT NULL,
    at TIMESTAMP NOT NULL,
    seal_no BIGINT,
    seal BLOB
);

-- In existing entries, a person's key replaces the e-mail address, and the other personal data moves to the new table.
INSERT INTO activity_texts (activity_key, salt, account, address, text)
    SELECT id, randomblob(16),
        CASE WHEN action LIKE 'person.%' THEN object ELSE '' END,
        CASE WHEN action = 'person.signed_in' THEN detail ELSE '' END,
        CASE
            WHEN action = 'catalog.imported' THEN object
            WHEN action LIKE 'person.%' THEN ''
            ELSE detail
        END
    FROM activity
    WHERE action LIKE 'person.%'
        OR action IN ('reseller.added', 'account.added', 'catalog.imported')
        OR action IN ('customer.added', 'customer.reference_changed')
        OR action IN ('sold_to_code.added', 'sold_to_code.changed', 'sold_to_code.deleted', 'upload.noted')
        OR action IN ('upload.accepted', 'bulk_upload.accepted', 'deletion.accepted', 'bulk_deletion.accepted')
        OR action IN ('upload.refused', 'bulk_upload.refused', 'deletion.refused', 'bulk_deletion.refused');
UPDATE activity SET
        object = CASE
            WHEN action LIKE 'person.%'
                THEN coalesce((SELECT CAST(p.id AS TEXT) FROM people p WHERE p.email = activity.object), '')
            WHEN action = 'catalog.imported' THEN ''
            ELSE object
        END,
        detail = CASE
            WHEN action IN ('person.added', 'person.display_changed', 'catalog.imported') THEN detail
            ELSE ''
        END
    WHERE id IN (SELECT activity_key FROM activity_texts);

-- An entry may be deleted only while its prefix is being removed. A trigger also fires for a foreign key's action.
CREATE TRIGGER activity_update BEFORE UPDATE ON activity
BEGIN SELECT RAISE(ABORT, 'the activity log is insert-only'); END;
CREATE TRIGGER activity_delete BEFORE DELETE ON activity
WHEN NOT EXISTS (SELECT 1 FROM activity_removals WHERE last_key >= OLD.id)
BEGIN SELECT RAISE(ABORT, 'the activity log is insert-only'); END;
CREATE TRIGGER activity_texts_update BEFORE UPDATE ON activity_texts
BEGIN SELECT RAISE(ABORT, 'the activity log is insert-only'); END;
CREATE TRIGGER activity_texts_delete BEFORE DELETE ON activity_texts
WHEN NOT EXISTS (SELECT 1 FROM activity_removals WHERE last_key >= OLD.activity_key)
    AND NOT EXISTS (SELECT 1 FROM activity_erasures WHERE activity_key = OLD.activity_key)
BEGIN SELECT RAISE(ABORT, 'the activity log is insert-only'); END;
CREATE TRIGGER activity_seals_update BEFORE UPDATE ON activity_seals
BEGIN SELECT RAISE(ABORT, 'the activity log is insert-only'); END;
CREATE TRIGGER activity_seals_delete BEFORE DELETE ON activity_seals
WHEN NOT EXISTS (SELECT 1 FROM activity_removals WHERE last_key >= OLD.activity_key)
BEGIN SELECT RAISE(ABORT, 'the activity log is insert-only'); END;
CREATE TRIGGER activity_erasures_update BEFORE UPDATE ON activity_erasures
BEGIN SELECT RAISE(ABORT, 'the activity log is insert-only'); END;
CREATE TRIGGER activity_erasures_delete BEFORE DELETE ON activity_erasures
WHEN NOT EXISTS (SELECT 1 FROM activity_removals WHERE last_key >= OLD.activity_key)
BEGIN SELECT RAISE(ABORT, 'the activity log is insert-only'); END;
CREATE TRIGGER activity_removals_update BEFORE UPDATE ON activity_removals
BEGIN SELECT RAISE(ABORT, 'the activity log is insert-only'); END;
CREATE TRIGGER activity_removals_delete BEFORE DELETE ON activity_removals
BEGIN SELECT RAISE(ABORT, 'the activity log is insert-only'); END;

-- INSERT OR REPLACE deletes the old row without firing its triggers.
CREATE TRIGGER activity_replace BEFORE INSERT ON activity
WHEN EXISTS (SELECT 1 FROM activity WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'the activity log is insert-only'); END;
CREATE TRIGGER activity_texts_replace BEFORE INSERT ON activity_texts
WHEN EXISTS (SELECT 1 FROM activity_texts WHERE activity_key = NEW.activity_key)
BEGIN SELECT RAISE(ABORT, 'the activity log is insert-only'); END;
CREATE TRIGGER activity_seals_replace BEFORE INSERT ON activity_seals
WHEN EXISTS (SELECT 1 FROM activity_seals WHERE seal_no = NEW.seal_no OR activity_key = NEW.activity_key)
BEGIN SELECT RAISE(ABORT, 'the activity log is insert-only'); END;
CREATE TRIGGER activity_erasures_replace BEFORE INSERT ON activity_erasures
WHEN EXISTS (SELECT 1 FROM activity_erasures WHERE activity_key = NEW.activity_key)
BEGIN SELECT RAISE(ABORT, 'the activity log is insert-only'); END;
CREATE TRIGGER activity_removals_replace BEFORE INSERT ON activity_removals
WHEN EXISTS (SELECT 1 FROM activity_removals WHERE last_key = NEW.last_key)
BEGIN SELECT RAISE(ABORT, 'the activity log is insert-only'); END;

CREATE TRIGGER activity_removals_insert AFTER INSERT ON activity_removals
BEGIN
    SELECT RAISE(ABORT, 'an entry is not older than the cutoff')
        WHERE EXISTS (SELECT 1 FROM activity WHERE id <= NEW.last_key AND at >= NEW.cutoff);
    DELETE FROM activity_texts WHERE activity_key <= NEW.last_key;
    DELETE FROM activity_erasures WHERE activity_key <= NEW.last_key;
    DELETE FROM activity_seals WHERE activity_key <= NEW.last_key;
    DELETE FROM activity WHERE id <= NEW.last_key;
END;
CREATE TRIGGER activity_erasures_insert AFTER INSERT ON activity_erasures
BEGIN
    DELETE FROM activity_texts WHERE activity_key = NEW.activity_key;
END;
