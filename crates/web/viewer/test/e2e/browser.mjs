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

// Waits until the graph has been drawn and nothing is being fetched.
export async function settled(page) {
  await page.waitForLoadState('networkidle');
  await page.waitForTimeout(450);
}

// A node's place on the canvas, asked from the list beside it: selecting it centres it.
export async function canvasCentre(page) {
  const box = await page.locator('canvas.graph').boundingBox();
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}
