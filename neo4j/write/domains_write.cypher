// Writes domains as all imports together say they are.
// in:  $case, $rows [[key, domain, aliases, sid]]
// out: nothing
UNWIND $rows AS r
MERGE (d:Domain {case: $case, key: r[0]})
SET d.domain = r[1], d.aliases = r[2], d.sid = r[3]
