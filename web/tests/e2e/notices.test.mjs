// What everybody is told above every view: adoption at the first start, a pause and its end, a store that is lost, a dry run.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { openPage, settled } from '../support/browser.mjs';
import { browser, product, useProduct } from '../support/fixture.mjs';
import { startProduct } from '../support/product.mjs';
import { until } from '../support/until.mjs';

useProduct();

test('the first start says how many were adopted and when the first of them sleeps, until it was understood', async () => {
  const page = await openPage(browser, product, { language: 'en' });
  await settled(page, 'today');
  const banner = page.getByTestId('banner-adoption');
  await banner.waitFor();
  const { items } = await product.api('GET', '/api/namespaces/status?limit=500');
  const adopted = items.filter((item) => item.status === 'active' && item.operation_id === null).length;
  const told = await banner.innerText();
  assert.match(told, new RegExp(`\\b${adopted}\\b`));
  assert.match(told, /8:00\sPM/);
  await banner.getByTestId('adoption-understood').click();
  await banner.waitFor({ state: 'detached' });
  await page.reload();
  await settled(page, 'today');
  await page.getByTestId('banner-simulated').waitFor();
  assert.equal(await banner.count(), 0);
  page.assertClean();
  await page.context().close();
});

test('a pause is told with its end in the zone of the cluster, is moved, and ended', async () => {
  const page = await openPage(browser, product);
  await settled(page, 'today');
  await page.getByTestId('pause-open').first().click();
  const dialog = page.getByTestId('pause-dialog');
  await dialog.locator('#pause-until').fill('2026-11-19T22:30');
  await dialog.locator('#pause-reason').fill('inventario');
  await page.getByTestId('pause-submit').click();
  const banner = page.getByTestId('banner-paused');
  await banner.waitFor();
  assert.match(await banner.innerText(), /10:30\sp\.\sm\..*inventario/);
  assert.match(await page.getByTestId('toast').first().innerText(), /2026-11-19 22:30/);
  assert.equal((await product.api('GET', '/api/settings')).pause.until, '2026-11-20T03:30:00Z');
  await page.getByTestId('banner-resume').click();
  await dialog.waitFor();
  assert.equal(await dialog.locator('#pause-until').inputValue(), '2026-11-19T22:30', 'as it is');
  await dialog.locator('#pause-until').fill('2026-11-19T23:45');
  await page.getByTestId('pause-submit').click();
  await until(async () => /11:45\sp\.\sm\./.test(await banner.innerText()), 'the new end');
  await page.getByTestId('banner-resume').click();
  await page.getByTestId('pause-end').click();
  await banner.waitFor({ state: 'detached' });
  assert.equal((await product.api('GET', '/api/settings')).pause, null);
  page.assertClean();
  await page.context().close();
});

test('a lost store is told in the words of the server, and what cannot be done says so; then it is gone', async () => {
  const page = await openPage(browser, product, { path: '#/namespaces' });
  await settled(page, 'namespaces');
  page.allow(503);
  const sentence = 'El almacén no responde: no se apaga ni se enciende nada a mano.';
  const refusal = { status: 503, contentType: 'application/problem+json', headers: { 'Retry-After': '5' } };
  const problem = (code, more) => ({ ...refusal, body: JSON.stringify({ type: 'about:blank', title: code, status: 503, success: false, code, message: sentence, detail: sentence, ...more }) });
  const health = await product.api('GET', '/health');
  await page.route('**/health', (route) => route.fulfill(problem('not_ready', { ...health, status: 503, checks: { ...health.checks, store: 'failed' } })));
  await page.route('**/deactivate', (route) => route.fulfill(problem('store_unavailable')));
  await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));   // who comes back to the window sees what is now
  const banner = page.getByTestId('banner-problem');
  await banner.waitFor();
  assert.equal(await banner.locator('p').innerText(), sentence);
  assert.equal(await banner.getAttribute('role'), 'alert');
  await page.locator('[data-testid=switch][data-action=deactivate]').first().click();
  await page.getByTestId('refusal').waitFor();
  assert.equal(await page.getByTestId('refusal').getAttribute('data-code'), 'store_unavailable');
  await page.keyboard.press('Escape');
  await page.unrouteAll({ behavior: 'ignoreErrors' });
  await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
  await banner.waitFor({ state: 'detached' });
  page.assertClean();
  await page.context().close();
});

test('a dry run says that nothing is written, and a switch leaves the namespace as it is', async () => {
  const dry = await startProduct({ NSCHED_DRY_RUN: 'true' });
  try {
    const page = await openPage(browser, dry, { path: '#/namespaces', language: 'en' });
    await settled(page, 'namespaces');
    await page.getByTestId('banner-dry-run').waitFor();
    const { namespace: name } = (await dry.api('GET', '/api/namespaces/status?limit=500')).items.find((item) => item.status === 'active' && item.cost_center);
    await page.getByTestId('ns-search').fill(name);
    await page.getByTestId(`ns-row-${name}`).getByTestId('switch').click();
    await page.getByTestId('toast').first().waitFor();
    const { items } = await dry.api('GET', `/api/logs?namespace=${name}`);
    assert.equal(items[0].dry_run, true);
    assert.equal((await dry.api('GET', `/api/namespaces/${name}`)).status, 'active');
    assert.equal(await page.getByTestId(`ns-row-${name}`).getByTestId('state').getAttribute('data-state'), 'active');
    page.assertClean();
    await page.context().close();
  } finally {
    await dry.close();
  }
});
