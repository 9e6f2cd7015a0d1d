// title: Logon Failure
// finds: Failed logons (4625), and why they failed.
// params: case
// attack: T1110
MATCH (h:IPAddress {case: $case})-[e:Event]->(u:Username)
WHERE e.id = 4625
RETURN h.IP AS source, h.hostname AS hostname, u.domain AS domain, u.user AS user, e.status AS status, sum(e.count) AS events,
       min(e.first) AS first, max(e.last) AS last
ORDER BY events DESC, source, domain, user, status
