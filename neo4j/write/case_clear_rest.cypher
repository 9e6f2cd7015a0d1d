// Deletes the few nodes that a case has of every other kind, and the case.
// in:  $case
// out: nothing
MATCH (c:Case {name: $case})
// Locks it against jobs that are added meanwhile.
SET c.removing = true
WITH c
CALL (c) { MATCH (n:Domain {case: c.name}) DETACH DELETE n }
CALL (c) { MATCH (n:Date {case: c.name}) DETACH DELETE n }
CALL (c) { MATCH (n:Deletetime {case: c.name}) DETACH DELETE n }
CALL (c) { MATCH (n:ID {case: c.name}) DETACH DELETE n }
CALL (c) { MATCH (n:Import {case: c.name}) DETACH DELETE n }
CALL (c) { MATCH (n:Job {case: c.name}) DETACH DELETE n }
DETACH DELETE c
