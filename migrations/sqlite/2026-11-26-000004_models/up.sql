-- Devices of a model that is rare are found by it. What uploads report has no model, and no place here.
CREATE INDEX devices_model ON devices (model, id) WHERE model IS NOT NULL;
