ALTER TABLE undecided_lists DROP COLUMN workbook;
ALTER TABLE undecided_lists DROP COLUMN notice;
DROP TABLE file_layouts;
