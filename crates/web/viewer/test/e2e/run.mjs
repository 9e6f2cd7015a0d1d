// Journeys through the viewer in Chromium.
//   npm run e2e                              on the mock
//   npm run e2e -- --server URL --user NAME --password P --evtx FILE
//   npm run e2e -- --only NAME               one journey after signing in
import { mkdirSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { serve } from '../mock/server.mjs';
import { violations } from './access.mjs';
import { open, signIn } from './browser.mjs';
import * as explore from './explore.mjs';
import * as office from './office.mjs';

const { values: given } = parseArgs({ options: { server: { type: 'string' }, user: { type: 'string', default: 'admin' }, password: { type: 'string', default: 'correct horse battery' }, evtx: { type: 'string', multiple: true }, only: { type: 'string' }, 'no-access': { type: 'boolean' } } });
const mock = given.server ? null : await serve();
const url = given.server ?? mock.url;
const caseName = `e2e-${Date.now().toString(36)}`;
const evtx = given.evtx ?? { name: 'Security.evtx', mimeType: 'application/octet-stream', buffer: Buffer.alloc(20_000_000, 'ElfFile\0') };
mkdirSync('test/out', { recursive: true });

const context = { ...(await open(url)), url, name: given.user, password: given.password, evtx, caseName, server: given.server };
const all = [
  ...(mock ? [office.wrongPasswordIsRefused, office.passwordMustBeChanged] : []), office.firstMinute,
  explore.ranksAndReasons, explore.brushFilters, explore.edgeToEvents, explore.keysOfTheGraph, explore.searchFinds, explore.tabsShowSomething, explore.pathsAreFound,
  explore.diffCompares, explore.huntsRun, explore.pictureIsExported, explore.viewIsALink,
  office.refusedFileIsTold, office.peopleAreManaged, office.caseIsDeleted,
];
const failed = [];
if (given.only) await signIn(context.page, url, given.user, given.password);
for (const journey of all.filter((entry) => !given.only || entry.name === given.only)) {
  const started = Date.now();
  context.page.setDefaultTimeout(12_000);
  try {
    if (mock && journey === explore.ranksAndReasons) await context.page.goto(`${url}/?case=CORP-2026-014`);
    if (journey === office.refusedFileIsTold && !mock) context.expect(/400|422/);
    if (journey === explore.huntsRun) context.expect(/400/);
    await journey(context);
    console.log(`ok      ${journey.name} ${Date.now() - started} ms`);
  } catch (error) {
    failed.push(journey.name);
    await context.page.screenshot({ path: `test/out/failed-${journey.name}.png` });
    // An open window must not take the next journeys with it.
    for (let i = 0; i < 2; i++) await context.page.keyboard.press('Escape');
    console.log(`FAILED  ${journey.name}: ${String(error.message).split('\n').slice(0, 6).join(' ')}`);
  }
}
await context.browser.close();
const faults = [...context.faults];

if (!given['no-access'] && !given.only) {
  const [name, password] = [given.user, given.password];
  for (const theme of ['dark', 'light']) {
    const other = await open(url, { theme });
    await signIn(other.page, url, name, password);
    const found = await violations(other, url, mock ? 'CORP-2026-014' : process.env.ACCESS_CASE ?? caseName, theme);
    console.log(`${found.length ? 'FAILED ' : 'ok     '} axe, ${theme}: ${found.length} violations`);
    faults.push(...found, ...other.faults);
    await other.browser.close();
  }
}
for (const fault of faults) console.log(`FAULT   ${fault}`);
mock?.server.close();
console.log(`${failed.length} journeys failed, ${faults.length} faults`);
process.exit(failed.length || faults.length ? 1 : 0);
