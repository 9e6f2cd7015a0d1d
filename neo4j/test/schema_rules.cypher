// The names of all indexes and constraints that this program made.
// in:  nothing
// out: name
SHOW INDEXES YIELD name, type
WHERE type <> 'LOOKUP'
RETURN name
ORDER BY name
