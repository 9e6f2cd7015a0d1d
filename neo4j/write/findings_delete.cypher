// Deletes findings of one origin, at most $limit at a time.
// in:  $origin, $limit
// out: gone
MATCH (f:Finding {origin: $origin})
WITH f LIMIT $limit
DETACH DELETE f
RETURN count(*) AS gone
