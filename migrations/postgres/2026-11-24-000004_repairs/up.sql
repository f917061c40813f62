-- The submission whose failed rows a file corrects.
ALTER TABLE submissions ADD COLUMN mends BIGINT;
CREATE INDEX submissions_mends ON submissions (mends) WHERE mends IS NOT NULL;
-- Which line of which submission a row of a corrected file is, and the submission that registered it in the end.
CREATE TABLE mended_rows (
    submission_id BIGINT NOT NULL REFERENCES submissions (id),
    line BIGINT NOT NULL,
    in_submission BIGINT NOT NULL REFERENCES submissions (id),
    in_line BIGINT NOT NULL,
    resolved_by BIGINT,
    PRIMARY KEY (submission_id, line, in_submission)
);
CREATE INDEX mended_rows_in ON mended_rows (in_submission, in_line);
-- A file that was uploaded before is known by its bytes.
CREATE INDEX submissions_bytes ON submissions (reseller_id, file_sha256);
