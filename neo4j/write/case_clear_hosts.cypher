// Deletes hosts of a case, at most $limit at a time.
// in:  $case, $limit
// out: gone
MATCH (h:IPAddress {case: $case})
WITH h LIMIT $limit
DETACH DELETE h
RETURN count(*) AS gone
