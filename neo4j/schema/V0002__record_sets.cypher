// What an import read, so that another import of the same records does not count them again.
// Computers and channels are no keys: names in logs can be longer than an index takes.
CREATE CONSTRAINT recordset_number IF NOT EXISTS FOR (r:RecordSet) REQUIRE (r.import, r.n) IS UNIQUE;
CREATE INDEX recordset_import IF NOT EXISTS FOR (r:RecordSet) ON (r.import);
CREATE INDEX recordset_case IF NOT EXISTS FOR (r:RecordSet) ON (r.case);
