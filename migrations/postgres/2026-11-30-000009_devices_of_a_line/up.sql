-- A line may name several devices, each of which fails or is corrected by itself.
-- The device within the line, counted from 0.
ALTER TABLE failed_rows ADD COLUMN slot BIGINT NOT NULL DEFAULT 0;
ALTER TABLE failed_rows DROP CONSTRAINT failed_rows_pkey;
ALTER TABLE failed_rows ADD PRIMARY KEY (submission_id, line, slot);
DROP INDEX failed_rows_reason;
CREATE INDEX failed_rows_reason ON failed_rows (upload_id, reason, line, slot);

-- The device within the line, counted from 0, and that within the corrected line.
ALTER TABLE corrected_rows ADD COLUMN slot BIGINT NOT NULL DEFAULT 0;
ALTER TABLE corrected_rows ADD COLUMN correction_slot BIGINT NOT NULL DEFAULT 0;
ALTER TABLE corrected_rows DROP CONSTRAINT corrected_rows_pkey;
ALTER TABLE corrected_rows ADD PRIMARY KEY (submission_id, line, slot, correction_id);
