// What a view shows when there is nothing to show: what it reads is forbidden, broken or out of reach; nothing is there; it goes on
// when it can.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { assertAccessible, openPage, settled } from '../support/browser.mjs';
import { browser, product, useProduct } from '../support/fixture.mjs';
import { views } from '../support/views.mjs';

useProduct();

/** What each view reads first of all. */
const reads = {
  today: '**/api/namespaces/status*', namespaces: '**/api/namespaces/status*', week: '**/api/weekly-schedule/*', calendar: '**/api/calendar*', tasks: '**/api/tasks?*', reports: '**/api/weekly-report/*', records: '**/api/logs*',
  'cost-centers': '**/api/cost-centers?*', holidays: '**/api/holidays/2*', metrics: '**/api/metrics/history*',
};

const answer = (status, code, message, more = {}) => ({ status, contentType: 'application/problem+json', body: JSON.stringify({ type: 'about:blank', title: code, status, success: false, code, message, detail: message, ...more }) });
const refusals = {
  forbidden: { status: 403, fulfil: answer(403, 'forbidden', 'Su rol no permite ver esto; pídalo a la plataforma.'), told: /Su rol no permite ver esto/ },
  broken: { status: 500, fulfil: answer(500, 'internal_error', 'Algo falló de nuestro lado.', { incident: 'inc_0123' }), told: /inc_0123/ },
};

for (const { name } of views) {
  test(`${name}: what it reads is refused, then given`, async () => {
    const page = await openPage(browser, product, { path: 'livez' });
    for (const [what, { status, fulfil, told }] of Object.entries(refusals)) {
      page.allow(status);
      await page.route(reads[name], (route) => route.fulfill(fulfil));
      await page.goto(`${product.url}/?${what}#/${name}`);
      const problem = page.locator(`[data-testid=view-${name}] [data-testid=problem]`).first();
      await problem.waitFor();
      assert.match(await problem.innerText(), told, what);
      await assertAccessible(page, `${name}, ${what}`);
      await page.unroute(reads[name]);
      await problem.getByRole('button').click();
      await settled(page, name);
      await page.locator(`[data-testid=view-${name}] [data-testid=problem]`).first().waitFor({ state: 'detached' });
    }
    page.assertClean();
    await page.context().close();
  });
}

test('a cluster without namespaces says what to do, and so do lists without rows', async () => {
  const page = await openPage(browser, product, { path: 'livez' });
  await page.route('**/api/namespaces/status*', async (route) => {
    const response = await route.fetch();
    const json = await response.json();
    json.data.items = [];
    await route.fulfill({ response, json });
  });
  for (const [hash, words] of [['#/today', /espacio/i], ['#/namespaces', /espacio/i]]) {
    await page.goto(`${product.url}/?empty${hash}`);
    await page.locator('.empty').first().waitFor();
    assert.match(await page.locator('.empty').first().innerText(), words);
    await assertAccessible(page, `${hash}, empty`);
  }
  await page.unrouteAll({ behavior: 'ignoreErrors' });
  for (const hash of ['#/namespaces?q=nadie', '#/tasks?q=nadie', '#/cost-centers?q=nadie', '#/records/operations?namespace=nadie', '#/records/audit']) {
    await page.goto(`${product.url}/?none${encodeURIComponent(hash)}${hash}`);
    await page.locator('.empty').first().waitFor();
    assert.ok((await page.locator('.empty .empty-title').first().innerText()).length > 5, hash);
  }
  page.assertClean();
  await page.context().close();
});
