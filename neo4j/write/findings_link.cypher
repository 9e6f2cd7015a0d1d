// Links findings to the accounts and hosts in them, at most $limit findings at a time.
// in:  $origin, $limit
// out: linked
MATCH (f:Finding {origin: $origin})
WHERE NOT f.linked
WITH f LIMIT $limit
CALL (f) {
  UNWIND range(0, size(f.accountkeys) - 1) AS n
  MATCH (u:Username {case: f.case, key: f.accountkeys[n]})
  USING INDEX SEEK u:Username(case, key)
  MERGE (f)-[:INVOLVES {part: f.accountparts[n]}]->(u)
  RETURN count(*) AS accounts
}
CALL (f) {
  UNWIND range(0, size(f.hostkeys) - 1) AS n
  MATCH (h:IPAddress {case: f.case, key: f.hostkeys[n]})
  USING INDEX SEEK h:IPAddress(case, key)
  MERGE (f)-[:INVOLVES {part: f.hostparts[n]}]->(h)
  RETURN count(*) AS hosts
}
SET f.linked = true
RETURN count(*) AS linked
