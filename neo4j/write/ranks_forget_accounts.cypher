// Takes earlier ranks from accounts that the newest run does not rank.
// in:  $case, $run
// out: nothing
MATCH (u:Username {case: $case})
WHERE u.rank_run <> $run
REMOVE u.rank, u.place, u.reasons, u.weights, u.anomaly, u.detect, u.sequence, u.detect_start, u.rank_run
