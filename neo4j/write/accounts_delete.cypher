// Deletes accounts that no import names any more.
// in:  $case, $keys
// out: nothing
UNWIND $keys AS key
MATCH (u:Username {case: $case, key: key})
USING INDEX SEEK u:Username(case, key)
WHERE NOT EXISTS { (u)-[:Event|LogonTo]-() }
DETACH DELETE u
