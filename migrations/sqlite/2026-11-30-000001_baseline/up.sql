-- Times are in UTC with microseconds, from the application's clock.
CREATE TABLE settings (
    name TEXT NOT NULL PRIMARY KEY,
    value BLOB NOT NULL
);

CREATE TABLE resellers (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    -- The public ten-digit reseller ID.
    reseller_id TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    country TEXT NOT NULL,
    contact TEXT NOT NULL DEFAULT '',
    -- When a worker last took a submission from this reseller, so that resellers take turns.
    served_at TIMESTAMP
);

-- Companies and MSPs, each stored once regardless of the resellers that serve them.
CREATE TABLE accounts (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    -- The public ten-digit customer or MSP ID.
    customer_id TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL CHECK (kind IN ('customer', 'msp')),
    company_name TEXT NOT NULL,
    country TEXT NOT NULL,
    approval TEXT NOT NULL CHECK (approval IN ('automatic', 'manual'))
);

-- An account as a customer of one reseller.
CREATE TABLE customers (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    reseller_key BIGINT NOT NULL REFERENCES resellers (id),
    account_key BIGINT NOT NULL REFERENCES accounts (id),
    reference TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('pending', 'active', 'inactive')),
    -- The company name in the form used for sorting.
    folded_name TEXT NOT NULL,
    -- Name, reference and customer ID in the form used for searching.
    folded TEXT NOT NULL,
    uploads BIGINT NOT NULL DEFAULT 0,
    devices BIGINT NOT NULL DEFAULT 0,
    last_uploaded_at TIMESTAMP,
    created_at TIMESTAMP NOT NULL,
    UNIQUE (reseller_key, account_key)
);
CREATE INDEX customers_account ON customers (account_key);

-- Everyone and everything that can act: people, API clients, the command line, and the portal itself.
CREATE TABLE actors (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL CHECK (kind IN ('person', 'api_client', 'command_line', 'portal')),
    -- The name shown in lists. For a person, it is the e-mail address.
    name TEXT NOT NULL
);
-- The code refers to these two by their keys.
INSERT INTO actors (id, kind, name) VALUES (1, 'command_line', 'Command line'), (2, 'portal', 'Portal');

CREATE TABLE people (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    actor_key BIGINT NOT NULL UNIQUE REFERENCES actors (id),
    email TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    -- NULL for support staff and operators.
    reseller_key BIGINT REFERENCES resellers (id),
    role TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    -- The person's account at the identity provider, which pages show as ACCOUNT ID.
    sso_account TEXT,
    time_zone TEXT NOT NULL DEFAULT 'UTC',
    theme TEXT NOT NULL DEFAULT 'system',
    -- Whether single-key shortcuts are enabled. WCAG 2.2 (2.1.4) requires a way to turn them off.
    shortcuts BOOLEAN NOT NULL DEFAULT TRUE,
    disabled BOOLEAN NOT NULL DEFAULT FALSE,
    created_at TIMESTAMP NOT NULL
);

CREATE TABLE sessions (
    token_hash BLOB NOT NULL PRIMARY KEY,
    person_key BIGINT NOT NULL REFERENCES people (id),
    -- How the person signed in.
    method TEXT NOT NULL,
    created_at TIMESTAMP NOT NULL,
    last_seen_at TIMESTAMP NOT NULL
) WITHOUT ROWID;
CREATE INDEX sessions_person ON sessions (person_key);

-- Failed attempts, counted to slow down password guessing. The e-mail address doesn't have to belong to a person.
CREATE TABLE sign_in_attempts (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    email TEXT NOT NULL,
    address TEXT NOT NULL,
    at TIMESTAMP NOT NULL
);
CREATE INDEX sign_in_attempts_email ON sign_in_attempts (email, at);
CREATE INDEX sign_in_attempts_address ON sign_in_attempts (address, at);

CREATE TABLE sold_to_codes (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    reseller_key BIGINT NOT NULL REFERENCES resellers (id),
    code TEXT NOT NULL,
    alias TEXT NOT NULL,
    UNIQUE (reseller_key, code),
    UNIQUE (reseller_key, alias)
);

