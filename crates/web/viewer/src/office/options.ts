/** What an import asks for beside its source. */
export interface ImportChoices { from: string; to: string; zone: string; replace: boolean; analyze: boolean; ranking: 'score' | 'classic'; export: boolean }

export const noOptions = (): ImportChoices => ({ from: '', to: '', zone: '', replace: false, analyze: true, ranking: 'score', export: false });

/** The body of the request; what was left empty is left out. Times keep the wall clock of their zone. */
export function importBody(choices: ImportChoices): Record<string, unknown> {
  const body: Record<string, unknown> = { replace: choices.replace, analyze: choices.analyze, export: choices.export };
  if (choices.analyze) body.ranking = choices.ranking;
  if (choices.from) body.from = withSeconds(choices.from);
  if (choices.to) body.to = withSeconds(choices.to);
  if (choices.zone.trim()) body.zone = choices.zone.trim();
  return body;
}

const withSeconds = (text: string) => (/T\d\d:\d\d$/.test(text) ? `${text}:00` : text);
