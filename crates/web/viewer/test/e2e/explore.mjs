// Looking at a case: graph, ranks, reasons, brush, raw events, keys, tabs, paths, diff, hunts.
import { readFileSync } from 'node:fs';
import { canvasCentre, check, holds, settled, slowly } from './browser.mjs';

// Asked from the page: the address that the driver remembers lags behind.
const param = async (page, name) => new URL(await page.evaluate(() => location.href)).searchParams.get(name);

export async function ranksAndReasons({ page }) {
  await page.click('#rank-account-0');
  await page.waitForSelector('article h2');
  await holds(() => param(page, 'sel'), 'the selection is not in the link');
  check(await page.locator('article .score b').innerText() !== '', 'the details lack a score');
  check(await page.locator('article h3 + ul li').first().innerText(), 'the details lack reasons');
  const centre = await canvasCentre(page);
  await settled(page);
  await page.mouse.click(centre.x, centre.y);
  await holds(() => param(page, 'sel'), 'a click on the centred node does not select it');
  await page.keyboard.press('Escape');
  await holds(async () => !(await param(page, 'sel')), 'Escape does not clear the selection');
}

export async function brushFilters({ page }) {
  const strip = await page.locator('.strip canvas').boundingBox();
  const counted = () => page.locator('.note span').first().innerText();
  const before = await counted();
  await page.mouse.move(strip.x + strip.width * 0.55, strip.y + 50);
  await page.mouse.down();
  await page.mouse.move(strip.x + strip.width * 0.8, strip.y + 50, { steps: 8 });
  await page.mouse.up();
  await holds(async () => (await param(page, 'from')) && (await param(page, 'to')), 'the brush is not in the link');
  await holds(async () => (await counted()) !== before, `the brush does not change the graph: ${before}`);
  await page.mouse.click(strip.x + strip.width * 0.1, strip.y + 50);
  await holds(async () => !(await param(page, 'from')), 'a click on the strip does not clear the range');
  await page.locator('[role=slider]').first().focus();
  await page.keyboard.press('ArrowRight');
  await holds(() => param(page, 'from'), 'the arrow keys do not move the range');
  await page.locator('header [popovertarget=time-range]').click();
  check((await page.locator('#time-range input').first().inputValue()) !== '', 'the time range above is not the one of the strip');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await page.click('.strip header .btn');
  await settled(page);
}

export async function edgeToEvents({ page }) {
  await page.click('#rank-account-0');
  await page.waitForSelector('article .line, article summary');
  await page.locator('nav[aria-label] a', { hasText: 'Graph' }).click();
  await settled(page);
  const link = await page.evaluate(() => new URL(location.href).search);
  const near = page.locator('details[open] .line').first();
  const name = await near.locator('.grow').innerText();
  const own = await page.locator('article h2').innerText();
  const found = await clickLink(page);
  check(found, `no link can be clicked near ${own} (${name}) ${link}`);
  await page.click('article .btn.main');
  await page.waitForSelector('dialog details, dialog .empty');
  check(await page.locator('dialog script, dialog img').count() === 0, 'log text became markup');
  await page.keyboard.press('Escape');
  await page.waitForSelector('dialog', { state: 'detached' });
  await page.keyboard.press('Escape');
}

// Walks a ring round the centred node until a link is hit: links lead away from it.
async function clickLink(page) {
  const centre = await canvasCentre(page);
  for (const radius of [26, 34, 44]) {
    for (let angle = 0; angle < 360; angle += 4) {
      const [x, y] = [centre.x + radius * Math.cos((angle * Math.PI) / 180), centre.y + radius * Math.sin((angle * Math.PI) / 180)];
      await page.mouse.move(x, y);
      const tip = await page.locator('.tip strong').first().innerText({ timeout: 60 }).catch(() => '');
      if (!/\bevents?\b|イベント/.test(tip)) continue;
      await page.mouse.click(x, y);
      if ((await param(page, 'sel'))?.includes('>')) return true;
    }
  }
  return false;
}

