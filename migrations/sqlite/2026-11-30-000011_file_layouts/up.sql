-- Remembered layouts: how a reseller's lists of one kind are read.
CREATE TABLE file_layouts (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    reseller_key BIGINT NOT NULL REFERENCES resellers (id),
    -- The person who remembered the layout last.
    actor_key BIGINT NOT NULL REFERENCES actors (id),
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    -- The name in the form in which names are compared.
    folded_name TEXT NOT NULL,
    -- The header of the lists, or the kinds of their columns, as JSON.
    list_key TEXT NOT NULL,
    list_key_sha256 BLOB NOT NULL,
    -- The decisions with which the lists are read, as JSON.
    decisions TEXT NOT NULL,
    uses BIGINT NOT NULL,
    created_at TIMESTAMP NOT NULL,
    last_used_at TIMESTAMP,
    UNIQUE (reseller_key, folded_name),
    UNIQUE (reseller_key, kind, list_key_sha256)
);

-- A sentence above the questions, such as the reason why the file was refused.
ALTER TABLE undecided_lists ADD COLUMN notice TEXT NOT NULL DEFAULT '';
-- The workbook from which the file was unpacked already, as JSON. Empty for a file as it was received.
ALTER TABLE undecided_lists ADD COLUMN workbook TEXT NOT NULL DEFAULT '';
