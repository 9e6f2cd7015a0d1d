// A stand-in for `logontracer serve` while the viewer is developed and tested: node test/mock/server.mjs [port]
import { createServer } from 'node:http';
import { readFileSync, existsSync } from 'node:fs';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { company } from './company.mjs';
import { findings } from './findings.mjs';
import { routes } from './routes.mjs';

export const CSP = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; worker-src 'self'; font-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types svelte-trusted-html worker-url";
const DIST = fileURLToPath(new URL('../../dist', import.meta.url));
const KINDS = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml', '.woff2': 'font/woff2' };

export function serve(port = 0) {
  const world = company();
  const state = {
    world, findings: findings(world), users: [{ name: 'admin', role: 'admin', suspended: false, created: Date.UTC(2026, 9, 1), last_sign_in: Date.UTC(2026, 10, 8, 9) }, { name: 'aiko', role: 'analyst', suspended: false, created: Date.UTC(2026, 9, 2), last_sign_in: null }],
    passwords: { admin: 'correct horse battery', aiko: 'correct horse battery', fresh: 'one-time-password' }, sessions: new Map(), mustChange: new Set(['fresh']), tokens: [], views: [], notes: [], hunts: [], uploads: new Map(), jobs: [],
    cases: [{ name: 'CORP-2026-014', filled: true, members: ['aiko'] }, { name: 'empty', filled: false, members: [] }], audit: [], serial: 1,
  };
  state.users.push({ name: 'fresh', role: 'analyst', suspended: false, created: Date.UTC(2026, 9, 3), last_sign_in: null });
  const table = routes(state);
  const server = createServer(async (request, response) => {
    const url = new URL(request.url, 'http://mock');
    if (!url.pathname.startsWith('/api/')) return asset(url.pathname, response);
    try {
      await api(table, state, request, response, url);
    } catch (error) {
      const told = error.status ? error : { status: 500, code: 'internal', message: String(error.stack ?? error) };
      answer(response, told.status, { code: told.code, message: told.message, hint: told.hint });
    }
  });
  return new Promise((done) => server.listen(port, '127.0.0.1', () => done({ server, state, url: `http://127.0.0.1:${server.address().port}` })));
}

function asset(path, response) {
  const clean = normalize(path).replace(/^(\.\.[/\\])+/, '');
  const file = join(DIST, clean === '/' ? 'index.html' : clean);
  const found = existsSync(file) && extname(file) ? file : join(DIST, 'index.html');
  response.writeHead(200, { 'content-type': KINDS[extname(found)] ?? 'application/octet-stream', 'content-security-policy': CSP });
  response.end(readFileSync(found));
}

export function answer(response, status, body, headers = {}) {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(body === undefined ? undefined : JSON.stringify(body));
}

async function api(table, state, request, response, url) {
  const path = decodeURI(url.pathname.slice('/api/v1'.length));
  const cookie = /logontracer_session=([^;]+)/.exec(request.headers.cookie ?? '')?.[1];
  const me = state.sessions.get(cookie);
  const open = path === '/session' && request.method === 'POST';
  if (!open && !me) throw { status: 401, code: 'signed_out', message: 'Sign in first.' };
  if (!open && request.method !== 'GET' && request.headers['x-csrf-token'] !== me.csrf) throw { status: 403, code: 'csrf', message: 'The request lacks its token.' };
  for (const [method, pattern, handle] of table) {
    if (method !== request.method) continue;
    const match = pattern.exec(url.pathname.slice('/api/v1'.length));
    if (!match) continue;
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const raw = Buffer.concat(chunks);
    const body = raw.length && /json/.test(request.headers['content-type'] ?? '') ? JSON.parse(raw) : {};
    const told = await handle({ params: match.slice(1).map(decodeURIComponent), q: url.searchParams, body, raw, me, request, response, cookie });
    if (told !== undefined && !response.headersSent) answer(response, told.status ?? 200, told.body, told.headers);
    return;
  }
  throw { status: 404, code: 'not_found', message: `No such path: ${path}` };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { url } = await serve(Number(process.argv[2] ?? 8091));
  console.log(`mock on ${url}: admin / correct horse battery`);
}
