-- Search by last characters has a table of its own: the characters of each identifier, the last one first. As an index beside
-- identifiers it was written at random places for every file that came in sorted; now it is written in its own order.
CREATE TABLE identifier_endings (
    reversed TEXT NOT NULL PRIMARY KEY
) WITHOUT ROWID;
INSERT INTO identifier_endings (reversed) SELECT reversed FROM device_identifiers ORDER BY reversed;
DROP INDEX device_identifiers_reversed;
ALTER TABLE device_identifiers DROP COLUMN reversed;
