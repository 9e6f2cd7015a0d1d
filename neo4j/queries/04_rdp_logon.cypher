// title: RDP Logon
// finds: Remote desktop logons (type 10).
// params: case
// attack: T1021.001
MATCH (h:IPAddress {case: $case})-[e:Event]->(u:Username)
WHERE e.logintype = 10
RETURN h.IP AS source, h.hostname AS hostname, u.domain AS domain, u.user AS user, e.id AS id, e.target AS target, sum(e.count) AS events,
       min(e.first) AS first, max(e.last) AS last
ORDER BY events DESC, source, domain, user, id, target
