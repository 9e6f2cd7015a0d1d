// Writes one batch of accounts' arrivals together with its number.
// in:  $case, $import, $n, $kind, $rows, $pairs [[account key, host key, first, last, count]]
// out: made
// allows: CartesianProduct, of two nodes found by key
MATCH (i:Import {id: $import})
WHERE i.state = 'open'
CREATE (:Batch {case: $case, import: $import, n: $n, kind: $kind, rows: $rows})
WITH i
UNWIND $pairs AS pair
MATCH (u:Username {case: $case, key: pair[0]})
USING INDEX SEEK u:Username(case, key)
MATCH (h:IPAddress {case: $case, key: pair[1]})
USING INDEX SEEK h:IPAddress(case, key)
CREATE (u)-[:LogonTo {import: $import, first: pair[2], last: pair[3], count: pair[4]}]->(h)
RETURN count(*) AS made
