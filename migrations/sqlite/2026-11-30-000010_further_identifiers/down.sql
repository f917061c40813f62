DROP TABLE removed_identifiers;
DROP INDEX device_identifiers_further;
ALTER TABLE device_identifiers DROP COLUMN is_further;