-- One file or selection. How to read a file is decided once and stored in layout.
CREATE TABLE submissions (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    reseller_key BIGINT NOT NULL REFERENCES resellers (id),
    -- NULL for a bulk action.
    customer_key BIGINT REFERENCES customers (id),
    actor_key BIGINT NOT NULL REFERENCES actors (id),
    file_name TEXT NOT NULL,
    -- The file name in the form used for searching. The portal folds it, because the databases fold differently.
    folded_name TEXT NOT NULL DEFAULT '',
    file_bytes BIGINT NOT NULL,
    file_sha256 BLOB NOT NULL,
    form_key TEXT,
    form_sha256 BLOB NOT NULL,
    layout TEXT NOT NULL,
    -- How the rows of a bulk file are assigned to uploads, as JSON. Empty if there is only one customer.
    row_routing TEXT NOT NULL DEFAULT '',
    understood TEXT NOT NULL,
    verification TEXT NOT NULL,
    -- The submission whose failed rows this file corrects.
    correction_of BIGINT,
    phase TEXT NOT NULL,
    rows_total BIGINT NOT NULL,
    rows_done BIGINT NOT NULL DEFAULT 0,
    -- Counted here too, because a bulk action can have rows without an upload, and a deletion has no uploads.
    rows_failed BIGINT NOT NULL DEFAULT 0,
    -- Counts of the values that a check repaired, as JSON. For uploads, they are in row_repair_counts.
    repairs TEXT NOT NULL DEFAULT '',
    -- The result of the check that preceded the upload, as JSON. The page shows what has changed since then.
    check_record TEXT NOT NULL DEFAULT '',
    plan_cursor BIGINT NOT NULL DEFAULT 0,
    attempts BIGINT NOT NULL DEFAULT 0,
    instance TEXT,
    lease_token TEXT,
    -- Microseconds since 1970, from the database's own clock.
    lease_until BIGINT,
    created_at TIMESTAMP NOT NULL,
    progressed_at TIMESTAMP NOT NULL,
    finished_at TIMESTAMP
);
CREATE INDEX submissions_open ON submissions (phase, id) WHERE phase <> 'finished';
-- A form that is sent twice creates one upload, even if both requests arrive at the same time.
CREATE UNIQUE INDEX submissions_form ON submissions (actor_key, form_key, form_sha256)
    WHERE form_key IS NOT NULL AND phase <> 'receiving';
CREATE INDEX submissions_reseller ON submissions (reseller_key, id);
CREATE INDEX submissions_reseller_kind ON submissions (reseller_key, kind, id);
CREATE INDEX submissions_customer_kind ON submissions (customer_key, kind, id);
CREATE INDEX submissions_actor ON submissions (actor_key, id);
CREATE INDEX submissions_folded_name ON submissions (folded_name) WHERE folded_name <> '';
CREATE INDEX submissions_created ON submissions (created_at);
-- Finds a file that was uploaded before.
CREATE INDEX submissions_file ON submissions (reseller_key, file_sha256);
CREATE INDEX submissions_correction_of ON submissions (correction_of) WHERE correction_of IS NOT NULL;

CREATE TABLE submission_files (
    submission_id BIGINT NOT NULL REFERENCES submissions (id) ON DELETE CASCADE,
    part BIGINT NOT NULL,
    bytes BLOB NOT NULL,
    PRIMARY KEY (submission_id, part)
);

CREATE TABLE submission_plans (
    submission_id BIGINT NOT NULL REFERENCES submissions (id) ON DELETE CASCADE,
    part BIGINT NOT NULL,
    bytes BLOB NOT NULL,
    PRIMARY KEY (submission_id, part)
);

CREATE TABLE submission_reason_counts (
    submission_id BIGINT NOT NULL REFERENCES submissions (id),
    reason TEXT NOT NULL,
    failed BIGINT NOT NULL,
    PRIMARY KEY (submission_id, reason)
) WITHOUT ROWID;

