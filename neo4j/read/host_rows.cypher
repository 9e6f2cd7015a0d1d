// The hosts of a case, the highest rank first.
// in:  $case
// out: one row a host
MATCH (h:IPAddress {case: $case})
RETURN h.IP AS ip, h.hostname AS hostname, h.addresses AS addresses, h.dc AS dc, h.rank AS rank,
       h.first AS first, h.last AS last, coalesce(h.reasons, []) AS reasons, coalesce(h.weights, []) AS weights
ORDER BY coalesce(h.place, 9223372036854775807), ip
