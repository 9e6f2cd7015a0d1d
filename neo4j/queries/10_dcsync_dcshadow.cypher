// title: Detect DCSync/DCShadow
// finds: Accounts that asked for replication as only domain controllers do, or posed as one.
// params: case
// attack: T1003.006, T1207
MATCH (u:Username {case: $case})
WHERE any(mark IN u.marks WHERE mark CONTAINS 'DCSync' OR mark CONTAINS 'DCShadow')
RETURN u.domain AS domain, u.user AS user, u.sid AS sid, u.status AS status, u.first AS first, u.last AS last
ORDER BY domain, user
