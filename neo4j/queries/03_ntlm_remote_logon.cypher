// title: NTLM Remote Logon
// finds: Network logons by NTLM, as pass-the-hash makes them.
// params: case
// attack: T1550.002
MATCH (h:IPAddress {case: $case})-[e:Event]->(u:Username)
WHERE e.id = 4624 AND e.logintype = 3 AND toUpper(e.authname) STARTS WITH 'NTLM'
RETURN h.IP AS source, h.hostname AS hostname, u.domain AS domain, u.user AS user, e.target AS target, sum(e.count) AS events,
       min(e.first) AS first, max(e.last) AS last
ORDER BY events DESC, source, domain, user, target
