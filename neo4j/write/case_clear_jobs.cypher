// Deletes jobs of a case, at most $limit at a time.
// in:  $case, $limit
// out: gone
MATCH (j:Job {case: $case})
WITH j LIMIT $limit
DETACH DELETE j
RETURN count(*) AS gone
