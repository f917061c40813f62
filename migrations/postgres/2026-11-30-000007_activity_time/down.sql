-- An older version creates a new cookie key when it starts.
DROP INDEX activity_at;
