// The form of a switch when not all goes well: refused and tried again, an end that nobody typed, a place that is somebody's, many with
// several payers, and the first night brought forward.

import assert from 'node:assert/strict';
import { after, before, beforeEach, afterEach, test } from 'node:test';

import { launch, openPage, settled } from '../support/browser.mjs';
import { startProduct } from '../support/product.mjs';
import { until } from '../support/until.mjs';

const evening = '2026-11-20T01:30:00Z';   // Thursday, 20:30 in Bogotá
let browser;
let product;
let page;
before(async () => { browser = await launch(); });
after(() => browser?.close());
beforeEach(async () => { product = await startProduct(); });
afterEach(async () => {
  page.assertClean();
  await page.context().close();
  await product.close();
});

const status = () => product.api('GET', '/api/namespaces/status?limit=500');
const asleep = async () => (await status()).items.filter((item) => item.status === 'inactive' && item.cost_center);
const row = (name) => page.getByTestId(`ns-row-${name}`);
const placeOf = async (name) => (await status()).off_hours.holders.find((holder) => holder.namespace === name) ?? null;
const placeTaken = (name) => until(() => placeOf(name), `a place of ${name}`);   // lists may lag a write

async function open(how = {}) {
  page = await openPage(browser, product, { path: '#/namespaces', ...how });
  await settled(page, 'namespaces');
}

test('a refusal is not the last word: when a place is free the same form, or one with a reason, succeeds', async () => {
  await product.advanceTo(evening);
  const items = await asleep();
  for (const { namespace, cost_center: payer } of items.slice(0, 5)) await product.api('POST', `/api/namespaces/${namespace}/activate`, { cost_center: payer });
  await open();
  page.allow(409);
  const { namespace: name } = items[5];
  await row(name).getByTestId('switch').click();
  await page.getByTestId('refusal').waitFor();
  const answers = [];
  page.on('response', (response) => {
    if (response.url().endsWith('/activate')) answers.push(response.status());
  });
  await page.getByTestId('switch-submit').click();
  await until(() => answers.length === 1, 'refused again');
  await page.getByTestId('refusal').waitFor();
  await page.getByTestId('switch-reason').fill('con motivo');
  await page.getByTestId('switch-submit').click();
  await until(() => answers.length === 2, 'refused with a reason');
  await page.getByTestId('refusal').waitFor();
  assert.equal(await page.getByTestId('refusal').getAttribute('data-code'), 'limit_exceeded', 'not a key that was used for something else');
  await product.api('POST', `/api/namespaces/${items[0].namespace}/deactivate`, {});
  await page.getByTestId('switch-submit').click();
  await page.getByTestId('switch-dialog').waitFor({ state: 'hidden' });
  assert.deepEqual(answers, [409, 409, 200]);
  await placeTaken(name);
});

test('another time has to be said: an empty one takes no place', async () => {
  await product.advanceTo(evening);
  const [{ namespace: name }] = await asleep();
  await open();
  await row(name).getByTestId('switch-options').click();
  const dialog = page.getByTestId('switch-dialog');
  await dialog.waitFor();
  await dialog.locator('input[type=radio][value=custom]').check();
  await dialog.locator('#switch-custom').fill('');
  await page.getByTestId('switch-submit').click();
  await dialog.locator('#switch-custom-error').waitFor();
  assert.match(await dialog.locator('#switch-custom-error').innerText(), /hasta cuándo/);
  assert.equal(await page.evaluate(() => document.activeElement?.id), 'switch-custom');
  assert.equal(await placeOf(name), null);
  await dialog.locator('#switch-custom').fill('2026-11-19T23:15');
  await page.getByTestId('switch-submit').click();
  await dialog.waitFor({ state: 'hidden' });
  assert.equal((await placeTaken(name)).frees_at, '2026-11-20T04:15:00Z');
});

