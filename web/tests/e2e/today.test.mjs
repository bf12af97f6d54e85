// Hoy: what it counts, what it names as wrong, and what a row keeps on a phone.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { product, useProduct, visit } from '../support/fixture.mjs';
import { until } from '../support/until.mjs';

const person = 'Ana María Ruiz';
let payer;
useProduct(async () => {
  await product.advanceTo('2026-11-20T01:30:00Z');   // Thursday, 20:30 in Bogotá
  const { items } = await product.api('GET', '/api/namespaces/status?limit=500');
  const asleep = items.find((item) => item.status === 'inactive' && item.cost_center);
  payer = asleep.cost_center;
  await product.api('POST', `/api/namespaces/${asleep.namespace}/activate`, { cost_center: payer, duration_minutes: 90, requested_by: person });
});

const status = () => product.api('GET', '/api/namespaces/status?limit=500');

test('the excluded are not counted with those that are on, and are said apart', async () => {
  await visit('#/today', async (page) => {
    const { items } = await status();
    const count = (state) => items.filter((item) => item.status === state).length;
    assert.ok(count('excluded') > 0);
    assert.equal(await page.getByTestId('count-active').locator('.tile-number').innerText(), String(count('active')));
    assert.match(await page.getByTestId('lead').innerText(), new RegExp(`^${count('active')} encendidos, ${count('inactive')} dormidos\\. Aparte, ${count('excluded')} excluidos\\.`));
  });
});

test('who is in trouble is named, with who fights over it, and nothing says that all is well', async () => {
  await visit('#/today', async (page) => {
    const contested = (await status()).items.find((item) => item.contested);
    const list = page.getByTestId('trouble');
    await until(async () => (await list.innerText()).includes(contested.namespace), `${contested.namespace} named`);
    assert.ok((await list.innerText()).includes(contested.contested));
    assert.equal(await page.getByTestId('today-failed').locator('.all-good').count(), 0);
    await list.getByRole('link', { name: contested.namespace }).click();
    await page.getByTestId('drawer').waitFor();
    assert.equal(await page.getByTestId('tab-why').getAttribute('aria-selected'), 'true');
  });
});

test('on a phone a place keeps its cost centre whole beside the person', async () => {
  await visit('#/today', async (page) => {
    const tag = page.getByTestId('today-places').locator('.cc-tag').first();
    assert.equal(await tag.innerText(), payer);
    assert.ok(await tag.evaluate((element) => element.scrollWidth <= element.clientWidth), 'not cut');
    assert.ok((await page.getByTestId('today-places').innerText()).includes(person));
  }, { width: 360 });
});