-- A submission that is waiting for confirmation.
CREATE TABLE drafts (
    token TEXT NOT NULL PRIMARY KEY,
    submission_id BIGINT NOT NULL REFERENCES submissions (id) ON DELETE CASCADE,
    actor_key BIGINT NOT NULL REFERENCES actors (id),
    -- Selected uploads, as JSON. Their devices are counted again on confirmation.
    upload_ids TEXT NOT NULL,
    -- The other fields of the form with which a file is checked, as JSON.
    fields TEXT NOT NULL DEFAULT '',
    expires_at TIMESTAMP NOT NULL
);
CREATE INDEX drafts_submission ON drafts (submission_id);

CREATE TABLE uploads (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    submission_id BIGINT NOT NULL REFERENCES submissions (id),
    position BIGINT NOT NULL,
    customer_key BIGINT NOT NULL REFERENCES customers (id),
    stc TEXT,
    stc_alias TEXT,
    order_number TEXT,
    order_date DATE,
    total BIGINT NOT NULL,
    verified BIGINT NOT NULL DEFAULT 0,
    failed BIGINT NOT NULL DEFAULT 0,
    accepted_at TIMESTAMP NOT NULL,
    finished_at TIMESTAMP,
    UNIQUE (submission_id, position)
);
CREATE INDEX uploads_customer ON uploads (customer_key, id);
CREATE INDEX uploads_order_number ON uploads (order_number) WHERE order_number IS NOT NULL;
-- Upload IDs begin at 1000001: short enough to read out over the telephone, and unlikely to be mistaken for a count.
INSERT INTO sqlite_sequence (name, seq) VALUES ('uploads', 1000000);

CREATE TABLE failed_rows (
    submission_id BIGINT NOT NULL REFERENCES submissions (id),
    line BIGINT NOT NULL,
    -- NULL if the row isn't part of an upload.
    upload_id BIGINT REFERENCES uploads (id),
    -- As written in the file, so it might not be a valid ID.
    customer_id TEXT,
    value TEXT NOT NULL,
    order_number TEXT,
    order_date TEXT,
    stc_alias TEXT,
    canonical TEXT,
    reason TEXT NOT NULL,
    detail TEXT NOT NULL,
    -- The upload that registered the device.
    collides_with BIGINT,
    PRIMARY KEY (submission_id, line)
) WITHOUT ROWID;
CREATE INDEX failed_rows_reason ON failed_rows (upload_id, reason, line);
-- Finds a failed row by its identifier in canonical form or, if it couldn't be read, as written in the file.
CREATE INDEX failed_rows_identifier ON failed_rows (substr(coalesce(canonical, value), 1, 64));

CREATE TABLE failed_row_counts (
    upload_id BIGINT NOT NULL REFERENCES uploads (id),
    reason TEXT NOT NULL,
    failed BIGINT NOT NULL,
    PRIMARY KEY (upload_id, reason)
) WITHOUT ROWID;

-- Failed rows that were uploaded again in a correction.
CREATE TABLE corrected_rows (
    submission_id BIGINT NOT NULL REFERENCES submissions (id),
    line BIGINT NOT NULL,
    -- The submission of the corrected file, and the row's line in it.
    correction_id BIGINT NOT NULL REFERENCES submissions (id),
    correction_line BIGINT NOT NULL,
    -- The submission that finally registered the device.
    resolved_by BIGINT,
    PRIMARY KEY (submission_id, line, correction_id)
) WITHOUT ROWID;
CREATE INDEX corrected_rows_correction ON corrected_rows (correction_id, correction_line);

CREATE TABLE row_repairs (
    submission_id BIGINT NOT NULL REFERENCES submissions (id),
    line BIGINT NOT NULL,
    upload_id BIGINT,
    kind TEXT NOT NULL,
    PRIMARY KEY (submission_id, line)
) WITHOUT ROWID;

CREATE TABLE row_repair_counts (
    upload_id BIGINT NOT NULL REFERENCES uploads (id),
    kind TEXT NOT NULL,
    repaired BIGINT NOT NULL,
    PRIMARY KEY (upload_id, kind)
) WITHOUT ROWID;

