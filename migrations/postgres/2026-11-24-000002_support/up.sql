-- The review queue: an upload that ends with errors is due, until support has looked at it. The table is the queue, so
-- that a page of it never walks over uploads that went well.
ALTER TABLE reviews ADD COLUMN due_at TIMESTAMP;
ALTER TABLE reviews ADD COLUMN reseller_id BIGINT;
INSERT INTO reviews (upload_id, note, due_at, reseller_id)
    SELECT uploads.id, '', uploads.finished_at, submissions.reseller_id
    FROM uploads JOIN submissions ON submissions.id = uploads.submission_id
    WHERE uploads.failed > 0 AND uploads.finished_at IS NOT NULL
        AND NOT EXISTS (SELECT 1 FROM reviews WHERE reviews.upload_id = uploads.id);
CREATE INDEX reviews_due ON reviews (upload_id) WHERE due_at IS NOT NULL AND reviewed_at IS NULL;
CREATE INDEX reviews_due_reseller ON reviews (reseller_id, upload_id) WHERE due_at IS NOT NULL AND reviewed_at IS NULL;
CREATE INDEX reviews_reviewed ON reviews (upload_id) WHERE reviewed_at IS NOT NULL;
DROP INDEX uploads_with_errors;

-- A file's name in the form in which it is searched: both databases fold letters differently, so the portal does it.
ALTER TABLE submissions ADD COLUMN folded_name TEXT COLLATE "C" NOT NULL DEFAULT '';
UPDATE submissions SET folded_name = lower(file_name);
DROP INDEX submissions_file_name;
CREATE INDEX submissions_folded_name ON submissions (folded_name) WHERE folded_name <> '';
CREATE INDEX submissions_of_reseller ON submissions (reseller_id, id);
CREATE INDEX submissions_created ON submissions (created_at);

-- A failed row is found by its identifier: as it was understood, or as it stood.
CREATE INDEX failed_rows_identifier ON failed_rows (substr(coalesce(canonical, value), 1, 64));
CREATE INDEX activity_reseller ON activity (reseller_id, action, id);

-- Whether keys without Ctrl or Alt do something (WCAG 2.2, 2.1.4: they can be turned off).
ALTER TABLE people ADD COLUMN shortcuts BOOLEAN NOT NULL DEFAULT TRUE;
