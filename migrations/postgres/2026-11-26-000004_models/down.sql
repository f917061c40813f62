DROP INDEX devices_model;
