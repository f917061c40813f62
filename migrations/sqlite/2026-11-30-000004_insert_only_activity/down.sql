DROP TRIGGER activity_update;
DROP TRIGGER activity_delete;
DROP TRIGGER activity_replace;
UPDATE activity SET
    object = CASE WHEN action LIKE 'person.%' THEN (SELECT account FROM activity_texts t WHERE t.activity_key = id)
        ELSE object END,
    detail = detail || (SELECT address || text FROM activity_texts t WHERE t.activity_key = id)
    WHERE id IN (SELECT activity_key FROM activity_texts);
DROP TABLE activity_removals;
DROP TABLE activity_erasures;
DROP TABLE activity_seals;
DROP TABLE activity_texts;
DROP INDEX activity_actor;
ALTER TABLE activity DROP COLUMN times;
ALTER TABLE activity DROP COLUMN request_id;
ALTER TABLE activity DROP COLUMN way;
