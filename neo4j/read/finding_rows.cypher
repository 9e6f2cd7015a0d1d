// The findings of a case: those of finished imports, and those of its analysis.
// in:  $case, $analysis  the origin of the analysis' own
// out: one row a finding, in the order of time
MATCH (f:Finding {case: $case})
WHERE f.origin = $analysis OR EXISTS { MATCH (i:Import {id: f.origin}) WHERE i.state = 'done' }
RETURN f.id AS id, f.rule AS rule, f.title AS title, f.severity AS severity, f.technique AS technique,
       f.confidence AS confidence, f.first AS first, f.last AS last, f.count AS count, f.text AS text,
       f.accountkeys AS accountkeys, f.accountparts AS accountparts, f.hostkeys AS hostkeys, f.hostparts AS hostparts,
       f.evidence_computer AS computers, f.evidence_channel AS channels, f.evidence_record AS records,
       f.evidence_id AS ids, f.evidence_time AS times
ORDER BY first, rule, text, id