export async function keysOfTheGraph({ page }) {
  await page.locator('canvas.graph').focus();
  for (const [key, layout] of [['2', 'force'], ['3', 'circle'], ['4', 'grid'], ['5', 'tree'], ['6', 'time']]) {
    await page.keyboard.press(key);
    await holds(async () => (await param(page, 'layout')) === layout, `key ${key} does not choose the layout ${layout}`);
    await page.waitForTimeout(300);
  }
  await page.keyboard.press('1');
  const shown = () => page.locator('canvas.graph').getAttribute('aria-label');
  await page.click('#rank-account-0');
  await settled(page);
  const before = await shown();
  await page.locator('canvas.graph').focus();
  await page.keyboard.press('h');
  await holds(async () => (await shown()) !== before, 'H does not hide the selected node');
  await page.keyboard.press('z');
  await holds(async () => (await shown()) === before, 'Z does not bring it back');
  await page.click('#rank-account-0');
  await page.locator('canvas.graph').focus();
  const first = (await param(page, 'sel'));
  await page.keyboard.press('ArrowRight');
  await holds(async () => (await param(page, 'sel')) !== first, 'the arrows do not lead to a neighbour');
  for (const key of ['Enter', 'n', 'f', '+', '-', 'Escape']) await page.keyboard.press(key);
  await page.keyboard.press('?');
  await page.waitForSelector('dialog kbd');
  await page.keyboard.press('Escape');
}

export async function searchFinds({ page }) {
  const name = await page.locator('#rank-account-1 .name').innerText();
  await page.locator('canvas.graph').focus();
  await page.keyboard.press('/');
  await page.keyboard.type(name.trim());
  await page.waitForSelector('#search-hits [role=option]');
  await page.keyboard.press('Enter');
  await page.waitForSelector('article h2');
  await holds(async () => (await page.locator('article h2').innerText()).includes(name.trim()), 'search does not lead to the account');
  await page.keyboard.press('Escape');
}

export async function tabsShowSomething({ page }) {
  for (const [name, wanted] of [['Table', '.row-line'], ['Findings', '.card h2, .empty'], ['Timeline', '.heat canvas'], ['Coverage', 'table, .empty, dl']]) {
    await page.locator('.middle > nav a', { hasText: name }).click();
    await page.waitForSelector(wanted);
  }
  await page.locator('.middle > nav a', { hasText: 'Table' }).click();
  await page.waitForSelector('.row-line');
  await page.locator('[role=columnheader] button').last().click();
  await settled(page);
  await holds(async () => (await page.locator('.row-line').count()) > 5, 'the table has no rows after sorting');
  await page.locator('#row-0').focus();
  await page.keyboard.press('ArrowDown');
  await holds(async () => (await page.evaluate(() => document.activeElement?.id)) === 'row-1', 'the arrow keys do not lead through the table');
}

export async function pathsAreFound({ page, server }) {
  await page.locator('.middle > nav a', { hasText: 'Graph' }).click();
  await page.click('#ranks-host');
  await page.click('#rank-host-0');
  await page.waitForSelector('article h2');
  await page.locator('.btn', { hasText: 'Find path' }).click();
  for (const kind of ['To privileged', 'Forward']) {
    await page.locator('.segmented button', { hasText: kind }).click();
    await page.locator('form .btn.main').click();
    await page.waitForSelector('ol .card, .empty, td button');
  }
  const cards = page.locator('ol .card .btn');
  if (server && (await cards.count()) === 0) return;
  await cards.first().click();
  await page.waitForSelector('.banner strong');
  check(/→/.test(await page.locator('.stage .banner strong').innerText()), 'the path is not told above the graph');
  await page.locator('.stage .banner .btn').click();
  await page.click('#ranks-account');
}

export async function diffCompares({ page }) {
  await page.locator('.middle > nav a', { hasText: 'Diff' }).click();
  await page.waitForSelector('.sum .tag');
  await holds(async () => (await page.locator('.sum .tag').count()) === 3, 'the difference is not summed up');
}

