// Ends a claimed job: done, failed or cancelled. May run twice. No row: the claim was lost.
// in:  $id, $claim, $state, $result, $code, $text, $hint
// out: state
MATCH (j:Job {id: $id})
SET j.touched = datetime.realtime()
WITH j
WHERE j.claim = $claim AND j.state IN ['running', $state]
SET j.state = $state, j.finished = datetime.realtime(), j.lease_until = null, j.eta_s = null, j.result = $result,
    j.error_code = $code, j.error_text = $text, j.error_hint = $hint
RETURN j.state AS state
