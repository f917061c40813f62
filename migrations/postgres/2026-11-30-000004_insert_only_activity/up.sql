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
    activity_key BIGINT NOT NULL PRIMARY KEY REFERENCES activity (id),
    salt BYTEA NOT NULL,
    account TEXT NOT NULL,
    address TEXT NOT NULL,
    text TEXT NOT NULL
);
CREATE INDEX activity_texts_account ON activity_texts (account) WHERE account <> '';

-- The seals will prove that entries are complete and unchanged. No code writes them yet.
CREATE TABLE activity_seals (
    seal_no BIGINT NOT NULL PRIMARY KEY,
    activity_key BIGINT NOT NULL UNIQUE REFERENCES activity (id),
    seal BYTEA NOT NULL
);

-- Inserting a row erases the texts of an entry. The digest of the salt and the texts is kept, because a seal includes
-- it.
CREATE TABLE activity_erasures (
    activity_key BIGINT NOT NULL PRIMARY KEY REFERENCES activity (id),
    digest BYTEA NOT NULL,
    at TIMESTAMP NOT NULL
);

-- Inserting a row removes all entries up to last_key, which must be older than the cutoff. The row remains, with the
-- seal of the last removed entry.
CREATE TABLE activity_removals (
    last_key BIGINT NOT NULL PRIMARY KEY,
    cutoff TIMESTAMP NOT NULL,
    at TIMESTAMP NOT NULL,
    seal_no BIGINT,
    seal BYTEA
);

-- In existing entries, a person's key replaces the e-mail address, and the other personal data moves to the new table.
INSERT INTO activity_texts (activity_key, salt, account, address, text)
    SELECT id, uuid_send(gen_random_uuid()),
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

-- The functions name the schema of their table, so that a temporary table can't take the place of another.
CREATE FUNCTION activity_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the activity log is insert-only';
END $$;

-- Allows an entry to be deleted only while its prefix is being removed. A text can also be deleted while it is being
-- erased.
CREATE FUNCTION activity_check_delete() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    key BIGINT;
    is_announced BOOLEAN;
BEGIN
    key := CASE TG_TABLE_NAME WHEN 'activity' THEN to_jsonb(OLD) ->> 'id' ELSE to_jsonb(OLD) ->> 'activity_key' END;
    EXECUTE format('SELECT EXISTS (SELECT 1 FROM %I.activity_removals WHERE last_key >= $1)', TG_TABLE_SCHEMA)
        INTO is_announced USING key;
    IF NOT is_announced AND TG_TABLE_NAME = 'activity_texts' THEN
        EXECUTE format('SELECT EXISTS (SELECT 1 FROM %I.activity_erasures WHERE activity_key = $1)', TG_TABLE_SCHEMA)
            INTO is_announced USING key;
    END IF;
    IF NOT is_announced THEN
        RAISE EXCEPTION 'the activity log is insert-only';
    END IF;
    RETURN OLD;
END $$;

-- These two run as their owner, so that a role without the right to delete can remove a prefix and erase a text.
CREATE FUNCTION activity_remove_prefix() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    is_too_new BOOLEAN;
    name TEXT;
BEGIN
    EXECUTE format('SELECT EXISTS (SELECT 1 FROM %I.activity WHERE id <= $1 AND at >= $2)', TG_TABLE_SCHEMA)
        INTO is_too_new USING NEW.last_key, NEW.cutoff;
    IF is_too_new THEN
        RAISE EXCEPTION 'an entry is not older than the cutoff';
    END IF;
    FOREACH name IN ARRAY ARRAY['activity_texts', 'activity_erasures', 'activity_seals'] LOOP
        EXECUTE format('DELETE FROM %I.%I WHERE activity_key <= $1', TG_TABLE_SCHEMA, name) USING NEW.last_key;
    END LOOP;
    EXECUTE format('DELETE FROM %I.activity WHERE id <= $1', TG_TABLE_SCHEMA) USING NEW.last_key;
    RETURN NULL;
END $$;
CREATE FUNCTION activity_erase_text() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    EXECUTE format('DELETE FROM %I.activity_texts WHERE activity_key = $1', TG_TABLE_SCHEMA) USING NEW.activity_key;
    RETURN NULL;
END $$;
-- Otherwise, any role could attach them to a table of its own in the same schema.
REVOKE EXECUTE ON FUNCTION activity_remove_prefix, activity_erase_text FROM PUBLIC;

CREATE TRIGGER activity_delete BEFORE DELETE ON activity
    FOR EACH ROW EXECUTE FUNCTION activity_check_delete();
CREATE TRIGGER activity_change BEFORE UPDATE OR TRUNCATE ON activity
    FOR EACH STATEMENT EXECUTE FUNCTION activity_refuse_change();
CREATE TRIGGER activity_texts_delete BEFORE DELETE ON activity_texts
    FOR EACH ROW EXECUTE FUNCTION activity_check_delete();
CREATE TRIGGER activity_texts_change BEFORE UPDATE OR TRUNCATE ON activity_texts
    FOR EACH STATEMENT EXECUTE FUNCTION activity_refuse_change();
CREATE TRIGGER activity_seals_delete BEFORE DELETE ON activity_seals
    FOR EACH ROW EXECUTE FUNCTION activity_check_delete();
CREATE TRIGGER activity_seals_change BEFORE UPDATE OR TRUNCATE ON activity_seals
    FOR EACH STATEMENT EXECUTE FUNCTION activity_refuse_change();
CREATE TRIGGER activity_erasures_delete BEFORE DELETE ON activity_erasures
    FOR EACH ROW EXECUTE FUNCTION activity_check_delete();
CREATE TRIGGER activity_erasures_change BEFORE UPDATE OR TRUNCATE ON activity_erasures
    FOR EACH STATEMENT EXECUTE FUNCTION activity_refuse_change();
CREATE TRIGGER activity_removals_change BEFORE UPDATE OR DELETE OR TRUNCATE ON activity_removals
    FOR EACH STATEMENT EXECUTE FUNCTION activity_refuse_change();
CREATE TRIGGER activity_removals_insert AFTER INSERT ON activity_removals
    FOR EACH ROW EXECUTE FUNCTION activity_remove_prefix();
CREATE TRIGGER activity_erasures_insert AFTER INSERT ON activity_erasures
    FOR EACH ROW EXECUTE FUNCTION activity_erase_text();
