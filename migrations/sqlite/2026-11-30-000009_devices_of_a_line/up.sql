-- A line may name several devices, each of which fails or is corrected by itself. SQLite can't change a primary key, so
-- the tables are copied.
ALTER TABLE failed_rows RENAME TO old_failed_rows;
CREATE TABLE failed_rows (
    submission_id BIGINT NOT NULL REFERENCES submissions (id),
    line BIGINT NOT NULL,
    -- NULL if the row isn't part of an upload.
    upload_id BIGINT REFERENCES uploads (id),
    -- As written in the file, so it might not be a valid ID.
    customer_id TEXT,
    value TEXT NOT NULL,
    order_number TEXT,
    order_date TEXT,
    stc_alias TEXT,
    canonical TEXT,
    reason TEXT NOT NULL,
    detail TEXT NOT NULL,
    -- The upload that registered the device.
    collides_with BIGINT,
    -- The device within the line, counted from 0.
    slot BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (submission_id, line, slot)
) WITHOUT ROWID;
INSERT INTO failed_rows
    (submission_id, line, upload_id, customer_id, value, order_number, order_date, stc_alias, canonical, reason, detail,
    collides_with)
SELECT
    submission_id, line, upload_id, customer_id, value, order_number, order_date, stc_alias, canonical, reason, detail,
    collides_with
FROM old_failed_rows;
DROP TABLE old_failed_rows;
CREATE INDEX failed_rows_reason ON failed_rows (upload_id, reason, line, slot);
CREATE INDEX failed_rows_identifier ON failed_rows (substr(coalesce(canonical, value), 1, 64));

ALTER TABLE corrected_rows RENAME TO old_corrected_rows;
CREATE TABLE corrected_rows (
    submission_id BIGINT NOT NULL REFERENCES submissions (id),
    line BIGINT NOT NULL,
    -- The submission of the corrected file, and the row's line in it.
    correction_id BIGINT NOT NULL REFERENCES submissions (id),
    correction_line BIGINT NOT NULL,
    -- The submission that finally registered the device.
    resolved_by BIGINT,
    -- The device within the line, counted from 0, and that within the corrected line.
    slot BIGINT NOT NULL DEFAULT 0,
    correction_slot BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (submission_id, line, slot, correction_id)
) WITHOUT ROWID;
INSERT INTO corrected_rows (submission_id, line, correction_id, correction_line, resolved_by)
SELECT submission_id, line, correction_id, correction_line, resolved_by FROM old_corrected_rows;
DROP TABLE old_corrected_rows;
CREATE INDEX corrected_rows_correction ON corrected_rows (correction_id, correction_line);
