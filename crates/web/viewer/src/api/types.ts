/** Shapes of the API's answers. Times are epoch milliseconds UTC unless a name ends in `_s`. */

export type Role = 'viewer' | 'analyst' | 'admin';
export type Severity = 'info' | 'low' | 'medium' | 'high' | 'critical';
export type NodeKind = 'account' | 'host' | 'domain' | 'policy';
export type Relation = 'logon' | 'reached' | 'group' | 'policy';

export interface Me { name: string; role: Role; must_change_password: boolean; csrf: string | null; version: string }
export interface User { name: string; role: Role; suspended: boolean; created: number; last_sign_in: number | null }
export interface Token { id: string; name: string; role: Role; created: number; expires: number | null; last_used: number | null }
export interface AuditEntry { id: string | number; at: number; who: string; what: string; case: string | null; detail: string; address: string | null }

export interface CaseSummary {
  name: string; accounts: number; hosts: number; edges: number; imports: number; findings: number;
  first: number | null; last: number | null; version?: number | string; ranked_at: number | null; ranking: string | null; jobs_running: number;
}
export interface Clear { at: number; user?: string; domain?: string; computer: string; channel?: string }
export interface CaseDetail extends CaseSummary { clears: Clear[]; members: string[] }

export type JobState = 'queued' | 'running' | 'done' | 'failed' | 'cancelled';
export interface Job {
  id: string; case: string | null; kind: string; state: JobState; by: string; created: number | null; started: number | null; finished: number | null;
  stage: string | null; bytes_done: number; bytes_all: number; records: number; edges: number; rate: number; eta_s: number | null; cancelling?: boolean;
  error?: { code: string; message: string; hint?: string | null } | null; result?: unknown;
}
/** How far an upload is; `upload` once all bytes are there. */
export interface Standing { id: string; offset: number; bytes: number; upload?: Upload | null }
export interface Upload { sha256: string; bytes: number; kind: string; name: string; known: boolean }
export interface ImportSummary {
  id: string; source: string; by: string; state: string; started: number | null; finished?: number | null; logons: number | null;
  first: number | null; last: number | null;
}
export interface ImportDetail extends ImportSummary { report?: unknown }

/** Columns of equal length: one entry per node or edge. */
export interface NodeColumns {
  key: string[]; kind: NodeKind[]; name: string[]; domain: string[]; sid: string[]; rank: (number | null)[]; place: (number | null)[];
  privileged: boolean[]; dc: boolean[]; machine: boolean[]; first: (number | null)[]; last: (number | null)[]; x: number[]; y: number[];
  status: string[]; findings: ('' | Severity)[];
}
export interface EdgeColumns {
  from: number[]; to: number[]; target: number[]; relation: Relation[]; id: number[]; type: number[]; package: number[];
  status: number[]; failed: boolean[]; count: number[]; first: number[]; last: number[];
}
export interface GraphAnswer {
  version: number | string; shown: { edges: number; nodes: number }; total: { edges: number; nodes: number; events: number }; left_out?: string | null;
  nodes: NodeColumns; edges: EdgeColumns; packages: string[]; statuses: string[];
}

export interface Reason { text: string; weight: number; from?: number | null; to?: number | null }
/** Something that happened to an account: created, put into a group. */
export interface Mark { at: number; what: string }
export interface Account {
  key: string; name: string; domain: string; sid: string | null; rank: number | null; place: number | null; privileged: boolean; machine: boolean;
  status: string; marks: Mark[]; first: number | null; last: number | null; count: number; failures: number; hosts: number; reasons: Reason[]; findings: number;
}
export interface Host {
  key: string; name: string; addresses: string[]; rank: number | null; place: number | null; dc: boolean; first: number | null; last: number | null; count: number;
  failures: number; accounts: number; reasons: Reason[]; findings: number;
}
export interface Page<T> { version: number | string; total: number; rows: T[] }

export interface Part { key: string; kind: NodeKind; name: string; role: string }
export interface Evidence { computer: string; log: string; record: number; time: number; id?: number }
export interface Finding {
  id: string; rule: string; title: string; severity: Severity; technique: string; first: number; last: number; count: number; text: string;
  parts: Part[]; evidence: Evidence[];
}
export interface Session {
  from_host: string; from_name: string; account: string; target: string | null; target_name: string | null; type: number; first: number; last: number; count: number;
}
export interface Neighbour { key: string; kind: NodeKind; name: string; count: number; failures: number; first: number; last: number }
export interface NodeDetail {
  kind: NodeKind; account?: Account | null; host?: Host | null; findings: Finding[]; groups: Mark[]; sessions: Session[];
  neighbours: Neighbour[]; anomaly?: { start: number; hours: number[] } | null;
}
export interface Hit { key: string; kind: NodeKind; name: string; domain: string; matched: string; rank: number | null; place: number | null }

export interface Gap { from: number; to: number; computer: string; log: string }
export interface TimelineAnswer {
  version: number | string; start: number; bucket_s: number; series: { id: number; count: number[] }[]; failures: number[]; anomaly: number[]; anomaly_of?: string;
  clears: Clear[]; gaps: Gap[];
}
export interface HeatRow { key: string; name: string; place: number | null; hour: number[]; count: number[]; anomaly: number[] }
export interface HeatmapAnswer { version: number | string; start_s: number; hours: number; rows: HeatRow[]; clears: Clear[]; total?: number }
export interface AnomalyAnswer { start_s: number; hour: number[]; ids: Record<string, number[]>; score: number[]; detect: number | null }

export interface RawRecord { computer: string; log: string; record: number; time: number; id: number; fields: Record<string, unknown>; xml?: string | null; file?: string }
export interface EventsAnswer { rows: RawRecord[]; left_out?: string | null }
export interface PathStep {
  from: string; from_name: string; to: string; to_name: string; kind: 'logon' | 'reached'; against: boolean; id: number; type: number; at: number; count: number;
}
export interface PathsAnswer { paths: { steps: PathStep[] }[]; reached: { key: string; name: string; at: number; steps: number }[]; left_out?: string | null }
export interface EdgeGraph { nodes: NodeColumns; edges: EdgeColumns; packages: string[]; statuses: string[] }
export interface NodeName { key: string; name: string }
export interface DiffAnswer {
  new_edges: EdgeGraph; gone_edges: EdgeGraph; new_nodes: NodeName[]; gone_nodes: NodeName[];
  changed: { from: string; to: string; a: number; b: number }[];
  totals: { new_edges: number; gone_edges: number; new_nodes: number; gone_nodes: number; changed: number }; left_out?: string | null;
}
export interface End { key: string; name: string }
export interface TableRow {
  from: End; address: string; to: End; target: End | null; id: number; type: number; package: string; status: string; failed: boolean; count: number;
  first: number; last: number;
}

export interface Hunt { name: string; title: string; what: string; technique: string | null; params: { name: string }[]; text: string }
export interface SavedHunt { name: string; title: string; text: string; shared: boolean; owner?: string }
export interface HuntResult { columns: string[]; rows: unknown[][]; truncated: boolean; took_ms: number }
export interface SavedView { id: string; name: string; url_state: string; shared: boolean; owner?: string; created?: number }
export interface Note { key: string; text: string; by?: string; at?: number }
