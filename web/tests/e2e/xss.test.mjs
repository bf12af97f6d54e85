// Whatever people or the cluster write is shown as text: markup in names, reasons and messages never becomes an element, and no
// script of it runs.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { openPage, settled } from '../support/browser.mjs';
import { browser, product, useProduct } from '../support/fixture.mjs';
import { until } from '../support/until.mjs';
import { views } from '../support/views.mjs';

const markup = '<img src=x onerror="window.hurt=1"><script>window.hurt=2</script><b class=hurt>x</b>';
useProduct(async () => {
  await product.api('POST', '/api/cost-centers/CC-HURT/permissions', { is_authorized: true, name: markup });
  await product.api('POST', '/api/holidays/local', { date: '2026-11-20', name: markup, nameEn: markup });
  await product.api('POST', '/api/tasks', { title: markup, operation_type: 'activate', schedule: '30 6 * * *', namespace: 'pagos-dev', cost_center: 'CC-HURT' });
  const { namespace: name } = (await product.api('GET', '/api/namespaces/status?limit=500')).items.find((item) => item.status === 'active' && item.cost_center);
  await product.api('POST', `/api/namespaces/${name}/deactivate`, { reason: markup, requested_by: markup.slice(0, 120) });
  await product.api('POST', '/api/pause', { reason: markup });
});

async function assertHarmless(page, where) {
  assert.equal(await page.evaluate(() => window.hurt ?? null), null, `a script ran: ${where}`);
  assert.equal(await page.locator('.hurt, img[src=x]').count(), 0, `markup became an element: ${where}`);
}

test('markup that people wrote, on every view', async () => {
  const page = await openPage(browser, product);
  let shown = 0;
  for (const { name } of views) {
    await page.goto(`${product.url}/#/${name}`);
    await settled(page, name);
    await assertHarmless(page, name);
    if ((await page.locator('body').innerText()).includes('<img src=x')) shown += 1;
  }
  assert.ok(shown >= 3, `it is shown as text on ${shown} views`);
  page.assertClean();
  await page.context().close();
});

test('markup that the cluster sent', async () => {
  const page = await openPage(browser, product);
  const poison = (value) => {
    if (Array.isArray(value)) return value.map(poison);
    if (value && typeof value === 'object') return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, ['display_name', 'reason', 'last_error', 'contested', 'message', 'title', 'error_message'].includes(key) && (inner === null || typeof inner === 'string') ? markup : poison(inner)]));
    return value;
  };
  // A stream that says nothing: what it tells is not poisoned, and would take the place of what is.
  await page.route('**/api/events*', (route) => route.fulfill({ contentType: 'text/event-stream', body: 'retry: 600000\n\n' }));
  for (const path of ['**/api/namespaces/status*', '**/api/upcoming*', '**/api/logs*', '**/api/activities*', '**/api/tasks*']) {
    await page.route(path, async (route) => {
      const answer = await route.fetch();
      await route.fulfill({ response: answer, json: poison(await answer.json()) });
    });
  }
  for (const { name } of views) {
    await page.goto(`${product.url}/?again=${name}#/${name}`);
    await settled(page, name);
    await assertHarmless(page, name);
  }
  await page.goto(`${product.url}/?again=last#/namespaces`);
  await settled(page, 'namespaces');
  await until(async () => (await page.getByTestId('ns-table').innerText()).includes('<img src=x'), 'the markup as text');
  page.assertClean();
  await page.unrouteAll({ behavior: 'ignoreErrors' });   // answers that are on their way belong to nobody any more
  await page.context().close();
});

test('markup in the address', async () => {
  const page = await openPage(browser, product, { path: `#/namespaces?q=${encodeURIComponent(markup)}&ns=${encodeURIComponent(markup)}&state=${encodeURIComponent(markup)}` });
  page.allow(404, 400, 422);
  await page.getByTestId('view-namespaces').waitFor();
  await page.getByTestId('ns-search').waitFor();
  assert.equal(await page.getByTestId('ns-search').inputValue(), markup);
  await assertHarmless(page, 'the address');
  await page.context().close();
});
