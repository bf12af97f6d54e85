// Everything that is looked at has an address: view, filters, week, drawer; what is opened again is the same, and back leads back.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { openPage, settled } from '../support/browser.mjs';
import { browser, product, useProduct } from '../support/fixture.mjs';
import { until } from '../support/until.mjs';

useProduct(async () => {
  await product.advanceTo('2026-11-20T01:10:00Z');
});

const rows = (page) => page.locator('.ns-row').evaluateAll((list) => list.map((row) => row.getAttribute('data-name')));

test('filters, order and the drawer of a namespace', async () => {
  const page = await openPage(browser, product, { path: '#/namespaces' });
  await settled(page, 'namespaces');
  const all = await rows(page);
  await page.getByTestId('ns-search').fill('pruebas');
  await page.getByTestId('state-inactive').click();
  await page.getByTestId('sort').selectOption('cc');
  await until(() => ['q=pruebas', 'state=inactive', 'sort=cc'].every((part) => page.url().includes(part)), 'all of it in the address');
  await until(async () => (await rows(page)).every((name) => name.includes('pruebas')), 'the filtered list');
  const filtered = await rows(page);
  assert.ok(filtered.length > 0 && filtered.length < all.length);
  await page.locator('.ns-row .ns-name a').first().click();
  await page.getByTestId('drawer').waitFor();
  const address = page.url();
  await page.goBack();
  await page.getByTestId('drawer').waitFor({ state: 'hidden' });
  assert.deepEqual(await rows(page), filtered, 'back leads to the same list');
  await page.goForward();
  await page.getByTestId('drawer').waitFor();
  const other = await openPage(browser, product, { path: `?other${new URL(address).hash}` });
  await settled(other, 'namespaces');
  await other.getByTestId('drawer').waitFor();
  await other.keyboard.press('Escape');
  await other.getByTestId('drawer').waitFor({ state: 'hidden' });
  assert.equal(await other.getByTestId('ns-search').inputValue(), 'pruebas');
  assert.equal(await other.getByTestId('state-inactive').getAttribute('aria-pressed'), 'true');
  assert.deepEqual(await rows(other), filtered, 'somebody else sees the same');
  for (const one of [page, other]) {
    one.assertClean();
    await one.context().close();
  }
});

test('a filter of the week that matches nothing says so, and is taken away', async () => {
  const page = await openPage(browser, product, { path: '#/week/2026-11-16?q=nadie-se-llama-asi' });
  await settled(page, 'week');
  await page.getByTestId('week-none').waitFor();
  await page.getByTestId('week-clear').click();
  await page.getByTestId('week-none').waitFor({ state: 'detached' });
  assert.match(page.url(), /#\/week\/2026-11-16$/);
  await page.locator('.wg-part, .wg-heat').first().waitFor();
  page.assertClean();
  await page.context().close();
});

test('the week with its filter and look, records with theirs, an operation', async () => {
  const page = await openPage(browser, product, { path: '#/week/2026-11-09?mode=heat&q=pruebas' });
  await settled(page, 'week');
  assert.equal(await page.getByTestId('week-grid').getAttribute('data-mode'), 'heat');
  await page.getByTestId('week-next').click();
  await until(() => /2026-11-16\?.*mode=heat/.test(page.url()), 'the week changes, the look stays');
  await page.goBack();
  await until(() => page.url().includes('2026-11-09'), 'back');
  await page.goto(`${product.url}/?records#/records/operations?type=auto_shutdown&from=2026-11-19`);
  await settled(page, 'records');
  await page.getByTestId('records-table').locator('tbody a').first().click();
  await page.getByTestId('drawer-operation').waitFor();
  assert.match(page.url(), /type=auto_shutdown.*op=op_/);
  await page.reload();
  await page.getByTestId('drawer-operation').waitFor();
  await page.keyboard.press('Escape');
  await until(() => page.url().includes('type=auto_shutdown') && !page.url().includes('op='), 'the filter stays, the drawer is gone');
  page.assertClean();
  await page.context().close();
});

test('an address that leads nowhere leads to Hoy, and a namespace that is not there says so', async () => {
  const page = await openPage(browser, product, { path: '#/nowhere' });
  page.allow(404);
  await settled(page, 'today');
  assert.match(page.url(), /#\/today/);
  await page.goto(`${product.url}/?gone#/namespaces?ns=not-there`);
  await page.getByTestId('drawer').waitFor();
  await page.getByTestId('drawer').getByTestId('problem').waitFor();
  page.assertClean();
  await page.context().close();
});
