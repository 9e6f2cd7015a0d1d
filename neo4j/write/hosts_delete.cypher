// Deletes hosts that no import names any more.
// in:  $case, $keys
// out: nothing
UNWIND $keys AS key
MATCH (h:IPAddress {case: $case, key: key})
USING INDEX SEEK h:IPAddress(case, key)
WHERE NOT EXISTS { (h)-[:Event|LogonTo]-() }
DETACH DELETE h
