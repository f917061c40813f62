ALTER TABLE submissions DROP COLUMN checked;
ALTER TABLE submissions DROP COLUMN noticed;
ALTER TABLE drafts DROP COLUMN fields;
