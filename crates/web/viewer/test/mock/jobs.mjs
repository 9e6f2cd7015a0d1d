// Uploads, imports and the jobs that do them; a job here finishes in a second and fills its case.
import { createHash } from 'node:crypto';
import { HOUR, START } from './company.mjs';

const STAGES = ['reading', 'writing', 'analyzing'];

export function jobRoutes(state) {
  const start = (kase, kind, by) => {
    const job = { id: `j${state.serial++}`, case: kase, kind, state: 'running', by, created: Date.now(), started: Date.now(), finished: null, stage: 'reading', bytes_done: 0, bytes_all: 64_000_000, records: 0, edges: 0, rate: 0, eta_s: 2, error: null };
    state.jobs.unshift(job);
    let step = 0;
    const timer = setInterval(() => {
      if (job.state !== 'running') return clearInterval(timer);
      step += 1;
      Object.assign(job, { bytes_done: Math.min(job.bytes_all, step * 8_000_000), records: step * 21_000, edges: step * 900, rate: 84_000, eta_s: Math.max(0, 8 - step) / 4, stage: STAGES[Math.min(2, Math.floor(step / 3))] });
      if (step < 8) return;
      Object.assign(job, { state: 'done', finished: Date.now(), stage: null, result: { import: 'i1' } });
      const found = state.cases.find((c) => c.name === kase);
      if (kind === 'remove_case') state.cases = state.cases.filter((c) => c !== found);
      else if (found) found.filled = true;
      clearInterval(timer);
    }, 120);
    return { status: 202, body: job };
  };
  const job = (id) => { const found = state.jobs.find((j) => j.id === id); if (!found) throw { status: 404, code: 'not_found', message: 'There is no such job.' }; return found; };
  const imports = () => [{ id: 'i1', source: 'Security.evtx', by: 'admin', state: 'done', started: START + 339 * HOUR, logons: 168_000, finished: START + 339 * HOUR + 90_000, first: START, last: START + 335 * HOUR }];
  const C = (rest) => new RegExp(`^/cases/([^/]+)${rest}$`);
  return [
    ['POST', C('/uploads'), ({ body }) => { const id = `u${state.serial++}`; state.uploads.set(id, { ...body, parts: [], offset: 0 }); return { status: 201, body: { id, offset: 0, bytes: body.bytes } }; }],
    ['PATCH', /^\/uploads\/([^/]+)$/, ({ params, raw, request }) => {
      const upload = state.uploads.get(params[0]);
      if (Number(request.headers['upload-offset']) !== upload.offset) throw { status: 409, code: 'wrong_offset', message: 'The upload stands elsewhere.' };
      upload.parts.push(raw); upload.offset += raw.length;
      if (upload.offset < upload.bytes) return { status: 200, body: { id: params[0], offset: upload.offset, bytes: upload.bytes } };
      const all = Buffer.concat(upload.parts);
      if (!/\.(evtx|xml|ndjson|jsonl|gz|zip)$/i.test(upload.name)) throw { status: 415, code: 'not_logs', message: `${upload.name} holds no Windows event log.`, hint: 'EVTX, XML, JSON lines, or a zip of these.' };
      return { status: 200, body: { id: params[0], offset: upload.offset, bytes: upload.bytes, upload: { sha256: createHash('sha256').update(all).digest('hex'), bytes: upload.bytes, kind: 'evtx', name: upload.name, known: false } } };
    }],
    ['GET', /^\/uploads\/([^/]+)$/, ({ params }) => { const u = state.uploads.get(params[0]); return { status: 200, body: { id: params[0], offset: u.offset, bytes: u.bytes } }; }],
    ['POST', C('/imports'), ({ params, me }) => start(params[0], 'import', me.name)],
    ['POST', C('/imports/elasticsearch'), ({ params, me }) => start(params[0], 'import_es', me.name)],
    ['GET', C('/imports'), ({ params }) => ({ status: 200, body: { imports: state.cases.find((c) => c.name === params[0])?.filled ? imports() : [] } })],
    ['GET', C('/imports/([^/]+)'), () => ({ status: 200, body: { ...imports()[0], report: { records: 171_204, kept: 168_000, skipped: { 'not a logon': 3000, 'no account': 204 }, files: [{ name: 'Security.evtx', sha256: 'ab'.repeat(32), records: 171_204 }] } } })],
    ['DELETE', C('/imports/([^/]+)'), ({ params, me }) => start(params[0], 'remove_import', me.name)],
    ['DELETE', C(''), ({ params, me }) => start(params[0], 'remove_case', me.name)],
    ['POST', C('/analysis'), ({ params, me }) => start(params[0], 'analyze', me.name)],
    ['POST', C('/export/elasticsearch'), ({ params, me }) => start(params[0], 'export', me.name)],
    ['GET', /^\/jobs$/, ({ q }) => ({ status: 200, body: { jobs: state.jobs.filter((j) => !q.get('case') || j.case === q.get('case')) } })],
    ['GET', /^\/jobs\/([^/]+)$/, ({ params }) => ({ status: 200, body: job(params[0]) })],
    ['POST', /^\/jobs\/([^/]+)\/cancel$/, ({ params }) => { Object.assign(job(params[0]), { state: 'cancelled', finished: Date.now() }); return { status: 200, body: job(params[0]) }; }],
    ['POST', /^\/jobs\/([^/]+)\/retry$/, ({ params, me }) => start(job(params[0]).case, job(params[0]).kind, me.name)],
    ['GET', /^\/jobs\/([^/]+)\/events$/, ({ params, response }) => {
      const told = job(params[0]);
      response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
      const tell = () => { response.write(`event: job\ndata: ${JSON.stringify(told)}\n\n`); if (told.state !== 'running') { clearInterval(timer); response.end(); } };
      const timer = setInterval(tell, 150);
      tell();
    }],
  ];
}
