// The queue of jobs that whoever asks and whoever works share. Every statement may run twice.
CREATE CONSTRAINT queue_name IF NOT EXISTS FOR (q:Queue) REQUIRE q.name IS UNIQUE;
CREATE CONSTRAINT job_id IF NOT EXISTS FOR (j:Job) REQUIRE j.id IS UNIQUE;
CREATE CONSTRAINT job_key IF NOT EXISTS FOR (j:Job) REQUIRE j.key IS UNIQUE;
CREATE INDEX job_state IF NOT EXISTS FOR (j:Job) ON (j.queue, j.state);
CREATE INDEX job_case IF NOT EXISTS FOR (j:Job) ON (j.case);
CREATE INDEX job_lane IF NOT EXISTS FOR (j:Job) ON (j.queue, j.lane, j.state);
CREATE INDEX job_parent IF NOT EXISTS FOR (j:Job) ON (j.parent, j.state);
