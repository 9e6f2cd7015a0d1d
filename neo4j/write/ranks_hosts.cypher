// Writes ranks of hosts.
// in:  $case, $run, $rows [[key, rank, reasons, weights, place]]
// out: nothing
UNWIND $rows AS r
MATCH (h:IPAddress {case: $case, key: r[0]})
USING INDEX SEEK h:IPAddress(case, key)
SET h.rank = r[1], h.reasons = r[2], h.weights = r[3], h.place = r[4],
    h.rank_run = $run
