// title: Service Logon
// finds: Logons of services (type 5).
// params: case
// attack: T1543.003
MATCH (h:IPAddress {case: $case})-[e:Event]->(u:Username)
WHERE e.logintype = 5
RETURN h.IP AS source, h.hostname AS hostname, u.domain AS domain, u.user AS user, e.id AS id, sum(e.count) AS events,
       min(e.first) AS first, max(e.last) AS last
ORDER BY events DESC, source, domain, user, id
