/** Holds the shapes the screen works with against the ones the server's document promises: where they part, types fail. */
import type { components } from './schema';
import type * as T from './types';

type Server = components['schemas'];

/** Words of a closed set count as text: the document does not always list them. */
type Loose<V> = V extends string ? string : V extends (infer I)[] ? Loose<I>[] : V extends object ? { [K in keyof V]: Loose<V[K]> } : V;
/** What may be null the document also lets be absent; the server always sends it. */
type Sent<V> = V extends string ? string : V extends (infer I)[] ? Sent<I>[] : V extends object ? { [K in keyof V]-?: Sent<V[K]> } : V;
type Agrees<Ours, Theirs> = Sent<Theirs> extends Loose<Ours> ? true : ['parts', Ours, Theirs];
type All<Checks extends true[]> = Checks;

export type Agreement = All<[
  Agrees<T.Me, Server['Me']>, Agrees<T.User, Server['User']>, Agrees<T.Token, Server['Token']>, Agrees<T.AuditEntry, Server['AuditEntry']>,
  Agrees<T.CaseSummary, Server['CaseView']>, Agrees<T.CaseDetail, Server['CaseDetail']>, Agrees<T.ImportSummary, Server['ImportView']>,
  Agrees<T.Standing, Server['Standing']>, Agrees<T.Upload, Server['Upload']>, Agrees<T.NodeColumns, Server['NodeColumns']>, Agrees<T.EdgeColumns, Server['EdgeColumns']>,
  Agrees<T.GraphAnswer, Server['GraphView']>, Agrees<T.Account, Server['AccountView']>, Agrees<T.Host, Server['HostView']>, Agrees<T.NodeDetail, Server['NodeView']>,
  Agrees<T.Hit, Server['Hit']>, Agrees<T.TimelineAnswer, Server['Timeline']>, Agrees<T.HeatmapAnswer, Server['Heatmap']>, Agrees<T.AnomalyAnswer, Server['Anomalies']>,
  Agrees<T.EventsAnswer, Server['RawRecords']>, Agrees<T.PathsAnswer, Server['Paths']>, Agrees<T.DiffAnswer, Server['Diff']>, Agrees<T.TableRow, Server['TableRow']>,
  Agrees<T.Finding, Server['FindingView']>, Agrees<T.Hunt, Server['HuntView']>, Agrees<T.SavedHunt, Server['SavedHunt']>, Agrees<T.HuntResult, Server['HuntResult']>,
  Agrees<T.SavedView, Server['SavedView']>, Agrees<T.Note, Server['Note']>, Agrees<T.Job, Server['JobView']>,
]>;
