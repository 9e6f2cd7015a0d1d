// Gives a claimed job back to the queue, to be claimed after $wait milliseconds of the server's clock or, where it waits, when
// its children have ended. Errors say why it is tried again. May run twice. No row: the claim was lost.
// in:  $id, $claim, $wait, $waits, $tried, $code, $text, $hint
// out: state
MATCH (j:Job {id: $id})
SET j.touched = datetime.realtime()
WITH j
WHERE j.claim = $claim AND j.state IN ['running', 'queued']
SET j.tries = CASE WHEN j.state = 'running' AND NOT $tried THEN j.tries - 1 ELSE j.tries END,
    j.state = 'queued', j.waits = $waits, j.lease_until = null, j.eta_s = null, j.worker = null,
    j.after = datetime.realtime() + duration({milliseconds: $wait}),
    j.error_code = $code, j.error_text = $text, j.error_hint = $hint
RETURN j.state AS state
