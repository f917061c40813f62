-- Search by last characters: a prefix of the reversed text.
ALTER TABLE device_identifiers ADD COLUMN reversed TEXT NOT NULL DEFAULT '';
UPDATE device_identifiers SET reversed = substr(value, 20, 1) || substr(value, 19, 1) || substr(value, 18, 1) || substr(value, 17, 1) || substr(value, 16, 1) || substr(value, 15, 1) || substr(value, 14, 1) || substr(value, 13, 1) || substr(value, 12, 1) || substr(value, 11, 1) || substr(value, 10, 1) || substr(value, 9, 1) || substr(value, 8, 1) || substr(value, 7, 1) || substr(value, 6, 1) || substr(value, 5, 1) || substr(value, 4, 1) || substr(value, 3, 1) || substr(value, 2, 1) || substr(value, 1, 1);
CREATE INDEX device_identifiers_reversed ON device_identifiers (reversed);

-- Models that the catalog knows, for the filter of device lists.
CREATE TABLE models (
    name TEXT NOT NULL PRIMARY KEY
) WITHOUT ROWID;
INSERT INTO models (name) SELECT DISTINCT model FROM devices WHERE model IS NOT NULL AND source = 'catalog';

-- A bulk action has rows that reach no upload, a deletion has no uploads at all: both count for the submission.
ALTER TABLE submissions ADD COLUMN rows_failed BIGINT NOT NULL DEFAULT 0;
UPDATE submissions SET rows_failed =
    (SELECT count(*) FROM failed_rows WHERE failed_rows.submission_id = submissions.id);
-- What reading decided about the customers of a bulk file, as JSON; empty where there is one customer.
ALTER TABLE submissions ADD COLUMN groups TEXT NOT NULL DEFAULT '';
CREATE TABLE submission_reason_counts (
    submission_id BIGINT NOT NULL REFERENCES submissions (id),
    reason TEXT NOT NULL,
    failed BIGINT NOT NULL,
    PRIMARY KEY (submission_id, reason)
) WITHOUT ROWID;
INSERT INTO submission_reason_counts (submission_id, reason, failed)
    SELECT submission_id, reason, count(*) FROM failed_rows GROUP BY submission_id, reason;

ALTER TABLE row_notices ADD COLUMN upload_id BIGINT;
UPDATE row_notices SET upload_id =
    (SELECT min(uploads.id) FROM uploads WHERE uploads.submission_id = row_notices.submission_id);

-- A submission in phase draft, which waits for a confirmation. Uploads that were selected are counted again then.
CREATE TABLE drafts (
    token TEXT NOT NULL PRIMARY KEY,
    submission_id BIGINT NOT NULL REFERENCES submissions (id) ON DELETE CASCADE,
    person_id BIGINT NOT NULL REFERENCES people (id),
    uploads TEXT NOT NULL,
    ends_at TIMESTAMP NOT NULL
);
CREATE INDEX drafts_submission ON drafts (submission_id);

-- Support's mark and note on an upload.
CREATE TABLE reviews (
    upload_id BIGINT NOT NULL PRIMARY KEY REFERENCES uploads (id),
    reviewed_at TIMESTAMP,
    reviewed_by BIGINT REFERENCES people (id),
    note TEXT NOT NULL,
    noted_at TIMESTAMP,
    noted_by BIGINT REFERENCES people (id)
);

CREATE INDEX submissions_reseller ON submissions (reseller_id, kind, id);
CREATE INDEX submissions_customer ON submissions (customer_id, kind, id);
CREATE INDEX submissions_person ON submissions (person_id, id);
CREATE INDEX submissions_file_name ON submissions (lower(file_name));
CREATE INDEX uploads_order_number ON uploads (order_number) WHERE order_number IS NOT NULL;
CREATE INDEX uploads_with_errors ON uploads (id) WHERE failed > 0 AND finished_at IS NOT NULL;
CREATE INDEX customers_account ON customers (account_id);
CREATE INDEX activity_object ON activity (object, action, at);
CREATE INDEX activity_action ON activity (action, id);
