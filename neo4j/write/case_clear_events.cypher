// Deletes logons of a case, at most $limit at a time.
// in:  $case, $limit
// out: gone
MATCH (:IPAddress {case: $case})-[e:Event]->()
WITH e LIMIT $limit
DELETE e
RETURN count(*) AS gone
