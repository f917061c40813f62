DROP TABLE identifier_counts;
DROP TABLE row_index;
ALTER TABLE people DROP COLUMN csv_separator;
