// One case.
// in:  $case
// out: name
MATCH (c:Case {name: $case})
RETURN c.name AS name
