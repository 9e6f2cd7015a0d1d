// The hourly scores of some accounts.
// in:  $case, $keys
// out: key, start, detect  start = epoch seconds of the first hour
UNWIND $keys AS key
MATCH (u:Username {case: $case, key: key})
USING INDEX SEEK u:Username(case, key)
RETURN u.key AS key, coalesce(u.detect_start, 0) AS start, coalesce(u.detect, []) AS detect