test('a place of somebody ends only after a question that names who and until when, and an undo brings all of it back', async () => {
  await product.advanceTo(evening);
  const items = await asleep();
  const { namespace: name } = items[0];
  const payer = items.find((item) => item.cost_center !== items[0].cost_center).cost_center;
  const end = '2026-11-20T04:10:00Z';
  await product.api('POST', `/api/namespaces/${name}/activate`, { cost_center: payer, requested_by: 'Ana Ruiz', reason: 'cierre de mes', until: end });
  const held = await placeTaken(name);
  await open();
  await row(name).getByTestId('switch').click();
  const told = await page.getByTestId('ending-places').innerText();
  for (const words of [name, payer, 'Ana Ruiz', /11:10\sp\.\sm\./]) assert.match(told, new RegExp(words));
  assert.deepEqual(await placeOf(name), held, 'nothing is done before the answer');
  await page.getByTestId('switch-submit').click();
  await until(async () => (await placeOf(name)) === null, 'the place is free');
  await page.getByTestId('toast').getByRole('button', { name: 'Deshacer' }).click();
  assert.deepEqual(await placeTaken(name), held);
  const { items: log } = await product.api('GET', `/api/logs?namespace=${name}&operation_type=manual_activation`);
  assert.equal(log.length, 2);
  for (const member of ['cost_center', 'requested_by', 'reason', 'until']) assert.equal(log[0][member], log[1][member], member);
});

test('many of several centres: nobody pays unasked, the bar tells what a filter hides, the excluded are not tried again', async () => {
  await open();
  const { items } = await status();
  await page.locator('.ns-head input').check();
  await page.getByTestId('ns-search').fill('pagos');
  await page.locator('.ns-row').nth(3).waitFor({ state: 'detached' });
  const shown = await page.locator('.ns-row').count();
  assert.match(await page.getByTestId('bulk-bar').innerText(), new RegExp(`${items.length} elegidos[^]*\\b${items.length - shown} de ellos`));
  await page.getByTestId('bulk-on').click();
  const payer = page.getByTestId('switch-cost-center');
  assert.equal(await payer.inputValue(), '');
  await page.getByTestId('switch-submit').click();
  await page.locator('#switch-cc-error').waitFor();
  await payer.selectOption({ index: 1 });
  await page.getByTestId('outcomes').waitFor();
  await page.getByTestId('switch-submit').click();
  await page.waitForFunction(() => document.querySelector('[data-testid=outcomes]') && !document.querySelector('[data-testid=switch-submit]'));
  assert.match(await page.getByTestId('outcomes').innerText(), /está excluido/);
  assert.equal(await page.getByTestId('switch-dialog').getByRole('button', { name: 'Reintentar los rechazados' }).count(), 0, 'only excluded ones were refused');
});

test('the first night can be brought forward, and the morning wakes all of it', async () => {
  page = await openPage(browser, product, { path: '#/today' });
  await settled(page, 'today');
  const on = (await status()).items.filter((item) => item.status === 'active').map((item) => item.namespace);
  const [byHand, other] = on;
  await product.api('POST', `/api/namespaces/${byHand}/deactivate`, {});
  const banner = page.getByTestId('banner-adoption');
  await until(async () => new RegExp(`\\b${on.length - 1} espacios siguen encendidos`).test(await banner.innerText()), 'only those that were left as they were');
  assert.doesNotMatch(await banner.innerText(), /nada se ha apagado/i);
  await page.getByTestId('adoption-now').click();
  await page.getByTestId('confirm').locator('button[type=submit]').click();
  await page.getByTestId('confirm').waitFor({ state: 'hidden' });
  const stateOf = async (name) => (await product.api('GET', `/api/namespaces/${name}`)).status;
  await until(async () => (await stateOf(other)) === 'inactive', `${other} asleep`);
  await banner.waitFor({ state: 'detached' });
  await product.advanceTo('2026-11-20T12:05:00Z');
  await until(async () => (await stateOf(other)) === 'active', `${other} awake`);
  assert.equal(await stateOf(byHand), 'inactive', 'what a person switched off is left alone');
});
