// title: Network Logon
// finds: Logons over the network (type 3).
// params: case
// attack: T1021.002
MATCH (h:IPAddress {case: $case})-[e:Event]->(u:Username)
WHERE e.logintype = 3
RETURN h.IP AS source, h.hostname AS hostname, u.domain AS domain, u.user AS user, e.id AS id, sum(e.count) AS events,
       min(e.first) AS first, max(e.last) AS last
ORDER BY events DESC, source, domain, user, id
