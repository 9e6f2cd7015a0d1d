// Writes one batch of logons together with its number. Fails as a whole when that number is there.
// in:  $case, $import, $n, $kind, $rows, $hosts [[host key, [[account key, [[id, logontype, status, authname, count, date, first, last, target]]]]]]
// out: made
MATCH (i:Import {id: $import})
WHERE i.state = 'open'
CREATE (:Batch {case: $case, import: $import, n: $n, kind: $kind, rows: $rows})
WITH i
UNWIND $hosts AS host
MATCH (h:IPAddress {case: $case, key: host[0]})
USING INDEX SEEK h:IPAddress(case, key)
UNWIND host[1] AS pair
MATCH (u:Username {case: $case, key: pair[0]})
USING INDEX SEEK u:Username(case, key)
UNWIND pair[1] AS e
CREATE (h)-[:Event {import: $import, id: e[0], logintype: e[1], status: e[2], authname: e[3], count: e[4],
                    date: e[5], first: e[6], last: e[7], target: e[8]}]->(u)
RETURN count(*) AS made
