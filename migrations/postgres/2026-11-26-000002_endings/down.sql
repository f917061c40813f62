ALTER TABLE device_identifiers ADD COLUMN reversed TEXT COLLATE "C" NOT NULL DEFAULT '';
UPDATE device_identifiers SET reversed = reverse(value);
CREATE INDEX device_identifiers_reversed ON device_identifiers (reversed);
DROP TABLE identifier_endings;
