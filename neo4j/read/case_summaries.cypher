// What is in each of these cases; those that are not there are left out.
// in:  $queue, $names
// out: name, created, accounts, hosts, edges, imports, findings, first, last, ranked, ranking, jobs
//      edges: relationships of finished imports; times: epoch milliseconds; jobs: those that have not ended
UNWIND $names AS name
MATCH (c:Case {name: name})
OPTIONAL MATCH (d:Date {case: c.name})
CALL (c) {
  MATCH (i:Import {case: c.name})
  WHERE i.state = 'done'
  RETURN count(i) AS imports, coalesce(sum(i.logons), 0) AS edges
}
RETURN c.name AS name, c.created.epochMillis AS created,
       COUNT { MATCH (u:Username {case: c.name}) } AS accounts, COUNT { MATCH (h:IPAddress {case: c.name}) } AS hosts,
       edges, imports, COUNT { MATCH (f:Finding {case: c.name}) } AS findings, d.first AS first, d.last AS last,
       c.ranked.epochMillis AS ranked, c.ranking AS ranking,
       COUNT { MATCH (j:Job {case: c.name}) WHERE j.queue = $queue AND j.parent IS NULL AND j.state IN ['queued', 'running'] } AS jobs
ORDER BY name
