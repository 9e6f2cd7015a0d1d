// Records that a schema file was run.
// in:  $version, $file, $checksum
// out: nothing
MERGE (s:Schema {version: $version})
ON CREATE SET s.file = $file, s.checksum = $checksum, s.at = datetime()
