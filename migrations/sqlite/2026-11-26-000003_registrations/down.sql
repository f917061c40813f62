CREATE TABLE registrations_immediate (
    device_id INTEGER NOT NULL PRIMARY KEY REFERENCES devices (id),
    customer_id BIGINT NOT NULL,
    upload_id BIGINT NOT NULL
);
INSERT INTO registrations_immediate (device_id, customer_id, upload_id)
    SELECT device_id, customer_id, upload_id FROM registrations ORDER BY device_id;
DROP TABLE registrations;
ALTER TABLE registrations_immediate RENAME TO registrations;
CREATE INDEX registrations_customer ON registrations (customer_id, upload_id, device_id);
