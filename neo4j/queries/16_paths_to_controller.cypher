// title: Paths to a Domain Controller
// finds: Accounts that reached a domain controller, and the hosts they came from.
// params: case
// attack: T1021
MATCH (dc:IPAddress {case: $case})<-[l:LogonTo]-(u:Username)
WHERE dc.dc
MATCH (h:IPAddress)-[e:Event]->(u)
WHERE h.IP <> dc.IP
RETURN dc.IP AS controller, u.domain AS domain, u.user AS user, collect(DISTINCT h.IP) AS sources, max(u.rank) AS rank
ORDER BY rank DESC, controller, domain, user
