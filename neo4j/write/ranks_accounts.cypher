// Writes ranks of accounts.
// in:  $case, $run, $rows [[key, rank, reasons, weights, anomaly, detect, sequence, place]], $detect_start  epoch seconds of the first hour
// out: nothing
UNWIND $rows AS r
MATCH (u:Username {case: $case, key: r[0]})
USING INDEX SEEK u:Username(case, key)
SET u.rank = r[1], u.reasons = r[2], u.weights = r[3], u.anomaly = r[4], u.detect = r[5], u.sequence = r[6], u.detect_start = $detect_start,
    u.place = r[7], u.rank_run = $run
