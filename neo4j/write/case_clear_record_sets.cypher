// Deletes sets of records of a case, at most $limit at a time.
// in:  $case, $limit
// out: gone
MATCH (r:RecordSet {case: $case})
WITH r LIMIT $limit
DETACH DELETE r
RETURN count(*) AS gone
