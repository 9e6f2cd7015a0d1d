// Deletes accounts of a case, at most $limit at a time.
// in:  $case, $limit
// out: gone
MATCH (u:Username {case: $case})
WITH u LIMIT $limit
DETACH DELETE u
RETURN count(*) AS gone
