// title: Domain Check
// finds: Which accounts belong to which domain.
// params: case
// attack: T1087.002
MATCH (d:Domain {case: $case})<-[:Group]-(u:Username)
RETURN d.domain AS domain, d.aliases AS aliases, u.user AS user, u.sid AS sid, u.rights AS rights
ORDER BY domain, user, sid
