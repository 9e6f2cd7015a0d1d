// Takes pictures of pages on the mock: the set in docs/images, or any page.
//   npm run pictures
//   node test/e2e/shot.mjs OUT WIDTHxHEIGHT dark|light NAME=QUERY[!KEY|!click:SELECTOR]…
import { mkdirSync } from 'node:fs';
import { serve } from '../mock/server.mjs';
import { open, settled, signIn } from './browser.mjs';

const CASE = 'CORP-2026-014';
const DOCS = [
  ['dark', ['viewer-graph=page=graph&sel=a:corp%5Cadm-hsato', 'viewer-timeline=page=timeline&sel=a:corp%5Cadm-hsato', 'viewer-path=page=paths&pfrom=h:10.20.9.66&pto=privileged!click:form.form button.main!click:ol .card .btn']],
  ['light', ['viewer-light=page=graph&rule=spray', 'viewer-findings=page=findings', 'viewer-hunts=page=hunts&hunt=rdp_logon', 'viewer-diff=page=diff&windows=1793664000000,1793750400000,1793750400000,1793836800000', 'viewer-import=page=import']],
];

async function shoot(out, width, height, theme, pages) {
  mkdirSync(out, { recursive: true });
  const { url, server } = await serve();
  const { browser, page, faults } = await open(url, { theme, width, height, locale: process.env.VIEWER_LOCALE ?? 'en-US' });
  await signIn(page, url, 'admin', 'correct horse battery');
  for (const entry of pages) {
    const at = entry.indexOf('=');
    const [query, ...steps] = entry.slice(at + 1).split('!');
    await page.goto(`${url}/?case=${CASE}&${query}`);
    await settled(page);
    await page.waitForTimeout(900);
    for (const step of steps) {
      if (step.startsWith('click:')) await page.locator(step.slice(6)).first().click();
      else await page.keyboard.press(step);
      await page.waitForTimeout(900);
    }
    await page.screenshot({ path: `${out}/${entry.slice(0, at)}.png` });
  }
  for (const fault of faults) console.log(fault);
  await browser.close();
  server.close();
}

const [out, size, theme, ...pages] = process.argv.slice(2);
if (out) {
  const [width, height] = size.split('x').map(Number);
  await shoot(out, width, height, theme, pages);
} else {
  for (const [name, list] of DOCS) await shoot('../../../docs/images', 1440, 900, name, list);
}
process.exit(0);
