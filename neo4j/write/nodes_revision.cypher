// Counts up (by $step, 1 or 0) and gives how often a case's nodes were rewritten: a writer who finds it moved on starts over.
// in:  $case, $step
// out: revision
MATCH (c:Case {name: $case})
SET c.revision = coalesce(c.revision, 0) + $step
RETURN c.revision AS revision
