DROP INDEX submissions_bytes;
DROP TABLE mended_rows;
DROP INDEX submissions_mends;
ALTER TABLE submissions DROP COLUMN mends;
