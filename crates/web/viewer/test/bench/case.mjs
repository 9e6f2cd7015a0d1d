// How long a case takes to appear and to answer, in Chromium, on a running server:
//   node test/bench/case.mjs --server URL --user NAME --password P --case NAME [--rounds 5]
// Every round is a browser without any cache; the first opens the case on the server and is told apart.
import { parseArgs } from 'node:util';
import { open, settled, signIn } from '../e2e/browser.mjs';

const { values: given } = parseArgs({ options: { server: { type: 'string' }, user: { type: 'string' }, password: { type: 'string' }, case: { type: 'string' }, rounds: { type: 'string', default: '5' } } });
const url = given.server;
const median = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];
const told = (list) => `median ${Math.round(median(list))} ms, worst ${Math.round(Math.max(...list))} ms, of ${list.length}`;

/** Clicks a case in the list and says when its first picture stood: nodes and ranks drawn, the frame after. */
async function firstPicture(page) {
  await page.goto(`${url}/?page=cases&case=-`);
  const name = page.locator('td .linklike', { hasText: given.case }).first();
  await name.waitFor();
  await settled(page);
  return page.evaluate((wanted) => new Promise((done) => {
    const button = [...document.querySelectorAll('td .linklike')].find((each) => each.textContent === wanted);
    const began = performance.now();
    button.click();
    const drawn = () => /[1-9]/.test(document.querySelector('canvas.graph')?.getAttribute('aria-label') ?? '') && document.querySelector('#rank-account-0');
    const look = () => (drawn() ? requestAnimationFrame(() => setTimeout(() => done(performance.now() - began))) : requestAnimationFrame(look));
    look();
  }), given.case);
}

/** Each step of the hand on the strip: from the event to the end of the frame that shows it. */
async function brush(page) {
  const strip = await page.locator('.strip canvas').boundingBox();
  await page.evaluate(() => {
    globalThis.steps = [];
    addEventListener('pointermove', (event) => event.buttons && requestAnimationFrame(() => setTimeout(() => globalThis.steps.push(performance.now() - event.timeStamp))), true);
  });
  await page.mouse.move(strip.x + strip.width * 0.3, strip.y + 50);
  await page.mouse.down();
  for (let i = 1; i <= 25; i++) {
    await page.mouse.move(strip.x + strip.width * (0.3 + i / 60), strip.y + 50);
    await page.waitForTimeout(30);
  }
  await page.mouse.up();
  await settled(page);
  return page.evaluate(() => globalThis.steps);
}

/** What the server takes for each answer that a narrowed view asks for. */
async function answers(page) {
  const asked = { strip: 'timeline?bucket=auto&types=3', 'strip, by score': 'timeline?bucket=auto&min_rank=0.3', ranks: 'accounts?sort=rank&limit=100', 'ranks, filtered': 'accounts?q=user12&limit=100', table: 'table?sort=count&limit=100', findings: 'findings?limit=100', graph: 'graph?limit=500&relations=reached,policy' };
  const out = {};
  for (const [name, path] of Object.entries(asked)) {
    out[name] = await page.evaluate(async ([kase, query]) => {
      const { from, to } = Object.fromEntries(new URLSearchParams(location.search));
      const times = [];
      for (let i = 0; i < 7; i++) {
        const began = performance.now();
        // Another end each time, so that no answer is known already.
        await (await fetch(`/api/v1/cases/${encodeURIComponent(kase)}/${query}&from=${from}&to=${Number(to) - i * 3_600_000}`, { cache: 'no-store' })).json();
        times.push(performance.now() - began);
      }
      return times;
    }, [given.case, path]);
  }
  return out;
}

const pictures = [];
for (let round = 0; round <= Number(given.rounds); round++) {
  const context = await open(url);
  context.page.setDefaultTimeout(120_000);
  await signIn(context.page, url, given.user, given.password, '/?page=cases&case=-');
  const took = await firstPicture(context.page);
  if (round === 0) console.log(`first picture, the server had the case closed: ${Math.round(took)} ms`);
  else pictures.push(took);
  if (round === Number(given.rounds)) {
    await settled(context.page);
    console.log(`first picture, warm server, cold browser: ${told(pictures)}`);
    console.log(`one step of the brush: ${told(await brush(context.page))}`);
    for (const [name, times] of Object.entries(await answers(context.page))) console.log(`answer within a span, ${name}: ${told(times)}`);
  }
  await context.browser.close();
}
process.exit(0);
