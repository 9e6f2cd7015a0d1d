// title: Explicit Credentials
// finds: Use of another account's password (4648).
// params: case
// attack: T1078
MATCH (h:IPAddress {case: $case})-[e:Event]->(u:Username)
WHERE e.id = 4648
RETURN h.IP AS source, h.hostname AS hostname, u.domain AS domain, u.user AS user, e.target AS target, sum(e.count) AS events,
       min(e.first) AS first, max(e.last) AS last
ORDER BY events DESC, source, domain, user, target
