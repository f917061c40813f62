-- Attempts are kept for fifteen minutes only, so the old table is dropped instead of converted.
DROP TABLE sign_in_attempts;

-- Attempts that failed, and those being checked. The account is hashed because people type passwords into the wrong
-- field. The hash of the device is empty for unknown devices.
CREATE TABLE sign_in_attempts (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    account_hash BLOB NOT NULL,
    network TEXT NOT NULL,
    device_hash BLOB NOT NULL,
    at TIMESTAMP NOT NULL
);
CREATE INDEX sign_in_attempts_account ON sign_in_attempts (account_hash, device_hash, at);
CREATE INDEX sign_in_attempts_network ON sign_in_attempts (network, at);

-- The devices on which a person has signed in.
CREATE TABLE known_devices (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    device_hash BLOB NOT NULL,
    person_key BIGINT NOT NULL REFERENCES people (id),
    last_seen_at TIMESTAMP NOT NULL,
    UNIQUE (device_hash, person_key)
);
CREATE INDEX known_devices_person ON known_devices (person_key, last_seen_at);
CREATE INDEX known_devices_last_seen ON known_devices (last_seen_at);
