-- A file can be checked before it is uploaded. What the form said besides the file waits with it, as JSON.
ALTER TABLE drafts ADD COLUMN fields TEXT NOT NULL DEFAULT '';
-- Counts of what a check read with a repair, as JSON; uploads have theirs in row_notice_counts.
ALTER TABLE submissions ADD COLUMN noticed TEXT NOT NULL DEFAULT '';
-- What the check said, as JSON, of what was uploaded after it: the page tells what has changed since.
ALTER TABLE submissions ADD COLUMN checked TEXT NOT NULL DEFAULT '';
