-- As on SQLite, where a statement that may fail by this copies each page before it writes it.
ALTER TABLE registrations ALTER CONSTRAINT registrations_device_id_fkey DEFERRABLE INITIALLY DEFERRED;
