// Writes accounts as all imports together say they are.
// in:  $case, $rows [[key, user, domain, sid, rights, privileged, status, marks, wellknown, first, last]]
// out: nothing
UNWIND $rows AS r
MERGE (u:Username {case: $case, key: r[0]})
SET u.user = r[1], u.domain = r[2], u.sid = r[3], u.rights = r[4], u.privileged = r[5], u.status = r[6],
    u.marks = r[7], u.wellknown = r[8], u.first = r[9], u.last = r[10]
