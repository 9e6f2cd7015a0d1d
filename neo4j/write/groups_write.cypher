// Ties accounts to their domains.
// in:  $case, $rows [[account key, domain key]]
// out: nothing
// allows: CartesianProduct, of two nodes found by key
UNWIND $rows AS r
MATCH (u:Username {case: $case, key: r[0]})
MATCH (d:Domain {case: $case, key: r[1]})
MERGE (u)-[:Group]->(d)
