// Jobs by id, in the order asked for.
// in:  $ids
// out: id, case, kind, lane, parent, order, by, state, created, started, finished, after, tries, lease_until, worker,
//      stage, bytes_done, bytes_all, records, edges, rate, eta_s, cancel, error_code, error_text, error_hint, result
UNWIND range(0, size($ids) - 1) AS place
MATCH (j:Job {id: $ids[place]})
RETURN j.id AS id, j.case AS case, j.kind AS kind, j.lane AS lane, j.parent AS parent, j.order AS order, j.by AS by,
       j.state AS state, toString(j.created) AS created, toString(j.started) AS started, toString(j.finished) AS finished,
       toString(j.after) AS after, j.tries AS tries, toString(j.lease_until) AS lease_until, j.worker AS worker,
       j.stage AS stage, coalesce(j.bytes_done, 0) AS bytes_done, coalesce(j.bytes_all, 0) AS bytes_all,
       coalesce(j.records, 0) AS records, coalesce(j.edges, 0) AS edges, coalesce(j.rate, 0.0) AS rate, j.eta_s AS eta_s,
       j.cancel AS cancel, j.error_code AS error_code, j.error_text AS error_text, j.error_hint AS error_hint,
       j.result AS result
ORDER BY place
