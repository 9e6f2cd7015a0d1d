// Pictures of every page for the eye, in test/out/look:
//   scripts/viewer look                     on the stand-in
//   scripts/viewer look --server URL --user NAME --password P --case NAME
//   [--theme dark] [--size 1440x900] [--locale en-US] [--only NAME]
import { mkdirSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { serve } from '../mock/server.mjs';
import { open, settled, signIn } from './browser.mjs';

const { values: given } = parseArgs({ options: {
  server: { type: 'string' }, user: { type: 'string', default: 'admin' }, password: { type: 'string', default: 'correct horse battery' }, case: { type: 'string', default: 'CORP-2026-014' },
  theme: { type: 'string', default: 'dark' }, size: { type: 'string', default: '1440x900' }, locale: { type: 'string', default: 'en-US' }, only: { type: 'string' },
} });
const OUT = 'test/out/look';
mkdirSync(OUT, { recursive: true });
const mock = given.server ? null : await serve();
const url = given.server ?? mock.url;
const [width, height] = given.size.split('x').map(Number);

const click = (selector) => async (page) => page.locator(selector).first().click();
const top = click('#rank-account-0');
/** Name, what the address says, what is done there. */
const PAGES = [
  ['graph', 'page=graph'], ['graph-account', 'page=graph', top], ['graph-host', 'page=graph', click('#ranks-host'), click('#rank-host-0')],
  ['graph-edge', 'page=graph', top, async (page) => { const { sel, to } = await someLink(page); if (sel) await page.goto(`${url}/?case=${encodeURIComponent(given.case)}&page=graph&sel=${encodeURIComponent(`${sel}>${to}`)}`); }],
  ['graph-detection', 'page=graph', click('.explore > aside:first-child button')], ['graph-layout-time', 'page=graph&layout=time'], ['graph-nothing', 'page=graph&min_count=100&min_rank=0.95&types=12'],
  ['timeline', 'page=timeline'], ['timeline-account', 'page=timeline', top], ['table', 'page=table'], ['findings', 'page=findings'], ['findings-none', 'page=findings&rule=none'], ['coverage', 'page=coverage'],
  ['paths', 'page=paths'], ['paths-found', 'page=paths&pkind=privileged&pto=privileged', async (page) => { const { sel } = await someLink(page); await page.goto(`${url}/?case=${encodeURIComponent(given.case)}&page=paths&pto=privileged&pfrom=${encodeURIComponent(sel)}`); }], ['diff', 'page=diff'], ['hunts', 'page=hunts'], ['hunts-run', 'page=hunts&hunt=rdp_logon', click('form .btn.main')],
  ['import', 'page=import'], ['import-report', 'page=import', click('td .btn')], ['jobs', 'page=jobs'], ['cases', 'page=cases'], ['members', 'page=cases', click('td .actions .btn')], ['users', 'page=users'], ['tokens', 'page=tokens'], ['audit', 'page=audit'], ['saved', 'page=saved'],
  ['menu-account', 'page=graph', click('.avatar')], ['menu-case', 'page=graph', click('.picker')], ['menu-export', 'page=graph', click('header .btn[popovertarget=export-menu]')], ['keys', 'page=graph', async (page) => { await page.locator('canvas.graph').focus(); await page.keyboard.press('?'); }],
  ['search', 'page=graph', async (page) => { await page.locator('[role=combobox]').fill('adm'); await page.waitForTimeout(600); }], ['lost-case', 'page=graph', async (page) => page.goto(`${url}/?case=no-such-case&page=graph`)],
];

async function someLink(page) {
  const rows = await page.evaluate(async (name) => (await (await fetch(`/api/v1/cases/${encodeURIComponent(name)}/table?sort=rank&limit=1`)).json()).rows, given.case);
  return rows[0] ? { sel: rows[0].from.key, to: rows[0].to.key } : {};
}

const { browser, page, faults } = await open(url, { theme: given.theme, width, height, locale: given.locale });
page.setDefaultTimeout(20_000);
const suffix = `${given.theme}-${width}-${given.locale.slice(0, 2)}`;
const shot = (name) => page.screenshot({ path: `${OUT}/${name}-${suffix}.png` });
await page.goto(url);
await page.waitForSelector('input[autocomplete=username]');
await shot('sign-in');
await page.fill('input[autocomplete=username]', 'nobody');
await page.fill('input[autocomplete=current-password]', 'wrong');
await page.keyboard.press('Enter');
await page.waitForSelector('[role=alert]');
await shot('sign-in-refused');
await signIn(page, url, given.user, given.password);
for (const [name, query, ...steps] of PAGES) {
  if (given.only && !name.startsWith(given.only)) continue;
  try {
    await page.goto(`${url}/?case=${encodeURIComponent(given.case)}&${query}`);
    await settled(page);
    for (const step of steps) {
      await step(page);
      await settled(page);
    }
    await page.waitForTimeout(300);
    await shot(name);
  } catch (error) {
    console.log(`${name}: ${String(error.message).split('\n')[0]}`);
    await shot(name);
  }
}
for (const fault of faults) console.log(fault);
await browser.close();
mock?.server.close();
process.exit(0);
