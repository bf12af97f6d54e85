// Registros: what is shown is of the list, the filters and the chain that are asked for, whatever was on its way before.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { product, useProduct, visit } from '../support/fixture.mjs';
import { until } from '../support/until.mjs';

let names;
useProduct(async () => {
  await product.advanceTo('2026-11-26T13:00:00Z'); // four nights: each namespace was switched off and on, which fills several pages
  const { items } = await product.api('GET', '/api/namespaces/status?limit=500');
  names = items.filter((item) => item.status === 'active').slice(0, 3).map((item) => item.namespace);
  for (const name of names) await product.api('POST', `/api/namespaces/${name}/deactivate`, { reason: 'para verla' });
});

const rows = (page) => page.locator('[data-testid=records-table] tbody tr').count();

test('from one kind of records to another, and back', async () => {
  await visit('#/records/operations', async (page) => {
    await page.locator('#rec-ns').fill(names[0]);
    for (let round = 0; round < 2; round += 1) {
      for (const kind of ['activities', 'audit', 'operations']) {
        await page.getByTestId(`records-${kind}`).click();
        await page.locator(kind === 'audit' ? '[data-testid=audit-chain] li' : '[data-testid=records-table] tbody tr').first().waitFor();
        assert.deepEqual(page.findings, [], kind);
      }
    }
  });
});

test('a page that was on its way does not continue another list', async () => {
  await visit('#/records/operations', async (page) => {
    await until(async () => (await rows(page)) === 50, 'the first page');
    let letGo = () => {};
    const held = new Promise((resolve) => {
      letGo = resolve;
    });
    let asked = false;
    let ended = false;
    for (const event of ['requestfinished', 'requestfailed'])
      page.on(event, (request) => {
        ended ||= request.url().includes('cursor=');
      });
    await page.route(/api\/logs\?.*cursor=/, async (route) => {
      asked = true;
      await held;
      await route.continue().catch(() => {}); // given up meanwhile
    });
    await page.locator('.pager button').click();
    await until(() => asked, 'the next page asked for');
    await page.locator('#rec-type').selectOption('manual_deactivation');
    await until(async () => (await rows(page)) === names.length, 'the filtered list');
    letGo();
    await until(() => ended, 'the next page come, or given up');
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
    assert.equal(await rows(page), names.length);
  });
});

test('a verdict is that of the chain that was verified', async () => {
  await visit(`#/records/audit?namespace=${names[0]}`, async (page) => {
    const verdict = page.getByTestId('audit-verdict');
    await page.getByTestId('audit-verify').click();
    await verdict.waitFor();
    await page.locator('#rec-ns').fill(names[1]);
    await verdict.waitFor({ state: 'detached' });
    await page.locator('#rec-ns').fill(names[0]);
    await verdict.waitFor();
  });
});

test('what is half typed is nobody’s chain: it is not asked for, and nothing is red', async () => {
  const asked = [];
  await visit('#/records/audit', async (page) => {
    page.on('request', (request) => {
      const [, name] = request.url().match(/api\/audit\/([^?]*)/) ?? [];
      if (name) asked.push(name);
    });
    const told = (name) => until(async () => (await page.locator('.empty-title').allInnerTexts()).some((text) => text.includes(`«${name}»`)), `${name} is nobody`);
    for (let length = names[0].length - 3; length < names[0].length; length += 1) {
      const part = names[0].slice(0, length);
      await page.locator('#rec-ns').fill(part);
      await told(part);
    }
    await page.locator('#rec-ns').fill(names[0]);
    await page.getByTestId('audit-chain').waitFor();
    assert.deepEqual(asked, [names[0]]);
    page.allow(404);
    await page.locator('#rec-ns').fill('ya-no-esta');
    await page.locator('#rec-ns').press('Enter'); // it may have been deleted
    await until(async () => (await page.locator('.empty').allInnerTexts()).some((text) => /ya-no-esta[\s\S]*Tampoco/.test(text)), 'no chain of that name either');
    assert.equal(asked.at(-1), 'ya-no-esta');
    assert.equal(await page.getByTestId('problem').count(), 0);
  });
});
