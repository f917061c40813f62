ALTER TABLE failed_rows RENAME TO new_failed_rows;
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
    PRIMARY KEY (submission_id, line)
) WITHOUT ROWID;
-- The previous version knows one device of a line.
INSERT INTO failed_rows
    (submission_id, line, upload_id, customer_id, value, order_number, order_date, stc_alias, canonical, reason, detail,
    collides_with)
SELECT
    submission_id, line, upload_id, customer_id, value, order_number, order_date, stc_alias, canonical, reason, detail,
    collides_with
FROM new_failed_rows
WHERE slot = (SELECT min(other.slot) FROM new_failed_rows AS other
    WHERE other.submission_id = new_failed_rows.submission_id AND other.line = new_failed_rows.line);
DROP TABLE new_failed_rows;
CREATE INDEX failed_rows_reason ON failed_rows (upload_id, reason, line);
CREATE INDEX failed_rows_identifier ON failed_rows (substr(coalesce(canonical, value), 1, 64));

ALTER TABLE corrected_rows RENAME TO new_corrected_rows;
CREATE TABLE corrected_rows (
    submission_id BIGINT NOT NULL REFERENCES submissions (id),
    line BIGINT NOT NULL,
    -- The submission of the corrected file, and the row's line in it.
    correction_id BIGINT NOT NULL REFERENCES submissions (id),
    correction_line BIGINT NOT NULL,
    -- The submission that finally registered the device.
    resolved_by BIGINT,
    PRIMARY KEY (submission_id, line, correction_id)
) WITHOUT ROWID;
INSERT INTO corrected_rows (submission_id, line, correction_id, correction_line, resolved_by)
SELECT submission_id, line, correction_id, correction_line, resolved_by
FROM new_corrected_rows
WHERE slot = (SELECT min(other.slot) FROM new_corrected_rows AS other
    WHERE other.submission_id = new_corrected_rows.submission_id AND other.line = new_corrected_rows.line
    AND other.correction_id = new_corrected_rows.correction_id);
DROP TABLE new_corrected_rows;
CREATE INDEX corrected_rows_correction ON corrected_rows (correction_id, correction_line);
