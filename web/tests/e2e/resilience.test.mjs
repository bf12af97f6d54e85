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

test('a week is read again after somebody else’s news, though nobody looked at it, and only then', async () => {
  const page = await openPage(browser, product, { path: '#/week/2026-11-16' });
  let reads = 0;
  page.on('request', (request) => {
    if (/weekly-schedule\/2026-11-16/.test(request.url())) reads += 1;
  });
  await settled(page, 'week');
  const go = async (view, address = view) => {
    await page.evaluate((hash) => {
      location.hash = hash;
    }, `#/${address}`);
    await settled(page, view);
  };
  const saturday = page.locator('.wg-slot[data-col="5"][data-hour="10"]');
  await until(async () => (await connection(page)) === 'live', 'the stream');
  await until(async () => /Nadie/.test(await saturday.getAttribute('aria-label')), 'a Saturday on which all sleeps');
  // The stream begins with news of its own; after that nothing changes, and nothing is read.
  await until(async () => {
    const before = reads;
    await go('metrics');
    await go('week', 'week/2026-11-16');
    await saturday.waitFor();
    return reads === before;
  }, 'a week that is there when one comes back');
  await go('metrics');
  const { namespace } = (await product.api('GET', '/api/namespaces/status?limit=500')).items.find((item) => item.cost_center);
  const heard = page.waitForRequest(/api\/upcoming/);
  await product.api('POST', '/api/tasks', { title: 'El sábado', operation_type: 'activate', schedule: '0 9 * * 6', namespace });
  await heard; // what the page asks for when it was told of a task
  await go('week', 'week/2026-11-16');
  await until(async () => /1 encendido/.test(await saturday.getAttribute('aria-label')), 'the task in the week');
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
