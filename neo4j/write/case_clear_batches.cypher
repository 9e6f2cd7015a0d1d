// Deletes batches of a case, at most $limit at a time.
// in:  $case, $limit
// out: gone
MATCH (b:Batch {case: $case})
WITH b LIMIT $limit
DETACH DELETE b
RETURN count(*) AS gone