export async function huntsRun({ page, server }) {
  await page.locator('.middle > nav a', { hasText: 'Hunts' }).click();
  await page.locator('aside .menu-item', { hasText: 'All Users' }).click();
  const editor = page.locator('.editor .cm-content');
  await editor.waitFor();
  for (const title of ['RDP Logon', 'All Users']) {
    const before = await editor.innerText();
    await page.locator('aside .menu-item', { hasText: title }).click();
    await holds(async () => { const now = (await editor.innerText()).trim(); return now !== '' && now !== before.trim(); }, `the query of ${title} is not shown`);
  }
  await editor.click();
  await page.keyboard.press('Control+Enter');
  await page.waitForSelector('.scroll tbody tr');
  await page.keyboard.press('Control+Home');
  await page.keyboard.type('// mine\n');
  await Promise.all([page.waitForResponse(/hunts\/run$/), page.keyboard.press('Control+Enter')]);
  await holds(async () => (await page.locator('.scroll tbody tr').count()) > 0, 'an edited query gives no rows');
  if (!server) {
    await page.keyboard.press('Control+a');
    await page.keyboard.type('CREATE (n) RETURN n');
    await page.keyboard.press('Control+Enter');
    await page.waitForSelector('.trouble');
    await page.keyboard.press('Control+a');
    await page.keyboard.type('MATCH (n) RETURN n');
  }
  await page.fill('.input.name', 'Mine');
  await slowly(page, /\/hunts\/saved$/, 700, 'POST');
  await page.locator('form .btn', { hasText: 'Save' }).click();
  await page.locator('.middle > nav a', { hasText: 'Diff' }).click();
  await page.locator('.middle > nav a', { hasText: 'Hunts' }).click();
  await page.waitForSelector('.mine');
  await page.locator('.mine .btn').first().click();
}

export async function pictureIsExported({ page }) {
  await page.locator('.middle > nav a', { hasText: 'Graph' }).click();
  await settled(page);
  for (const [name, magic] of [['PNG', '\x89PNG'], ['JPEG', '\xff\xd8'], ['SVG', '<svg']]) {
    await page.locator('header .btn', { hasText: 'Export' }).click();
    const [download] = await Promise.all([page.waitForEvent('download'), page.locator('#export-menu .btn', { hasText: name }).click()]);
    const bytes = readFileSync(await download.path());
    check(bytes.toString('latin1').startsWith(magic), `${name} is no ${name}`);
    check(bytes.length > 5000, `${name} is only ${bytes.length} bytes`);
  }
  await page.locator('header .btn', { hasText: 'Export' }).click();
  const [csv] = await Promise.all([page.waitForEvent('download'), page.locator('#export-menu a').first().click()]);
  check((await csv.failure()) === null, 'the CSV is not downloaded');
}

export async function viewIsALink({ page }) {
  await page.locator('.event input').first().click();
  await page.click('#rank-account-0');
  await settled(page);
  const link = page.url();
  const told = await page.locator('article h2').innerText();
  await page.goto('about:blank');
  await page.goto(link);
  await page.waitForSelector('article h2');
  await holds(async () => (await page.locator('article h2').innerText()) === told, 'the link does not bring the selection back');
  await holds(async () => (await page.locator('.pills .pill').count()) > 0, 'the link does not bring the filter back');
  await savedViewOpensItsPage({ page });
}

// A view that was made on the findings opens the findings, as they were narrowed.
async function savedViewOpensItsPage({ page }) {
  await page.locator('.middle > nav a', { hasText: 'Findings' }).click();
  await page.locator('.page-head .chip', { hasText: 'low' }).click();
  await holds(async () => (await param(page, 'severity')) === 'low', 'the severity is not in the link');
  const made = await page.evaluate(() => location.search);
  await page.click('.avatar');
  await page.locator('#account-menu .menu-item', { hasText: 'Saved views' }).click();
  await page.fill('.input.name', 'A view');
  await slowly(page, /\/views$/, 700, 'POST');
  await page.locator('form .btn.main').click();
  await page.locator('.office nav a', { hasText: 'Jobs' }).click();
  await page.locator('.office nav a', { hasText: 'Saved views' }).click();
  await page.locator('li a', { hasText: 'A view' }).first().click();
  await page.waitForSelector('.page-head .chip[aria-pressed=true]');
  check((await page.evaluate(() => location.search)) === made, 'the saved view does not open what was saved');
  await page.click('.avatar');
  await page.locator('#account-menu .menu-item', { hasText: 'Saved views' }).click();
  await page.locator('li .btn').first().click();
  await page.locator('li a', { hasText: 'A view' }).waitFor({ state: 'detached' });
}
