// What makes nodes unique and quick to find. Every statement may run twice.
// Keys are texts made by the program: names in logs can be longer than an index takes.
CREATE CONSTRAINT schema_version IF NOT EXISTS FOR (s:Schema) REQUIRE s.version IS UNIQUE;
CREATE CONSTRAINT case_name IF NOT EXISTS FOR (c:Case) REQUIRE c.name IS UNIQUE;
CREATE CONSTRAINT username_key IF NOT EXISTS FOR (u:Username) REQUIRE (u.case, u.key) IS UNIQUE;
CREATE CONSTRAINT ipaddress_key IF NOT EXISTS FOR (h:IPAddress) REQUIRE (h.case, h.key) IS UNIQUE;
CREATE CONSTRAINT domain_key IF NOT EXISTS FOR (d:Domain) REQUIRE (d.case, d.key) IS UNIQUE;
CREATE CONSTRAINT date_case IF NOT EXISTS FOR (d:Date) REQUIRE d.case IS UNIQUE;
CREATE CONSTRAINT import_id IF NOT EXISTS FOR (i:Import) REQUIRE i.id IS UNIQUE;
CREATE CONSTRAINT import_content IF NOT EXISTS FOR (i:Import) REQUIRE (i.case, i.sha256) IS UNIQUE;
CREATE CONSTRAINT batch_number IF NOT EXISTS FOR (b:Batch) REQUIRE (b.import, b.n) IS UNIQUE;
CREATE INDEX username_case IF NOT EXISTS FOR (u:Username) ON (u.case);
CREATE INDEX ipaddress_case IF NOT EXISTS FOR (h:IPAddress) ON (h.case);
CREATE INDEX domain_case IF NOT EXISTS FOR (d:Domain) ON (d.case);
CREATE INDEX batch_case IF NOT EXISTS FOR (b:Batch) ON (b.case);
CREATE INDEX batch_import IF NOT EXISTS FOR (b:Batch) ON (b.import);
CREATE INDEX import_case IF NOT EXISTS FOR (i:Import) ON (i.case);
CREATE INDEX deletetime_case IF NOT EXISTS FOR (c:Deletetime) ON (c.case);
CREATE INDEX policy_case IF NOT EXISTS FOR (p:ID) ON (p.case);
CREATE INDEX finding_case IF NOT EXISTS FOR (f:Finding) ON (f.case);
