// Replaces a case's changes of audit policy, and ties them to who made them.
// in:  $case, $rows [[id, date, time, user, domain, computer, category, sub, account key]]
// out: nothing
MATCH (c:Case {name: $case})
SET c.locked = timestamp()
WITH c
OPTIONAL MATCH (old:ID {case: c.name})
DETACH DELETE old
WITH count(*) AS gone
UNWIND $rows AS r
CREATE (p:ID {case: $case, id: r[0], changetime: r[1], time: r[2], user: r[3], domain: r[4], computer: r[5],
              category: r[6], sub: r[7]})
WITH p, r
MATCH (u:Username {case: $case, key: r[8]})
USING INDEX SEEK u:Username(case, key)
CREATE (u)-[:Policy {date: r[1]}]->(p)
