// Deletes all logons of one import from some hosts, at most $limit at a time.
// in:  $case, $import, $keys, $limit
// out: gone
UNWIND $keys AS key
MATCH (h:IPAddress {case: $case, key: key})
USING INDEX SEEK h:IPAddress(case, key)
MATCH (h)-[e:Event {import: $import}]->()
WITH e LIMIT $limit
DELETE e
RETURN count(*) AS gone
