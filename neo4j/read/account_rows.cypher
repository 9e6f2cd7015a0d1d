// The accounts of a case, the highest rank first.
// in:  $case
// out: one row an account
MATCH (u:Username {case: $case})
RETURN u.user AS user, u.domain AS domain, u.sid AS sid, u.rights AS rights, u.status AS status,
       coalesce(u.wellknown, false) AS wellknown, u.rank AS rank, u.anomaly AS anomaly, u.first AS first, u.last AS last,
       coalesce(u.reasons, []) AS reasons, coalesce(u.weights, []) AS weights, coalesce(u.sequence, false) AS sequence
ORDER BY coalesce(u.place, 9223372036854775807), user, domain
