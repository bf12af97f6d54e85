// Every view, on a phone and on a desk, light and dark, in Spanish and English: it is there, nothing overflows, nothing is left
// untranslated, axe finds nothing, and the browser has nothing to complain of.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { dictionary } from '../../js/i18n/index.js';
import { assertAccessible, openPage, settled } from '../support/browser.mjs';
import { browser, product, useProduct } from '../support/fixture.mjs';
import { views } from '../support/views.mjs';

useProduct(async () => {
  // Something to see in the records: two namespaces slept through a night, one was kept on.
  await product.api('POST', '/api/cost-centers/CC-PAGE/permissions', { is_authorized: true, max_concurrent_namespaces: 3 });
  // And in the calendar: days with more than fit.
  for (const hour of [8, 9, 10, 11, 12, 13]) await product.api('POST', '/api/tasks', { title: `A las ${hour}`, operation_type: 'activate', schedule: `0 ${hour} * * 6`, namespace: 'pagos-dev' });
});

/** Texts that are a key of the dictionary: a key that has no words is shown as itself. @param {import('playwright-core').Page} page */
async function untranslated(page) {
  const texts = await page.evaluate(() => {
    const found = [];
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walk.nextNode()) found.push(walk.currentNode.textContent.trim());
    for (const element of document.querySelectorAll('[aria-label], [title], [placeholder]')) found.push(...['aria-label', 'title', 'placeholder'].map((name) => element.getAttribute(name) ?? ''));
    return found;
  });
  return texts.filter((text) => /^[a-z][\w-]*(\.[\w-]+)+$/i.test(text) && (text in dictionary || /^(view|common|frame|state|problem)\./.test(text)));
}

/** What sticks out of the window to the right, outside of what scrolls by itself. */
function overflowing(page) {
  return page.evaluate(() => {
    if (document.documentElement.scrollWidth <= window.innerWidth) return [];
    const scrolls = (element) => element && element !== document.body && (['auto', 'scroll', 'hidden', 'clip'].includes(getComputedStyle(element).overflowX) || scrolls(element.parentElement));
    return [...document.querySelectorAll('body *')].filter((element) => element.getBoundingClientRect().right > window.innerWidth + 1 && !scrolls(element.parentElement))
      .slice(0, 5).map((element) => `${element.tagName.toLowerCase()}.${element.getAttribute('class') ?? ''}`);
  });
}

// The calendar looks different in each of its modes; the one that a phone and a desk begin with is there already.
const shown = [...views.map(({ name }) => ({ name, address: name })), ...['month', 'day'].map((mode) => ({ name: 'calendar', address: `calendar?mode=${mode}` }))];

for (const width of [360, 1440]) {
  for (const theme of ['light', 'dark']) {
    for (const language of ['es', 'en']) {
      test(`every view at ${width} px, ${theme}, ${language}`, async (t) => {
        const page = await openPage(browser, product, { width, theme, language });
        for (const { name, address } of shown) {
          await t.test(address, async () => {
            page.findings.length = 0;
            await page.goto(`${product.url}/#/${address}`);
            await settled(page, name);
            if (address !== name) await page.locator('[data-testid=calendar] .cal-firing').first().waitFor();
            assert.equal(await page.locator('html').getAttribute('lang'), language === 'en' ? 'en' : 'es-CO');
            const title = await page.locator('h1').first().innerText();
            assert.equal(title, dictionary[`view.${name}`][language === 'en' ? 1 : 0]);
            assert.deepEqual(await overflowing(page), [], 'sticks out');
            assert.deepEqual(await untranslated(page), [], 'keys without words');
            await assertAccessible(page, `${address} at ${width} px, ${theme}, ${language}`);
            page.assertClean();
          });
        }
        await page.context().close();
      });
    }
  }
}

test('the navigation leads to every view', async () => {
  const page = await openPage(browser, product);
  await settled(page, 'today');
  const offered = await page.locator('nav.rail [data-testid^="nav-"]').evaluateAll((links) => links.map((link) => link.dataset.testid.slice(4)));
  assert.deepEqual(offered, views.map((view) => view.name));
  for (const { name } of views) {
    await page.getByTestId(`nav-${name}`).first().click();
    await settled(page, name);
    assert.equal(await page.getByTestId(`nav-${name}`).first().getAttribute('aria-current'), 'page');
  }
  page.assertClean();
  await page.context().close();
});
