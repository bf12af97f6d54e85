// What opens over the views: drawers and dialogs, on a phone and on a desk, light and dark. axe finds nothing, the focus is inside, and
// Escape leads back to where it was.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { assertAccessible, openPage, settled } from '../support/browser.mjs';
import { browser, product, useProduct } from '../support/fixture.mjs';

let name;
let operation;
useProduct(async () => {
  const { items } = await product.api('GET', '/api/namespaces/status?limit=500');
  ({ namespace: name } = items.find((item) => item.status === 'active' && item.cost_center));
  ({ id: operation } = await product.api('POST', `/api/namespaces/${name}/deactivate`, { reason: 'para verla' }));
});

const opened = {
  'the drawer of a namespace': { path: () => `#/namespaces?ns=${name}`, testid: 'drawer' },
  'why it is as it is': { path: () => `#/namespaces?ns=${name}&tab=why`, testid: 'drawer' },
  'the drawer of an operation': { path: () => `#/records/operations?op=${operation}`, testid: 'drawer-operation' },
  'a new task': { path: () => '#/tasks/new', testid: 'task-form' },
  'the help': { path: () => '#/today', key: '?', testid: 'help-dialog' },
  'a switch with its options': { path: () => `#/namespaces?q=${name}`, click: 'switch-options', testid: 'switch-dialog' },
  'a new cost centre': { path: () => '#/cost-centers', click: 'cc-new', testid: 'cc-form' },
  'a local holiday': { path: () => '#/holidays/2026', click: 'holiday-new', testid: 'holiday-form' },
};

test('back from a new task closes it, and so does another view', async () => {
  const page = await openPage(browser, product, { path: '#/tasks' });
  await settled(page, 'tasks');
  await page.getByTestId('task-new').click();
  const form = page.locator('dialog[open][data-testid="task-form"]');
  await form.waitFor();
  await page.goBack();
  await form.waitFor({ state: 'detached' });
  assert.match(page.url(), /#\/tasks$/);
  await page.goForward();
  await form.waitFor();
  await page.evaluate(() => {
    location.hash = '#/metrics';
  });
  await settled(page, 'metrics');
  await form.waitFor({ state: 'detached' });
  assert.match(page.url(), /#\/metrics$/);
  page.assertClean();
  await page.context().close();
});

for (const width of [360, 1440]) {
  for (const theme of ['light', 'dark']) {
    test(`drawers and dialogs at ${width} px, ${theme}`, async (t) => {
      const page = await openPage(browser, product, { width, theme });
      for (const [what, { path, key, click, testid }] of Object.entries(opened)) {
        await t.test(what, async () => {
          page.findings.length = 0;
          await page.goto(`${product.url}/?case=${Object.keys(opened).indexOf(what)}${path()}`);
          await settled(page, path().match(/#\/([\w-]+)/)[1]);
          if (key) await page.keyboard.press(key);
          if (click) await page.getByTestId(click).first().click();
          const dialog = page.locator(`dialog[open][data-testid="${testid}"]`);
          await dialog.waitFor();
          await page.waitForFunction(() => !document.querySelector('.skeleton, [aria-busy="true"]'));
          const box = await dialog.boundingBox();
          assert.ok(box.x >= -1 && box.x + box.width <= width + 1, `it fits: ${JSON.stringify(box)}`);
          assert.ok(await dialog.evaluate((element) => element.contains(document.activeElement)), 'the focus is inside');
          await assertAccessible(page, `${what} at ${width} px, ${theme}`);
          await page.keyboard.press('Escape');
          await dialog.waitFor({ state: 'hidden' });
          page.assertClean();
        });
      }
      await page.context().close();
    });
  }
}
