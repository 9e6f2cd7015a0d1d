// The ranked accounts of a case without their hourly scores, the highest rank first.
// in:  $case
// out: key, rank, reasons, weights, anomaly, sequence
MATCH (u:Username {case: $case})
WHERE u.rank IS NOT NULL
RETURN u.key AS key, u.rank AS rank, coalesce(u.reasons, []) AS reasons, coalesce(u.weights, []) AS weights,
       u.anomaly AS anomaly, coalesce(u.sequence, false) AS sequence
ORDER BY coalesce(u.place, 9223372036854775807), key
