// title: Add/Delete Users
// finds: Accounts that were created, deleted, or put into or taken out of groups.
// params: case
// attack: T1136, T1098
MATCH (u:Username {case: $case})
WHERE any(mark IN u.marks WHERE mark CONTAINS 'Created' OR mark CONTAINS 'Deleted' OR mark CONTAINS 'AddGroup' OR mark CONTAINS 'RemoveGroup')
RETURN u.domain AS domain, u.user AS user, u.sid AS sid, u.status AS status, u.first AS first, u.last AS last
ORDER BY domain, user
