// Opens pages of the viewer on the mock and takes pictures: node test/e2e/shot.mjs OUT WxH theme name=query …
import { chromium } from 'playwright-core';
import { serve } from '../mock/server.mjs';
import { mkdirSync } from 'node:fs';

const [out, size, theme, ...pages] = process.argv.slice(2);
mkdirSync(out, { recursive: true });
const { url, server } = await serve();
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] });
const [width, height] = size.split('x').map(Number);
const page = await browser.newPage({ viewport: { width, height }, colorScheme: theme, locale: process.env.LANG_ ?? 'en-US' });
page.on('console', (message) => ['error', 'warning'].includes(message.type()) && console.log('console:', message.text()));
page.on('pageerror', (error) => console.log('page error:', error.stack ?? error.message));
await page.goto(url);
await page.waitForTimeout(400);
if (pages.includes('signin')) await page.screenshot({ path: `${out}/signin-${theme}.png` });
await page.fill('input[autocomplete=username]', 'admin');
await page.fill('input[type=password]', 'correct horse battery');
await page.keyboard.press('Enter');
await page.waitForTimeout(900);
for (const entry of pages.filter((entry) => entry !== 'signin')) {
  const at = entry.indexOf('=');
  const [name, query] = [entry.slice(0, at), entry.slice(at + 1)];
  await page.goto(`${url}/?case=CORP-2026-014&${query.split('!')[0]}`);
  await page.waitForTimeout(1600);
  for (const step of query.split('!').slice(1)) {
    if (step.startsWith('click:')) await page.click(step.slice(6)).catch((error) => console.log(String(error).slice(0, 300)));
    else await page.keyboard.press(step);
    await page.waitForTimeout(900);
  }
  await page.screenshot({ path: `${out}/${name}-${theme}.png` });
}
await browser.close();
server.close();
process.exit(0);
