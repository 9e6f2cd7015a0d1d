//! Every Cypher statement of the program, embedded from its file under `neo4j/`.

/// A statement and its name, which is its file's name in capitals.
#[derive(Clone, Copy, Debug)]
pub struct Statement {
    /// The file's stem in capitals.
    pub name: &'static str,
    /// The file under `neo4j/`.
    pub path: &'static str,
    /// The text: a comment and one statement.
    pub text: &'static str,
    /// An import or the queue does it for some seconds at most: an answer that does not come within a minute will not
    /// come at all. What clears, ranks, links or reads a whole case may take minutes.
    pub(crate) quick: bool,
}

macro_rules! statements {
    (@ quick) => { true };
    (@) => { false };
    ($($name:ident = $path:literal $($quick:ident)?;)*) => {
        $(pub(crate) const $name: Statement = Statement {
            name: stringify!($name),
            path: $path,
            text: include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../neo4j/", $path)),
            quick: statements!(@ $($quick)?),
        };)*
        /// All of them.
        pub const ALL: &[Statement] = &[$($name),*];
    };
}

statements! {
    SERVER_VERSION = "read/server_version.cypher" quick;
    SERVER_CLOCK = "read/server_clock.cypher" quick;
    SCHEMA_RECORDED = "read/schema_recorded.cypher";
    SCHEMA_AWAIT = "read/schema_await.cypher";
    SCHEMA_RECORD = "write/schema_record.cypher";
    CASE_CREATE = "write/case_create.cypher";
    CASE_ENSURE = "write/case_ensure.cypher" quick;
    CASE_LIST = "read/case_list.cypher";
    CASE_FIND = "read/case_find.cypher" quick;
    CASE_SUMMARIES = "read/case_summaries.cypher";
    CLEAR_LIST = "read/clear_list.cypher";
    CASE_VERSION = "read/case_version.cypher";
    CASE_FINDINGS_MOVED = "write/case_findings_moved.cypher" quick;
    CASE_CLEAR_EVENTS = "write/case_clear_events.cypher";
    CASE_CLEAR_REACHED = "write/case_clear_reached.cypher";
    CASE_CLEAR_ACCOUNTS = "write/case_clear_accounts.cypher";
    CASE_CLEAR_HOSTS = "write/case_clear_hosts.cypher";
    CASE_CLEAR_BATCHES = "write/case_clear_batches.cypher";
    CASE_CLEAR_RECORD_SETS = "write/case_clear_record_sets.cypher";
    CASE_CLEAR_FINDINGS = "write/case_clear_findings.cypher";
    CASE_CLEAR_JOBS = "write/case_clear_jobs.cypher";
    CASE_CLEAR_REST = "write/case_clear_rest.cypher";
    IMPORT_BEGIN = "write/import_begin.cypher" quick;
    IMPORT_LIST = "read/import_list.cypher" quick;
    IMPORT_FIND = "read/import_find.cypher" quick;
    IMPORT_PLAN = "write/import_plan.cypher" quick;
    IMPORT_FINISH = "write/import_finish.cypher" quick;
    IMPORT_CLOSE = "write/import_close.cypher" quick;
    IMPORT_DELETE = "write/import_delete.cypher";
    BATCH_NUMBERS = "read/batch_numbers.cypher" quick;
    BATCH_NODES = "read/batch_nodes.cypher";
    BATCH_ROWS = "read/batch_rows.cypher";
    BATCH_FIND = "read/batch_find.cypher";
    BATCH_KEEP = "write/batch_keep.cypher" quick;
    BATCH_EVENTS = "write/batch_events.cypher" quick;
    BATCH_REACHED = "write/batch_reached.cypher" quick;
    BATCH_DELETE = "write/batch_delete.cypher";
    EVENTS_DELETE = "write/events_delete.cypher";
    EVENTS_DELETE_HOSTS = "write/events_delete_hosts.cypher";
    REACHED_DELETE = "write/reached_delete.cypher";
    LORE = "read/lore.cypher" quick;
    LORE_WRITE = "write/lore_write.cypher" quick;
    RECORD_SETS = "read/record_sets.cypher" quick;
    RECORD_SETS_WRITE = "write/record_sets_write.cypher" quick;
    RECORD_SETS_DELETE = "write/record_sets_delete.cypher";
    NODES_REVISION = "write/nodes_revision.cypher" quick;
    ACCOUNTS_WRITE = "write/accounts_write.cypher" quick;
    HOSTS_WRITE = "write/hosts_write.cypher" quick;
    ACCOUNTS_DELETE = "write/accounts_delete.cypher";
    HOSTS_DELETE = "write/hosts_delete.cypher";
    DOMAINS_WRITE = "write/domains_write.cypher";
    DOMAINS_DELETE = "write/domains_delete.cypher";
    GROUPS_WRITE = "write/groups_write.cypher";
    CLEARS_WRITE = "write/clears_write.cypher";
    POLICIES_WRITE = "write/policies_write.cypher";
    SPAN_WRITE = "write/span_write.cypher";
    RANKS_ACCOUNTS = "write/ranks_accounts.cypher";
    RANKS_HOSTS = "write/ranks_hosts.cypher";
    RANKS_FORGET_ACCOUNTS = "write/ranks_forget_accounts.cypher";
    RANKS_FORGET_HOSTS = "write/ranks_forget_hosts.cypher";
    RANKS_RUN = "write/ranks_run.cypher";
    FINDINGS_WRITE = "write/findings_write.cypher" quick;
    FINDINGS_LINK = "write/findings_link.cypher";
    FINDINGS_DELETE = "write/findings_delete.cypher";
    FINDING_ROWS = "read/finding_rows.cypher";
    ACCOUNT_ROWS = "read/account_rows.cypher";
    HOST_ROWS = "read/host_rows.cypher";
    JOBS_ADD = "write/jobs_add.cypher" quick;
    JOB_CLAIM = "write/job_claim.cypher" quick;
    JOB_BEAT = "write/job_beat.cypher" quick;
    JOB_END = "write/job_end.cypher" quick;
    JOB_BACK = "write/job_back.cypher" quick;
    JOB_CANCEL = "write/job_cancel.cypher" quick;
    JOB_RETRY = "write/job_retry.cypher" quick;
    JOB_ROWS = "read/job_rows.cypher" quick;
    JOB_LIST = "read/job_list.cypher" quick;
    JOB_CHILDREN = "read/job_children.cypher" quick;
    JOB_COUNTS = "read/job_counts.cypher" quick;
    EVIDENCE_USED = "read/evidence_used.cypher";
    WATCH_STATE = "read/watch_state.cypher";
    WATCH_STATE_WRITE = "write/watch_state_write.cypher";
    IMPORTS_BEFORE = "read/imports_before.cypher";
    ACCOUNT_PLACES = "read/account_places.cypher";
    ACCOUNT_HOURS = "read/account_hours.cypher";
    HOST_PLACES = "read/host_places.cypher";
}
