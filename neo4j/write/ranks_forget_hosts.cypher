// Takes earlier ranks from hosts that the newest run does not rank.
// in:  $case, $run
// out: nothing
MATCH (h:IPAddress {case: $case})
WHERE h.rank_run <> $run
REMOVE h.rank, h.place, h.reasons, h.weights, h.rank_run
