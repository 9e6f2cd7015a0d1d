// Deletes sets of records of one import, at most $limit at a time.
// in:  $import, $limit
// out: gone
MATCH (r:RecordSet {import: $import})
WITH r LIMIT $limit
DELETE r
RETURN count(*) AS gone
