-- The number of lines in each check from the last day. It limits a reseller's checks, and shows support which resellers
-- check many devices of others. The check itself may be deleted or become an upload.
CREATE TABLE checked_lines (
    submission_id BIGINT NOT NULL PRIMARY KEY,
    reseller_key BIGINT NOT NULL REFERENCES resellers (id),
    accepted_at TIMESTAMP NOT NULL,
    lines BIGINT NOT NULL,
    -- Lines with devices that other resellers have registered. NULL until the check has finished.
    registered_elsewhere BIGINT
);
CREATE INDEX checked_lines_reseller ON checked_lines (reseller_key, accepted_at);
CREATE INDEX checked_lines_accepted ON checked_lines (accepted_at);
-- Counts a reseller's unfinished submissions in each phase.
CREATE INDEX submissions_open_reseller ON submissions (reseller_key, phase) WHERE phase <> 'finished';
