// Deletes logons of one import between pairs of nodes, at most $limit at a time.
// in:  $case, $import, $pairs [[host key, account key]], $limit
// out: gone
// allows: CartesianProduct, of two nodes found by key
UNWIND $pairs AS pair
MATCH (h:IPAddress {case: $case, key: pair[0]})
USING INDEX SEEK h:IPAddress(case, key)
MATCH (u:Username {case: $case, key: pair[1]})
USING INDEX SEEK u:Username(case, key)
MATCH (h)-[e:Event {import: $import}]->(u)
WITH e LIMIT $limit
DELETE e
RETURN count(*) AS gone
