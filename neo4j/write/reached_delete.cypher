// Deletes arrivals of one import between pairs of nodes, at most $limit at a time.
// in:  $case, $import, $pairs [[account key, host key]], $limit
// out: gone
// allows: CartesianProduct, of two nodes found by key
UNWIND $pairs AS pair
MATCH (u:Username {case: $case, key: pair[0]})
USING INDEX SEEK u:Username(case, key)
MATCH (h:IPAddress {case: $case, key: pair[1]})
USING INDEX SEEK h:IPAddress(case, key)
MATCH (u)-[l:LogonTo {import: $import}]->(h)
WITH l LIMIT $limit
DELETE l
RETURN count(*) AS gone
