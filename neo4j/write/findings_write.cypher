// Writes findings; who is in them is kept as keys, and linked once the nodes are there.
// in:  $case, $origin  import id, or "analysis:" and the case; $rows  lists of values, see next
//      [[id, rule, title, severity, technique, confidence, first, last, count, text,
//       accountkeys, accountparts, hostkeys, hostparts, computers, channels, records, ids, times]]
// out: nothing
UNWIND $rows AS r
MERGE (f:Finding {id: r[0]})
SET f.case = $case, f.origin = $origin, f.linked = false, f.rule = r[1], f.title = r[2], f.severity = r[3],
    f.technique = r[4], f.confidence = r[5], f.first = r[6], f.last = r[7], f.count = r[8], f.text = r[9],
    f.accountkeys = r[10], f.accountparts = r[11], f.hostkeys = r[12], f.hostparts = r[13],
    f.evidence_computer = r[14], f.evidence_channel = r[15], f.evidence_record = r[16], f.evidence_id = r[17],
    f.evidence_time = r[18]
