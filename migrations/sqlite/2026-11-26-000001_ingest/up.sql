-- The few devices of which an upload has to know the edition. The table itself is not touched then: reading a row of it for
-- each line of a large file took a quarter of the whole job.
CREATE INDEX devices_edition ON devices (id, edition) WHERE edition IS NOT NULL;
