ALTER TABLE submission_reason_counts DROP COLUMN resolved;
ALTER TABLE failed_row_counts DROP COLUMN resolved;
ALTER TABLE submissions DROP COLUMN correction_note;
ALTER TABLE submissions DROP COLUMN lines_left;
ALTER TABLE uploads DROP COLUMN lines_left;
