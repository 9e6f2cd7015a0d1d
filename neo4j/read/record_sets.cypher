// Which records the finished imports of a case have read, in no order.
// in:  $case
// out: computer, channel, day, bytes
MATCH (i:Import {case: $case})
WHERE i.state = 'done'
MATCH (r:RecordSet {import: i.id})
RETURN r.computer AS computer, r.channel AS channel, r.day AS day, r.bytes AS bytes
