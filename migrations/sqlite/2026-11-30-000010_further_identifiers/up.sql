-- Whether a row reported the identifier together with the one that names the device. Deleting the device frees it.
ALTER TABLE device_identifiers ADD COLUMN is_further BOOLEAN NOT NULL DEFAULT FALSE;
-- Finds the few identifiers to free. Other identifiers aren't in the index, so that writing them costs no more.
CREATE INDEX device_identifiers_further ON device_identifiers (device_key) WHERE is_further;

-- Identifiers that a person or an operator removed from a device.
CREATE TABLE removed_identifiers (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    device_key BIGINT NOT NULL,
    value TEXT NOT NULL,
    -- The reseller that held the device. NULL if none did.
    reseller_key BIGINT REFERENCES resellers (id),
    actor_key BIGINT NOT NULL REFERENCES actors (id),
    at TIMESTAMP NOT NULL
);
CREATE INDEX removed_identifiers_device ON removed_identifiers (device_key);
