// title: All Users
// finds: Every logon: from where, as whom, how often.
// params: case
// attack: -
MATCH (h:IPAddress {case: $case})-[e:Event]->(u:Username)
WHERE u.user IS NOT NULL
RETURN h.IP AS source, h.hostname AS hostname, u.domain AS domain, u.user AS user, sum(e.count) AS events,
       min(e.first) AS first, max(e.last) AS last
ORDER BY events DESC, source, domain, user
