-- The device of a registration is looked up when the transaction ends, not statement by statement: a statement that may fail
-- by it copies each page before it writes it, to be undone alone.
CREATE TABLE registrations_deferred (
    device_id INTEGER NOT NULL PRIMARY KEY REFERENCES devices (id) DEFERRABLE INITIALLY DEFERRED,
    customer_id BIGINT NOT NULL,
    upload_id BIGINT NOT NULL
);
INSERT INTO registrations_deferred (device_id, customer_id, upload_id)
    SELECT device_id, customer_id, upload_id FROM registrations ORDER BY device_id;
DROP TABLE registrations;
ALTER TABLE registrations_deferred RENAME TO registrations;
CREATE INDEX registrations_customer ON registrations (customer_id, upload_id, device_id);
