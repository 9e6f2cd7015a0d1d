// The ranked hosts of a case, the highest rank first.
// in:  $case
// out: key, rank, reasons, weights
MATCH (h:IPAddress {case: $case})
WHERE h.rank IS NOT NULL
RETURN h.key AS key, h.rank AS rank, coalesce(h.reasons, []) AS reasons, coalesce(h.weights, []) AS weights
ORDER BY coalesce(h.place, 9223372036854775807), key
