// Ties accounts to their domains.
// in:  $case, $rows [[account key, domain key]]
// out: nothing
// allows: CartesianProduct, of two nodes found by key
UNWIND $rows AS r
MATCH (u:Username {case: $case, key: r[0]})
USING INDEX SEEK u:Username(case, key)
MATCH (d:Domain {case: $case, key: r[1]})
USING INDEX SEEK d:Domain(case, key)
MERGE (u)-[:Group]->(d)
