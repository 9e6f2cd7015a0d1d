// title: Many Accounts from One Source
// finds: Sources that failed to log on to many accounts, as password spraying does.
// params: case, accounts
// attack: T1110.003
MATCH (h:IPAddress {case: $case})-[e:Event]->(u:Username)
WHERE e.id IN [4625, 4771, 4776] AND e.status <> '-' AND e.status <> '0x00000000'
WITH h, count(DISTINCT u) AS accounts, sum(e.count) AS failures, min(e.first) AS first, max(e.last) AS last
WHERE accounts >= $accounts
RETURN h.IP AS source, h.hostname AS hostname, accounts, failures, first, last
ORDER BY accounts DESC, source
