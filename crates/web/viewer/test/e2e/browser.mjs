// A browser that writes down everything that must not happen: console errors, thrown errors, requests to other hosts.
import { chromium } from 'playwright-core';

export async function open(url, { theme = 'dark', width = 1440, height = 900, locale = 'en-US' } = {}) {
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] });
  const context = await browser.newContext({ viewport: { width, height }, colorScheme: theme, locale, acceptDownloads: true, permissions: ['clipboard-read', 'clipboard-write'], ignoreHTTPSErrors: true });
  const page = await context.newPage();
  const faults = [];
  // The console tells that something was blocked, this tells what.
  await page.addInitScript(() => addEventListener('securitypolicyviolation', (event) => console.error('blocked:', event.effectiveDirective, event.target?.outerHTML?.slice(0, 200) ?? event.target?.nodeName, new Error().stack)));
  const expected = [];
  const here = new URL(url).host;
  page.on('console', (message) => {
    if (message.type() === 'error' && !expected.some((pattern) => pattern.test(message.text()))) faults.push(`console: ${message.text()} ${message.location().url ?? ''}`);
  });
  page.on('pageerror', (error) => faults.push(`page error: ${error.stack ?? error.message}`));
  page.on('request', (request) => {
    const target = new URL(request.url());
    if (/^(https?|wss?):$/.test(target.protocol) && target.host !== here) faults.push(`request to another host: ${request.url()}`);
  });
  follow(page);
  return { browser, page, faults, expect: (pattern) => expected.push(pattern) };
}

export async function signIn(page, url, name, password, path = '/') {
  await page.goto(url + path);
  await page.fill('input[autocomplete=username]', name);
  await page.fill('input[autocomplete=current-password]', password);
  await page.keyboard.press('Enter');
  await page.waitForSelector('header .avatar');
}

export function check(condition, what) {
  if (!condition) throw new Error(what);
}

const PATIENCE = 60_000;
const pause = (ms) => new Promise((done) => setTimeout(done, ms));
const pending = new WeakMap();

// Counts what is being fetched; streams of events stay open and do not count.
function follow(page) {
  const open = new Set();
  pending.set(page, open);
  page.on('request', (request) => request.url().endsWith('/events') || open.add(request));
  for (const end of ['requestfinished', 'requestfailed']) page.on(end, (request) => open.delete(request));
  page.on('framenavigated', (frame) => frame === page.mainFrame() && open.clear());
}

// Waits until nothing has been fetched for a while: the viewer waits 220 ms before it asks, then draws.
export async function settled(page) {
  const open = pending.get(page);
  await page.waitForLoadState('load');
  const until = Date.now() + PATIENCE;
  for (let quiet = Date.now(); Date.now() - quiet < 400; await pause(40)) {
    if (open.size) quiet = Date.now();
    if (Date.now() > until) throw new Error(`still being fetched: ${[...open].map((request) => request.url()).join(' ')}`);
  }
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
}

// Looks again and again until `condition` holds: a slow machine is no fault.
export async function holds(condition, what) {
  for (const until = Date.now() + PATIENCE / 2; ; await pause(60)) {
    if (await condition()) return;
    if (Date.now() > until) throw new Error(what);
  }
}

// Such requests take longer from now on, as with a busy server: whoever goes on meanwhile must not miss their answers.
export const slowly = (page, address, ms, method) => page.route(address, async (route) => {
  const asked = route.request();
  if (!asked.url().endsWith('/events') && (!method || asked.method() === method)) await pause(ms);
  await route.continue();
});

// A node's place on the canvas, asked from the list beside it: selecting it centres it.
export async function canvasCentre(page) {
  const box = await page.locator('canvas.graph').boundingBox();
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}
