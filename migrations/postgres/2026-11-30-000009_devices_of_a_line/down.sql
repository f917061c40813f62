-- The previous version knows one device of a line.
DELETE FROM failed_rows USING failed_rows AS other
WHERE other.submission_id = failed_rows.submission_id
    AND other.line = failed_rows.line
    AND other.slot < failed_rows.slot;
DROP INDEX failed_rows_reason;
CREATE INDEX failed_rows_reason ON failed_rows (upload_id, reason, line);
ALTER TABLE failed_rows DROP CONSTRAINT failed_rows_pkey;
ALTER TABLE failed_rows ADD PRIMARY KEY (submission_id, line);
ALTER TABLE failed_rows DROP COLUMN slot;

DELETE FROM corrected_rows USING corrected_rows AS other
WHERE other.submission_id = corrected_rows.submission_id
    AND other.line = corrected_rows.line
    AND other.correction_id = corrected_rows.correction_id
    AND other.slot < corrected_rows.slot;
ALTER TABLE corrected_rows DROP CONSTRAINT corrected_rows_pkey;
ALTER TABLE corrected_rows ADD PRIMARY KEY (submission_id, line, correction_id);
ALTER TABLE corrected_rows DROP COLUMN slot;
ALTER TABLE corrected_rows DROP COLUMN correction_slot;
