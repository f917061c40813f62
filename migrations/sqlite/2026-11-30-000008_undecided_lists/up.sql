-- Lists that can be read in several ways. Each waits for the decision of the person who submitted it.
CREATE TABLE undecided_lists (
    token TEXT NOT NULL PRIMARY KEY,
    reseller_key BIGINT NOT NULL REFERENCES resellers (id),
    actor_key BIGINT NOT NULL REFERENCES actors (id),
    -- NULL for a bulk action.
    customer_key BIGINT REFERENCES customers (id),
    kind TEXT NOT NULL,
    file_name TEXT NOT NULL,
    file_bytes BIGINT NOT NULL,
    file_sha256 BLOB NOT NULL,
    is_pasted BOOLEAN NOT NULL,
    -- The other fields of the form, as JSON.
    fields TEXT NOT NULL,
    -- The decisions so far, as JSON.
    decisions TEXT NOT NULL,
    -- FALSE while the parts of the file are being stored.
    is_complete BOOLEAN NOT NULL,
    expires_at TIMESTAMP NOT NULL
);
CREATE INDEX undecided_lists_actor ON undecided_lists (actor_key);
CREATE INDEX undecided_lists_reseller ON undecided_lists (reseller_key);
CREATE INDEX undecided_lists_expiry ON undecided_lists (expires_at);

CREATE TABLE undecided_list_parts (
    token TEXT NOT NULL REFERENCES undecided_lists (token) ON DELETE CASCADE,
    part BIGINT NOT NULL,
    bytes BLOB NOT NULL,
    PRIMARY KEY (token, part)
);
