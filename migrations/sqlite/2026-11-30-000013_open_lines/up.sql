-- How many failed lines are still open after corrections. NULL if none has been corrected.
ALTER TABLE uploads ADD COLUMN lines_left BIGINT;
ALTER TABLE submissions ADD COLUMN lines_left BIGINT;
-- Why a file counts as a correction, and what it took over from the corrected submission, as sentences.
ALTER TABLE submissions ADD COLUMN correction_note TEXT NOT NULL DEFAULT '';
-- How many of the failed rows have been resolved.
ALTER TABLE failed_row_counts ADD COLUMN resolved BIGINT NOT NULL DEFAULT 0;
ALTER TABLE submission_reason_counts ADD COLUMN resolved BIGINT NOT NULL DEFAULT 0;

UPDATE submission_reason_counts SET resolved = (
    SELECT count(*) FROM failed_rows f
    WHERE f.submission_id = submission_reason_counts.submission_id AND f.reason = submission_reason_counts.reason
    AND EXISTS (SELECT 1 FROM corrected_rows c
        WHERE c.submission_id = f.submission_id AND c.line = f.line AND c.resolved_by IS NOT NULL))
WHERE submission_id IN (SELECT submission_id FROM corrected_rows WHERE resolved_by IS NOT NULL);
UPDATE failed_row_counts SET resolved = (
    SELECT count(*) FROM failed_rows f
    WHERE f.upload_id = failed_row_counts.upload_id AND f.reason = failed_row_counts.reason
    AND EXISTS (SELECT 1 FROM corrected_rows c
        WHERE c.submission_id = f.submission_id AND c.line = f.line AND c.resolved_by IS NOT NULL))
WHERE upload_id IN (SELECT u.id FROM uploads u
    JOIN corrected_rows c ON c.submission_id = u.submission_id AND c.resolved_by IS NOT NULL);
UPDATE submissions SET lines_left = (
    SELECT count(*) FROM failed_rows f WHERE f.submission_id = submissions.id
    AND NOT EXISTS (SELECT 1 FROM corrected_rows c
        WHERE c.submission_id = f.submission_id AND c.line = f.line AND c.resolved_by IS NOT NULL))
WHERE id IN (SELECT submission_id FROM corrected_rows WHERE resolved_by IS NOT NULL);
UPDATE uploads SET lines_left = (
    SELECT coalesce(sum(failed - resolved), 0) FROM failed_row_counts WHERE upload_id = uploads.id)
WHERE id IN (SELECT upload_id FROM failed_row_counts WHERE resolved > 0);
