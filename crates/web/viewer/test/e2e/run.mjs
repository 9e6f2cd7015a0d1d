// Journeys through the viewer in Chromium.
//   npm run e2e                              on the mock
//   npm run e2e -- --server URL --user NAME --password P --evtx FILE… [--es-index INDEX]
//   npm run e2e -- --only NAME               one journey after signing in
//   npm run e2e -- --slow 700                every answer takes 700 ms longer: finds what leans on a quick machine
// Speaks as cargo's tests do, so that scripts/test counts both alike.
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { serve } from '../mock/server.mjs';
import { upToDate } from '../api.mjs';
import { violations } from './access.mjs';
import { open, signIn, slowly } from './browser.mjs';
import * as elastic from './elastic.mjs';
import * as explore from './explore.mjs';
import * as office from './office.mjs';

const { values: given } = parseArgs({ options: {
  server: { type: 'string' }, user: { type: 'string', default: 'admin' }, password: { type: 'string', default: 'correct horse battery' }, evtx: { type: 'string', multiple: true },
  'es-index': { type: 'string' }, only: { type: 'string' }, slow: { type: 'string' }, 'no-access': { type: 'boolean' }, theme: { type: 'string', multiple: true, default: ['dark', 'light'] },
} });
/** Waits are for a loaded machine; what is there sooner is not waited for. */
const PATIENCE = 30_000;
const OUT = 'test/out';
mkdirSync(OUT, { recursive: true });
const picture = (name) => `${OUT}/failed-${given.server ? 'server' : 'mock'}-${name}.png`;
for (const old of readdirSync(OUT)) if (`${OUT}/${old}`.startsWith(picture('').slice(0, -4))) rmSync(`${OUT}/${old}`);
const mock = given.server ? null : await serve();
const url = given.server ?? mock.url;
const where = mock ? 'viewer::mock' : 'viewer::server';
const stamp = Date.now().toString(36);
const context = {
  ...(await open(url)), url, name: given.user, password: given.password, caseName: `e2e-${stamp}`, companyCase: `e2e-company-${stamp}`, index: given['es-index'], server: given.server,
  evtx: given.evtx ?? { name: 'Security.evtx', mimeType: 'application/octet-stream', buffer: Buffer.alloc(20_000_000, 'ElfFile\0') },
};
if (given.slow) await slowly(context.page, /\/api\//, Number(given.slow));
const axeCase = mock ? 'CORP-2026-014' : given['es-index'] ? context.companyCase : context.caseName;
const access = given['no-access'] ? [] : given.theme.map((theme) => Object.defineProperty(() => lookedThrough(theme), 'name', { value: `axe_${theme}` }));

/** The types that the viewer is checked with are those of this server. */
async function typesAreTheServers() {
  const document = await (await fetch(`${url}/api/v1/openapi.json`)).json();
  if (!(await upToDate(document))) throw new Error(`src/api/schema.ts is not what the server tells: npm run api -- ${url}/api/v1/openapi.json`);
}

const before = [...(mock ? [office.wrongPasswordIsRefused, office.passwordMustBeChanged] : [typesAreTheServers]), office.firstMinute];
const after = [office.refusedFileIsTold, office.peopleAreManaged, ...(given['es-index'] ? [elastic.fromElasticsearch] : []), ...access, office.caseIsDeleted];
const all = [
  ...before,
  explore.ranksAndReasons, explore.brushFilters, explore.edgeToEvents, explore.keysOfTheGraph, explore.searchFinds, explore.tabsShowSomething, explore.pathsAreFound,
  explore.diffCompares, explore.huntsRun, explore.pictureIsExported, explore.viewIsALink,
  ...after,
];

/** axe on every page, in a browser of its own. */
async function lookedThrough(theme) {
  const other = await open(url, { theme });
  other.page.setDefaultTimeout(PATIENCE);
  try {
    await signIn(other.page, url, given.user, given.password);
    const found = [...(await violations(other, url, axeCase, theme)), ...other.faults];
    if (found.length) throw new Error(found.join('\n'));
  } catch (error) {
    await other.page.screenshot({ path: picture(`axe_${theme}`) }).catch(() => {});
    throw error;
  } finally {
    await other.browser.close();
  }
}

async function run(journey) {
  if (mock && journey === explore.ranksAndReasons) await context.page.goto(`${url}/?case=CORP-2026-014`);
  if (journey === office.refusedFileIsTold && !mock) context.expect(/400|422/);
  if (journey === explore.huntsRun) context.expect(/400/);
  const known = context.faults.length;
  await journey(context);
  const faults = context.faults.slice(known);
  if (faults.length) throw new Error(faults.join('\n'));
}

const failed = [];
let passed = 0;
const chosen = all.filter((entry) => !given.only || entry.name === given.only);
if (given.only) await signIn(context.page, url, given.user, given.password);
for (const journey of chosen) {
  const started = Date.now();
  const name = `${where}::${journey.name}`;
  context.page.setDefaultTimeout(PATIENCE);
  try {
    await run(journey);
    passed += 1;
    console.log(`test ${name} ... ok (${((Date.now() - started) / 1000).toFixed(1)} s)`);
  } catch (error) {
    if (!access.includes(journey)) await context.page.screenshot({ path: picture(journey.name) }).catch(() => {});
    failed.push(`---- ${name} ----\n${String(error.message).split('\n').slice(0, 30).join('\n')}\npicture: crates/web/viewer/${picture(journey.name)}`);
    console.log(`test ${name} ... FAILED`);
    // Without its beginning nothing of the rest can be.
    if (before.includes(journey) && journey !== typesAreTheServers) break;
    // An open window must not take the next journeys with it.
    for (let i = 0; i < 2; i++) await context.page.keyboard.press('Escape');
  }
}
await context.browser.close();
if (given['es-index']) await elastic.forget(context.companyCase);
mock?.server.close();
const left = chosen.length - passed - failed.length;
for (const text of failed) console.log(`\n${text}`);
console.log(`\ntest result: ${failed.length ? 'FAILED' : 'ok'}. ${passed} passed; ${failed.length} failed; ${left} ignored`);
process.exit(failed.length ? 1 : 0);
