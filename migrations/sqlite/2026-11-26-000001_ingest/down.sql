DROP INDEX devices_edition;
