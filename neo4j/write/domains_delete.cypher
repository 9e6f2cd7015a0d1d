// Deletes domains that no import names any more.
// in:  $case, $keys
// out: nothing
MATCH (d:Domain {case: $case})
WHERE NOT d.key IN $keys
DETACH DELETE d
