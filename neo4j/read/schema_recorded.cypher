// Which schema files were run on this database.
// in:  nothing
// out: version, checksum
MATCH (s:Schema)
RETURN s.version AS version, s.checksum AS checksum
ORDER BY version