-- The review queue: an upload that ends with errors is due until support has reviewed it. It has its own table, so that
-- a page of the queue never reads uploads without errors.
CREATE TABLE reviews (
    upload_id BIGINT NOT NULL PRIMARY KEY REFERENCES uploads (id),
    reseller_key BIGINT,
    due_at TIMESTAMP,
    reviewed_at TIMESTAMP,
    reviewer_key BIGINT REFERENCES actors (id),
    note TEXT NOT NULL,
    noted_at TIMESTAMP,
    note_author_key BIGINT REFERENCES actors (id)
);
CREATE INDEX reviews_due ON reviews (upload_id) WHERE due_at IS NOT NULL AND reviewed_at IS NULL;
CREATE INDEX reviews_due_reseller ON reviews (reseller_key, upload_id)
    WHERE due_at IS NOT NULL AND reviewed_at IS NULL;
CREATE INDEX reviews_reviewed ON reviews (upload_id) WHERE reviewed_at IS NOT NULL;

-- One row for each piece of hardware, regardless of its owner.
CREATE TABLE devices (
    id INTEGER NOT NULL PRIMARY KEY,
    imei1 TEXT,
    imei2 TEXT,
    meid TEXT,
    serial TEXT,
    model TEXT,
    edition TEXT,
    source TEXT NOT NULL CHECK (source IN ('catalog', 'reported'))
);
-- The few devices with an edition. Uploads read this index instead of the table, which took a quarter of their time.
CREATE INDEX devices_edition ON devices (id, edition) WHERE edition IS NOT NULL;
-- Finds the devices of a rare model. Reported devices have no model and aren't in the index.
CREATE INDEX devices_model ON devices (model, id) WHERE model IS NOT NULL;

-- Models in the catalog, for the filter in device lists.
CREATE TABLE models (
    name TEXT NOT NULL PRIMARY KEY
) WITHOUT ROWID;

CREATE TABLE device_identifiers (
    value TEXT NOT NULL PRIMARY KEY,
    device_key BIGINT NOT NULL REFERENCES devices (id) DEFERRABLE INITIALLY DEFERRED
) WITHOUT ROWID;

-- Each identifier with its characters in reverse order, for searches by suffix. An index on device_identifiers would be
-- written at random positions for every sorted file. This table is written in its own order.
CREATE TABLE identifier_suffixes (
    reversed TEXT NOT NULL PRIMARY KEY
) WITHOUT ROWID;

-- The primary key ensures that a device is registered at most once in the whole portal. Customer and upload have no
-- foreign keys. They are never deleted, the transaction that inserts a row has just updated their counts, and the
-- checks would slow down every row. The device is checked at the end of the transaction, because a statement that could
-- fail by itself would copy each page before writing it.
CREATE TABLE registrations (
    device_key INTEGER NOT NULL PRIMARY KEY REFERENCES devices (id) DEFERRABLE INITIALLY DEFERRED,
    customer_key BIGINT NOT NULL,
    upload_id BIGINT NOT NULL
);
CREATE INDEX registrations_customer ON registrations (customer_key, upload_id, device_key);

CREATE TABLE device_events (
    device_key BIGINT NOT NULL,
    submission_id BIGINT NOT NULL,
    kind TEXT NOT NULL,
    at TIMESTAMP NOT NULL,
    customer_key BIGINT NOT NULL,
    upload_id BIGINT,
    PRIMARY KEY (device_key, submission_id)
) WITHOUT ROWID;

CREATE TABLE activity (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    at TIMESTAMP NOT NULL,
    actor_key BIGINT NOT NULL REFERENCES actors (id),
    -- NULL if the entry doesn't concern a single reseller.
    reseller_key BIGINT REFERENCES resellers (id),
    action TEXT NOT NULL,
    object TEXT NOT NULL,
    detail TEXT NOT NULL
);
CREATE INDEX activity_object ON activity (object, action, at);
CREATE INDEX activity_action ON activity (action, id);
CREATE INDEX activity_reseller ON activity (reseller_key, action, id);
