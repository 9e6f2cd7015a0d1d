// Deletes findings of a case, at most $limit at a time.
// in:  $case, $limit
// out: gone
MATCH (f:Finding {case: $case})
WITH f LIMIT $limit
DETACH DELETE f
RETURN count(*) AS gone
