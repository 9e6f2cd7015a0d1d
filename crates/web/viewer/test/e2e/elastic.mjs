// From documents in Elasticsearch to ranks, and the results back into it.
import { check, settled } from './browser.mjs';

/** Elasticsearch as the worker reaches it: address, name and password of its environment. */
export function reachable() {
  const { LOGONTRACER_TEST_ES_URL: url, LOGONTRACER_TEST_ES_USER: user = 'elastic', LOGONTRACER_TEST_ES_PASSWORD: password } = process.env;
  return url && password ? { url, authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}` } : null;
}

async function ask(elastic, path, body) {
  const response = await fetch(`${elastic.url}/${path}`, { method: 'POST', headers: { authorization: elastic.authorization, 'content-type': 'application/json' }, ...(body ? { body: JSON.stringify(body) } : {}) });
  const told = await response.json();
  check(response.ok, `Elasticsearch refuses ${path}: ${JSON.stringify(told.error ?? told).slice(0, 300)}`);
  return told;
}

const RESULTS = ['logontracer-user-index', 'logontracer-host-index', 'logontracer-finding-index'];
const ofCase = (name) => ({ query: { bool: { should: [{ term: { case: name } }, { term: { 'case.keyword': name } }], minimum_should_match: 1 } } });

async function documents(elastic, index, caseName) {
  await ask(elastic, `${index}/_refresh`);
  return (await ask(elastic, `${index}/_count`, ofCase(caseName))).count;
}

/** Import logs, Elasticsearch, span, progress, report, ranks; then what the case became stands in the result indices. */
export async function fromElasticsearch({ page, url, index, companyCase }) {
  const elastic = reachable();
  check(elastic, 'no LOGONTRACER_TEST_ES_URL and LOGONTRACER_TEST_ES_PASSWORD: source target/services/env');
  const spans = await ask(elastic, `${index}/_search`, { size: 0, aggs: { first: { min: { field: '@timestamp' } }, last: { max: { field: '@timestamp' } } } });
  const wall = (at) => new Date(at).toISOString().slice(0, 19);
  const [first, last] = [spans.aggregations.first.value, spans.aggregations.last.value];
  await page.goto(`${url}/?page=cases`);
  await page.fill('.page-head .input.name', companyCase);
  await page.locator('.page-head .btn.main').click();
  const form = page.locator('form.card', { has: page.locator('input[placeholder="winlogbeat-*"]') });
  await form.locator('input[placeholder="winlogbeat-*"]').fill(index);
  check((await form.locator('select').first().locator('option').count()) === 3, 'the ways of counting are not offered');
  await form.locator('select').first().selectOption('never');
  // The last hour stays out, so that the span is seen to count.
  await form.locator('input[type=datetime-local]').nth(0).fill(wall(first));
  await form.locator('input[type=datetime-local]').nth(1).fill(wall(last - 3_600_000));
  const [asked] = await Promise.all([page.waitForRequest(/imports\/elasticsearch$/), form.locator('.btn.main').click()]);
  check(asked.postDataJSON().reduce === 'never' && asked.postDataJSON().export === true, `the request lacks what was chosen: ${asked.postData()}`);
  await page.waitForSelector('.card[data-state=running] [role=progressbar]', { timeout: 120_000 }).catch(() => {});
  await page.waitForSelector('.card[data-state=done]', { timeout: 300_000 });
  await page.locator('td .btn', { hasText: 'Report' }).first().click();
  await page.waitForSelector('dialog dl');
  const report = await page.locator('dialog').innerText();
  check(/\d/.test(report) && !/error/i.test(report), `the report tells of trouble: ${report.slice(0, 300)}`);
  await page.keyboard.press('Escape');
  await page.locator('.card .btn.main', { hasText: 'Open the graph' }).first().click();
  await page.waitForSelector('#rank-account-0');
  await settled(page);
  const seen = await page.evaluate(async (name) => (await fetch(`/api/v1/cases/${encodeURIComponent(name)}`)).json(), companyCase);
  check(seen.accounts > 10 && seen.ranked_at && seen.last <= last - 3_600_000 + 1000, `the case is not what the span holds: ${JSON.stringify(seen)}`);
  for (const result of RESULTS) check((await documents(elastic, result, companyCase)) > 0, `${result} has nothing of the case`);
  check((await documents(elastic, RESULTS[0], companyCase)) === seen.accounts, 'the accounts in Elasticsearch are not those of the case');
}

/** Takes the documents away that the journey left. */
export async function forget(caseName) {
  const elastic = reachable();
  if (elastic) for (const result of RESULTS) await ask(elastic, `${result}/_delete_by_query?refresh=true&ignore_unavailable=true`, ofCase(caseName)).catch(() => {});
}
