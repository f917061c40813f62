ALTER TABLE registrations ALTER CONSTRAINT registrations_device_id_fkey NOT DEFERRABLE;
