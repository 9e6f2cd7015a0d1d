// Records how and when a case was ranked.
// in:  $case, $run, $version, $ranking, $settings
// out: nothing
MATCH (c:Case {name: $case})
SET c.rank_run = $run, c.rank_version = $version, c.ranking = $ranking, c.rank_settings = $settings, c.ranked = datetime()
