-- Counts the refusals in a minute.
CREATE INDEX activity_at ON activity (at);

-- Cookies are now signed with keys that are derived from the key file. The old key must not stay in backups.
DELETE FROM settings WHERE name = 'cookie_key';
