-- The separator of the CSV files that a person downloads: comma or semicolon.
ALTER TABLE people ADD COLUMN csv_separator TEXT NOT NULL DEFAULT 'comma';

-- Where the lines with devices begin in a submitted file, in line order, so that a page reads only its own lines. It is
-- stored in parts, and deleted together with the file.
CREATE TABLE row_index (
    submission_id BIGINT NOT NULL REFERENCES submissions (id),
    -- Counted from 0.
    part BIGINT NOT NULL,
    -- The first physical line in the part, counted from 1.
    first_line BIGINT NOT NULL,
    -- The kinds of identifiers and repairs that occur in the part, as a bit set.
    kinds BIGINT NOT NULL,
    bytes BYTEA NOT NULL,
    PRIMARY KEY (submission_id, part)
);

-- The devices of a submission that didn't fail, by kind of identifier and repair. A device may count for several kinds.
CREATE TABLE identifier_counts (
    submission_id BIGINT NOT NULL REFERENCES submissions (id),
    -- The position of the upload in its submission.
    destination BIGINT NOT NULL,
    kind TEXT NOT NULL,
    devices BIGINT NOT NULL,
    PRIMARY KEY (submission_id, destination, kind)
);
