// Signing in, importing, and looking after cases and people.
import { check, settled, signIn } from './browser.mjs';

export async function wrongPasswordIsRefused({ page, url, expect }) {
  expect(/401/);
  await page.goto(url);
  await page.fill('input[autocomplete=username]', 'nobody');
  await page.fill('input[autocomplete=current-password]', 'wrong');
  await page.keyboard.press('Enter');
  await page.waitForSelector('[role=alert]');
}

export async function passwordMustBeChanged({ page, url }) {
  await page.fill('input[autocomplete=username]', 'fresh');
  await page.fill('input[autocomplete=current-password]', 'one-time-password');
  await page.keyboard.press('Enter');
  await page.waitForSelector('input[autocomplete=new-password]');
  await page.fill('input[autocomplete=current-password]', 'one-time-password');
  for (const input of await page.locator('input[autocomplete=new-password]').all()) await input.fill('a much longer password');
  await page.locator('form .btn.main').click();
  await page.waitForSelector('header .avatar');
  await page.click('.avatar');
  await page.locator('#account-menu .menu-item', { hasText: 'Sign out' }).click();
  await page.waitForSelector('input[autocomplete=username]');
  await page.goto(url);
}

export async function firstMinute({ page, url, name, password, evtx, caseName }) {
  await signIn(page, url, name, password, '/?page=cases');
  await page.fill('.page-head .input.name', caseName);
  await page.locator('.page-head .btn.main').click();
  await page.waitForSelector('.drop');
  await page.locator('input[type=file]').setInputFiles(evtx);
  await page.waitForSelector('li[data-state=here]', { timeout: 60_000 });
  await page.waitForFunction(() => !document.querySelector('li[data-state=waiting], li[data-state=sending]'), undefined, { timeout: 300_000 });
  await page.locator('.btn.main', { hasText: 'Import' }).click();
  await page.waitForSelector('.card[data-state=running], .card[data-state=done], .card[data-state=queued]');
  await page.waitForSelector('.card[data-state=done]', { timeout: 600_000 });
  await page.locator('td .btn', { hasText: 'Report' }).first().click();
  await page.waitForSelector('dialog dl, dialog table');
  await page.keyboard.press('Escape');
  await page.locator('.card .btn.main', { hasText: 'Open the graph' }).click();
  await page.waitForSelector('#rank-account-0');
  await settled(page);
}

export async function refusedFileIsTold({ page, expect }) {
  expect(/415/);
  await page.locator('header .btn', { hasText: 'Import logs' }).click();
  await page.locator('input[type=file]').setInputFiles({ name: 'holiday.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('no log') });
  await page.waitForSelector('li[data-state=refused] .error');
  await page.locator('li[data-state=refused] .btn.icon').click();
  await page.waitForSelector('form .input[placeholder="winlogbeat-*"]');
}

export async function peopleAreManaged({ page }) {
  await page.click('.avatar');
  await page.locator('#account-menu .menu-item', { hasText: 'Users' }).click();
  const person = `e2e-${Date.now() % 100_000}`;
  await page.fill('.page-head .input.name', person);
  await page.locator('.page-head .btn.main').click();
  await page.waitForSelector('.secret');
  await page.keyboard.press('Escape');
  const row = page.locator('tr', { hasText: person });
  await row.locator('.btn', { hasText: 'Suspend' }).click();
  await row.locator('.tag.warn').waitFor();
  await row.locator('.btn.danger').click();
  await page.locator('dialog .btn.danger').click();
  await row.waitFor({ state: 'detached' });
  await page.locator('.office nav a', { hasText: 'API tokens' }).click();
  await page.fill('.page-head .input.name', 'e2e');
  await page.locator('.page-head .btn.main').click();
  await page.waitForSelector('.secret');
  await page.keyboard.press('Escape');
  await page.locator('td .btn.danger').first().click();
  await page.locator('.office nav a', { hasText: 'Audit log' }).click();
  await page.waitForSelector('tbody tr');
  check((await page.locator('tbody tr').count()) > 0, 'the audit log is empty');
}

export async function caseIsDeleted({ page, url, caseName, companyCase }) {
  await page.goto(`${url}/?page=cases`);
  await page.waitForSelector('tbody tr');
  const made = [];
  for (const name of [caseName, companyCase]) if (await page.locator('tr', { hasText: name }).count()) made.push(name);
  check(made.length > 0, 'the case is not in the list');
  for (const name of made) {
    await page.locator('tr', { hasText: name }).locator('.btn.danger').click();
    check(await page.locator('dialog .btn.danger').isDisabled(), 'a case can be deleted without typing its name');
    await page.fill('dialog .input', name);
    await page.locator('dialog .btn.danger').click();
    await page.waitForSelector('dialog', { state: 'detached' });
  }
  await page.locator('.office nav a', { hasText: 'Jobs' }).click();
  for (const name of made) await page.locator('.card[data-state=done]', { hasText: 'Deletion of a case' }).filter({ hasText: name }).waitFor({ timeout: 120_000 });
}
