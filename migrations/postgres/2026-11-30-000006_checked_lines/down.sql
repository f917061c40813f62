DROP INDEX submissions_open_reseller;
DROP TABLE checked_lines;
