// Creates a case where it is not there yet.
// in:  $case
// out: nothing
MERGE (c:Case {name: $case})
ON CREATE SET c.created = datetime(), c.revision = 0
