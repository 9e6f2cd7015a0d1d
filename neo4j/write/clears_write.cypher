// Replaces a case's log clearings. The case node is locked, so that two writers take turns.
// in:  $case, $rows [[date, time, user, domain, computer, channel]]
// out: nothing
MATCH (c:Case {name: $case})
SET c.locked = timestamp()
WITH c
OPTIONAL MATCH (old:Deletetime {case: c.name})
DETACH DELETE old
WITH count(*) AS gone
UNWIND $rows AS r
CREATE (:Deletetime {case: $case, date: r[0], time: r[1], user: r[2], domain: r[3], computer: r[4], channel: r[5]})
