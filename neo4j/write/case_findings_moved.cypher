// Counts up how often a case's findings were replaced, so that readers see that they have.
// in:  $case
// out: nothing
MATCH (c:Case {name: $case})
SET c.findings = coalesce(c.findings, 0) + 1
