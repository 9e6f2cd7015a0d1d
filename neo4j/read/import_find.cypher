// One import.
// in:  $case, $import
// out: state, plan
MATCH (i:Import {id: $import})
WHERE i.case = $case
RETURN i.state AS state, i.plan AS plan
