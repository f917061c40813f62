ALTER TABLE device_identifiers ADD COLUMN reversed TEXT NOT NULL DEFAULT '';
UPDATE device_identifiers SET reversed = substr(value, 20, 1) || substr(value, 19, 1) || substr(value, 18, 1) || substr(value, 17, 1) || substr(value, 16, 1) || substr(value, 15, 1) || substr(value, 14, 1) || substr(value, 13, 1) || substr(value, 12, 1) || substr(value, 11, 1) || substr(value, 10, 1) || substr(value, 9, 1) || substr(value, 8, 1) || substr(value, 7, 1) || substr(value, 6, 1) || substr(value, 5, 1) || substr(value, 4, 1) || substr(value, 3, 1) || substr(value, 2, 1) || substr(value, 1, 1);
CREATE INDEX device_identifiers_reversed ON device_identifiers (reversed);
DROP TABLE identifier_endings;
