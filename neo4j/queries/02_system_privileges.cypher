// title: SYSTEM Privileges
// finds: Accounts that were given special privileges, and where they logged on from.
// params: case
// attack: T1078.002
MATCH (h:IPAddress {case: $case})-[e:Event]->(u:Username)
WHERE u.rights = 'system'
RETURN h.IP AS source, h.hostname AS hostname, u.domain AS domain, u.user AS user, sum(e.count) AS events,
       min(e.first) AS first, max(e.last) AS last
ORDER BY events DESC, source, domain, user
