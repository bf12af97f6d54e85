// What happens when the server goes away and comes back, when the stream ends, and when two people look at once.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { openPage, settled } from '../support/browser.mjs';
import { browser, product, useProduct } from '../support/fixture.mjs';
import { until } from '../support/until.mjs';

useProduct();

const connection = (page) => page.getByTestId('connection').getAttribute('data-state');

test('a killed server is told, what was typed stays, and the page goes on by itself when it is back', async () => {
  const page = await openPage(browser, product, { path: '#/tasks/new' });
  await page.getByTestId('task-form').waitFor();
  await page.getByTestId('task-name').fill('A medio escribir');
  await until(async () => (await connection(page)) === 'live', 'the stream');
  page.expectOffline();
  await product.kill();
  await until(async () => (await connection(page)) === 'lost', 'the lost stream told');
  await page.locator('[data-testid=banner-unreachable], [data-testid=banner-stream]').first().waitFor({ state: 'attached' });
  assert.equal(await page.getByTestId('task-name').inputValue(), 'A medio escribir');
  page.allow(503);
  await product.start();
  await until(async () => (await connection(page)) === 'live', 'the stream again');
  await page.locator('[data-testid=banner-unreachable]').waitFor({ state: 'detached' });
  assert.equal(await page.getByTestId('task-name').inputValue(), 'A medio escribir');
  page.assertClean();
  await page.context().close();
});

test('a stream that is refused is told, and the page asks by itself meanwhile', async () => {
  const page = await openPage(browser, product, { path: '#/namespaces' });
  await settled(page, 'namespaces');
  await until(async () => (await connection(page)) === 'live', 'the stream');
  page.expectOffline();
  page.allow(502);
  await page.route('**/api/events', (route) => route.fulfill({ status: 502, body: 'no' }));
  await page.reload();
  await until(async () => (await connection(page)) === 'lost', 'the lost stream told');
  const name = (await product.api('GET', '/api/namespaces/status?limit=500')).items.find((item) => item.status === 'active').namespace;
  await product.api('POST', `/api/namespaces/${name}/deactivate`, {});
  await page.getByTestId('ns-search').fill(name);
  await until(async () => (await page.getByTestId(`ns-row-${name}`).getByTestId('state').getAttribute('data-state')) === 'inactive', 'the change without a stream');
  page.assertClean();
  await page.context().close();
});

test('two people see the same at once', async () => {
  const pages = [await openPage(browser, product, { path: '#/namespaces' }), await openPage(browser, product, { path: '#/namespaces', language: 'en', width: 360 })];
  const item = (await product.api('GET', '/api/namespaces/status?limit=500')).items.find((one) => one.status === 'active' && one.cost_center);
  for (const page of pages) {
    await settled(page, 'namespaces');
    await page.getByTestId('ns-search').fill(item.namespace);
    await until(async () => (await connection(page)) === 'live', 'the stream');
  }
  await pages[0].getByTestId(`ns-row-${item.namespace}`).getByTestId('switch').click();
  for (const page of pages) {
    await until(async () => (await page.getByTestId(`ns-row-${item.namespace}`).getByTestId('state').getAttribute('data-state')) === 'inactive', 'the state on both');
    page.assertClean();
    await page.context().close();
  }
});
