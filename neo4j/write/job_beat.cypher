// A sign of life: prolongs a claim by $lease milliseconds of the server's clock and keeps how far the job is. No row: lost.
// in:  $id, $claim, $lease, $stage, $bytes_done, $bytes_all, $records, $edges, $rate, $eta_s
// out: cancel
MATCH (j:Job {id: $id})
SET j.touched = datetime.realtime()
WITH j
WHERE j.state = 'running' AND j.claim = $claim
SET j.lease_until = datetime.realtime() + duration({milliseconds: $lease}), j.stage = $stage, j.bytes_done = $bytes_done,
    j.bytes_all = $bytes_all, j.records = $records, j.edges = $edges, j.rate = $rate, j.eta_s = $eta_s
RETURN j.cancel AS cancel
