// Deletes accounts' arrivals of a case, at most $limit at a time.
// in:  $case, $limit
// out: gone
MATCH (:Username {case: $case})-[l:LogonTo]->()
WITH l LIMIT $limit
DELETE l
RETURN count(*) AS gone
