-- Times are UTC, cut to microseconds by the application's clock.
CREATE TABLE settings (
    name TEXT NOT NULL PRIMARY KEY,
    value BLOB NOT NULL
);

CREATE TABLE resellers (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    public_id TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    country TEXT NOT NULL,
    contact TEXT NOT NULL DEFAULT '',
    served_at TIMESTAMP
);

CREATE TABLE accounts (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    public_id TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL CHECK (kind IN ('customer', 'msp')),
    company_name TEXT NOT NULL,
    country TEXT NOT NULL,
    approval TEXT NOT NULL CHECK (approval IN ('automatic', 'manual'))
);

CREATE TABLE customers (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    reseller_id BIGINT NOT NULL REFERENCES resellers (id),
    account_id BIGINT NOT NULL REFERENCES accounts (id),
    reference TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('pending', 'active', 'inactive')),
    folded_name TEXT NOT NULL,
    folded TEXT NOT NULL,
    uploads BIGINT NOT NULL DEFAULT 0,
    devices BIGINT NOT NULL DEFAULT 0,
    last_uploaded TIMESTAMP,
    created_at TIMESTAMP NOT NULL,
    UNIQUE (reseller_id, account_id)
);

CREATE TABLE people (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    email TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    reseller_id BIGINT REFERENCES resellers (id),
    role TEXT NOT NULL CHECK (role IN ('administrator', 'viewer', 'support', 'operator')),
    password_hash TEXT NOT NULL,
    account_id TEXT,
    time_zone TEXT NOT NULL DEFAULT 'UTC',
    theme TEXT NOT NULL DEFAULT 'system',
    disabled BOOLEAN NOT NULL DEFAULT FALSE,
    created_at TIMESTAMP NOT NULL
);

CREATE TABLE logins (
    token_hash BLOB NOT NULL PRIMARY KEY,
    person_id BIGINT NOT NULL REFERENCES people (id),
    created_at TIMESTAMP NOT NULL,
    last_seen TIMESTAMP NOT NULL,
    how TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX logins_person ON logins (person_id);

CREATE TABLE sign_in_attempts (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    account TEXT NOT NULL,
    address TEXT NOT NULL,
    at TIMESTAMP NOT NULL
);
CREATE INDEX sign_in_attempts_account ON sign_in_attempts (account, at);
CREATE INDEX sign_in_attempts_address ON sign_in_attempts (address, at);

CREATE TABLE sold_to_codes (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    reseller_id BIGINT NOT NULL REFERENCES resellers (id),
    code TEXT NOT NULL,
    alias TEXT NOT NULL,
    UNIQUE (reseller_id, code),
    UNIQUE (reseller_id, alias)
);

-- One file handed in. What reading decided is kept in layout; nobody decides it again.
CREATE TABLE submissions (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    reseller_id BIGINT NOT NULL REFERENCES resellers (id),
    customer_id BIGINT REFERENCES customers (id),
    person_id BIGINT NOT NULL REFERENCES people (id),
    file_name TEXT NOT NULL,
    file_bytes BIGINT NOT NULL,
    file_sha256 BLOB NOT NULL,
    form_key TEXT,
    form_sha256 BLOB NOT NULL,
    layout TEXT NOT NULL,
    understood TEXT NOT NULL,
    verification TEXT NOT NULL,
    phase TEXT NOT NULL,
    rows_total BIGINT NOT NULL,
    rows_done BIGINT NOT NULL DEFAULT 0,
    plan_cursor BIGINT NOT NULL DEFAULT 0,
    attempts BIGINT NOT NULL DEFAULT 0,
    instance TEXT,
    lease_token TEXT,
    lease_until BIGINT,
    created_at TIMESTAMP NOT NULL,
    progressed_at TIMESTAMP NOT NULL,
    finished_at TIMESTAMP
);
CREATE INDEX submissions_open ON submissions (phase, id) WHERE phase <> 'finished';
-- The same form sent twice is one upload, however close together.
CREATE UNIQUE INDEX submissions_form ON submissions (person_id, form_key, form_sha256)
    WHERE form_key IS NOT NULL AND phase <> 'receiving';

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

CREATE TABLE uploads (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    submission_id BIGINT NOT NULL REFERENCES submissions (id),
    position BIGINT NOT NULL,
    customer_id BIGINT NOT NULL REFERENCES customers (id),
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
CREATE INDEX uploads_customer ON uploads (customer_id, id);
-- Upload IDs begin at 1000001: short enough for the telephone, and never mistaken for a count.
INSERT INTO sqlite_sequence (name, seq) VALUES ('uploads', 1000000);

CREATE TABLE failed_rows (
    submission_id BIGINT NOT NULL REFERENCES submissions (id),
    line BIGINT NOT NULL,
    upload_id BIGINT REFERENCES uploads (id),
    customer_id TEXT,
    value TEXT NOT NULL,
    order_number TEXT,
    order_date TEXT,
    stc_alias TEXT,
    canonical TEXT,
    reason TEXT NOT NULL,
    detail TEXT NOT NULL,
    collides_with BIGINT,
    PRIMARY KEY (submission_id, line)
) WITHOUT ROWID;
CREATE INDEX failed_rows_reason ON failed_rows (upload_id, reason, line);

CREATE TABLE failed_row_counts (
    upload_id BIGINT NOT NULL REFERENCES uploads (id),
    reason TEXT NOT NULL,
    failed BIGINT NOT NULL,
    PRIMARY KEY (upload_id, reason)
) WITHOUT ROWID;

CREATE TABLE row_notices (
    submission_id BIGINT NOT NULL REFERENCES submissions (id),
    line BIGINT NOT NULL,
    kind TEXT NOT NULL,
    PRIMARY KEY (submission_id, line)
) WITHOUT ROWID;

CREATE TABLE row_notice_counts (
    upload_id BIGINT NOT NULL REFERENCES uploads (id),
    kind TEXT NOT NULL,
    noticed BIGINT NOT NULL,
    PRIMARY KEY (upload_id, kind)
) WITHOUT ROWID;

-- Identity first: a piece of hardware is a device, whoever owns it.
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

CREATE TABLE device_identifiers (
    value TEXT NOT NULL PRIMARY KEY,
    device_id BIGINT NOT NULL REFERENCES devices (id) DEFERRABLE INITIALLY DEFERRED
) WITHOUT ROWID;

-- Registered at most once in the whole portal: that is this primary key. Customer and upload have no foreign key:
-- they are never deleted, the transaction that writes here has just counted in both, and each check costs on every row.
CREATE TABLE registrations (
    device_id INTEGER NOT NULL PRIMARY KEY REFERENCES devices (id),
    customer_id BIGINT NOT NULL,
    upload_id BIGINT NOT NULL
);
CREATE INDEX registrations_customer ON registrations (customer_id, upload_id, device_id);

CREATE TABLE device_events (
    device_id BIGINT NOT NULL,
    submission_id BIGINT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('registered', 'deleted')),
    at TIMESTAMP NOT NULL,
    customer_id BIGINT NOT NULL,
    upload_id BIGINT,
    PRIMARY KEY (device_id, submission_id)
) WITHOUT ROWID;

CREATE TABLE activity (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    at TIMESTAMP NOT NULL,
    person_id BIGINT REFERENCES people (id),
    reseller_id BIGINT REFERENCES resellers (id),
    action TEXT NOT NULL,
    object TEXT NOT NULL,
    detail TEXT NOT NULL
);
