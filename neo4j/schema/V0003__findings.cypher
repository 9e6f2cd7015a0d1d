// Findings by their number, and by where they come from. Every statement may run twice.
CREATE CONSTRAINT finding_id IF NOT EXISTS FOR (f:Finding) REQUIRE f.id IS UNIQUE;
CREATE INDEX finding_origin IF NOT EXISTS FOR (f:Finding) ON (f.origin);
