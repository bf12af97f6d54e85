// How it looks where a picture alone would not tell: tables fit a desk, colours are the same on every view, the week on paper.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { settled } from '../support/browser.mjs';
import { product, useProduct, visit } from '../support/fixture.mjs';
import { until } from '../support/until.mjs';
import { views } from '../support/views.mjs';

useProduct(async () => {
  await product.advanceTo('2026-11-20T01:10:00Z');
  const { items } = await product.api('GET', '/api/namespaces/status?limit=500');
  for (const { namespace, cost_center: payer } of items.filter((item) => item.status === 'inactive' && item.cost_center).slice(0, 3))
    await product.api('POST', `/api/namespaces/${namespace}/activate`, { cost_center: payer, duration_minutes: 90, requested_by: 'Ana María Ruiz', reason: 'Pruebas de carga' });
});

test('a row says the real name of what is shown by another, and is not higher for it', async () => {
  await visit('#/namespaces', async (page) => {
    const { namespace: name, display_name: shown } = (await product.api('GET', '/api/namespaces/status?limit=500')).items.find((item) => item.display_name !== item.namespace);
    const row = page.getByTestId(`ns-row-${name}`);
    assert.match(await row.locator('.ns-name').innerText(), new RegExp(name));
    assert.equal(await row.locator('.ns-link').getAttribute('title'), `${shown} · ${name}`);
    const heights = await page.locator('.ns-row').evaluateAll((rows) => [...new Set(rows.map((one) => one.getBoundingClientRect().height))]);
    assert.equal(heights.length, 1);
    assert.ok(await row.locator('.ns-name').evaluate((cell) => cell.scrollHeight <= cell.closest('.ns-row').clientHeight), 'it fits');
  });
});

test('no table scrolls sideways on a desk, nor do rows lose their words on a phone', async () => {
  for (const path of ['#/records/operations', '#/records/activities', '#/reports', '#/holidays', '#/metrics'])
    await visit(path, async (page) => {
      const wide = await page.evaluate(() => [...document.querySelectorAll('.table-scroll')].filter((one) => one.scrollWidth > one.clientWidth + 1).map((one) => one.className));
      assert.deepEqual(wide, [], path);
    });
  await visit('#/namespaces', async (page) => {
    const cut = await page.evaluate(() => [...document.querySelectorAll('.ns-row .ns-next > span, .ns-row .btn')].filter((one) => one.scrollWidth > one.clientWidth + 1).map((one) => one.textContent));
    assert.deepEqual(cut, []);
  }, { width: 360 });
});

test('what was just said hides no button of the bar of the chosen', async () => {
  for (const width of [360, 1440])
    await visit('#/namespaces', async (page) => {
      await page.locator('.ns-row input').first().check();
      await page.getByTestId('bulk-bar').waitFor();
      await page.evaluate(() => document.querySelector('.toasts').append(Object.assign(document.createElement('div'), { className: 'toast-line', textContent: 'a notice of two lines '.repeat(4) })));
      const covered = await page.getByTestId('bulk-bar').locator('button').evaluateAll((buttons) => buttons.filter((button) => {
        const { left, top, width: wide, height } = button.getBoundingClientRect();
        return document.elementFromPoint(left + wide / 2, top + height / 2)?.closest('button') !== button;
      }).map((button) => button.textContent));
      assert.deepEqual(covered, [], `at ${width} px`);
    }, { width });
});

test('on a phone a refusal is in sight, with who holds the places', async () => {
  const { items, off_hours: places } = await product.api('GET', '/api/namespaces/status?limit=500');
  const asleep = items.filter((item) => item.status === 'inactive' && item.cost_center);
  for (const { namespace, cost_center: payer } of asleep.slice(0, places.limit - places.used)) await product.api('POST', `/api/namespaces/${namespace}/activate`, { cost_center: payer });
  await visit('#/namespaces', async (page) => {
    page.allow(409);
    await page.getByTestId('ns-search').fill(asleep.at(-1).namespace);
    await page.getByTestId(`ns-row-${asleep.at(-1).namespace}`).getByTestId('switch').click();
    const last = page.getByTestId('refusal').locator('li').last();
    await last.waitFor();
    await until(() => last.evaluate((element) => {
      const { left, bottom } = element.getBoundingClientRect();
      return element.contains(document.elementFromPoint(left + 4, bottom - 4));
    }), 'the last holder in sight');
  }, { width: 360 });
});

test('from a tablet to a wall, no view is wider than its window', async () => {
  for (const width of [768, 1024, 2560])
    await visit('#/today', async (page) => {
      for (const { name } of views) {
        await page.goto(`${product.url}/#/${name}`);
        await settled(page, name);
        assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth), `${name} at ${width} px`);
      }
    }, { width });
});

test('on a phone a day of the month shows times, and the list its own in full', async () => {
  await visit('#/calendar/2026-11-20?mode=month', async (page) => {
    const event = page.locator('[data-testid=calendar] .cal-firing');
    await event.first().waitFor();
    for (const text of await event.allInnerTexts()) assert.match(text.trim(), /^\d{1,2}:\d\d$/);
    const cut = () => page.evaluate(() => [...document.querySelectorAll('.cal-brief, .cal-list-time')].filter((one) => one.scrollWidth > one.clientWidth + 1 && one.clientWidth > 0).map((one) => one.textContent));
    assert.deepEqual(await cut(), []);
    await page.goto(`${product.url}/?list#/calendar/2026-11-20?mode=list`);
    await settled(page, 'calendar');
    await page.locator('.cal-list-time', { hasText: '–' }).first().waitFor();
    assert.deepEqual(await cut(), []);
  }, { width: 360 });
});

test('the hour with the focus does not cover names that run through it', async () => {
  await visit('#/week/2026-11-16?mode=namespaces&q=pagos-dev', async (page) => {
    await page.locator('.wg-slot[tabindex="0"]').focus();
    await page.keyboard.press('ArrowDown'); // by keyboard: the ring is there
    const { order, ring } = await page.evaluate(() => {
      const slot = document.activeElement;
      return { order: getComputedStyle(slot).zIndex, ring: getComputedStyle(slot, '::after').outlineWidth };
    });
    assert.deepEqual([order, ring], ['auto', '2px']);
  });
});

test('who wants no motion sees none', async () => {
  await visit('#/namespaces', async (page) => {
    await page.locator('.ns-row .ns-name a').first().click();
    await page.getByTestId('drawer').waitFor();
    assert.deepEqual(await page.evaluate(() => document.getAnimations().length), 0);
  });
});

test('a cost centre has one colour, whichever view is opened first', async () => {
  const seen = new Map();
  for (const path of ['#/records/operations', '#/today', '#/namespaces', '#/reports', '#/week/2026-11-16?mode=centers', '#/cost-centers'])
    await visit(path, async (page) => {
      const tags = () => page.evaluate(() => [...document.querySelectorAll('.cc-tag, .wg-tag')].map((tag) => [tag.textContent, tag.getAttribute('data-cc')]));
      await until(async () => (await tags()).some(([, color]) => color !== 'none'), `colours on ${path}`);
      for (const [name, color] of await tags()) {
        assert.equal(color, seen.get(name) ?? color, `${name} on ${path}`);
        seen.set(name, color);
      }
    });
  const first = [...seen.keys()].filter((name) => name.startsWith('CC-')).sort()[0];
  assert.equal(seen.get(first), '0');
});

test('the week on paper: the grid alone, whole, light, with what its signs mean', async () => {
  await visit('#/week/2026-11-16?mode=centers', async (page) => {
    await page.emulateMedia({ media: 'print' });
    await page.setViewportSize({ width: 1046, height: 720 });   // A4 across, less its margins
    const shown = (selector) => page.evaluate((one) => [...document.querySelectorAll(one)].some((element) => element.getClientRects().length > 0), selector);
    for (const selector of ['.skip', '.rail', '.banners', '.toolbar', '.top-end', '.day-bar-place', '.wg-tip[data-shown]', '.page-foot', '.week-nav button']) assert.equal(await shown(selector), false, selector);
    for (const selector of ['h1', '.week-title', '[data-testid=holiday-mark]', '.wg-part', '.week-report']) assert.equal(await shown(selector), true, selector);
    const { visible, right, height, ground } = await page.evaluate(() => {
      const grid = document.querySelector('[data-testid=week-grid]');
      return {
        visible: [...grid.querySelectorAll('.wg-slot')].filter((slot) => slot.getClientRects().length > 0).length,
        right: grid.getBoundingClientRect().right,
        height: grid.getBoundingClientRect().height,
        ground: getComputedStyle(grid.parentElement).backgroundColor,
      };
    });
    assert.equal(visible, 168, 'every hour of every day');
    assert.ok(right <= 1046, `as wide as the paper: ${right}`);
    assert.ok(height <= 620, `on one page with its title: ${height}`);
    assert.equal(ground, 'rgb(255, 255, 255)', 'paper is white, also in the dark theme');
    assert.match(await page.locator('.week-title').innerText(), /16 a 22/);
  }, { theme: 'dark' });
});
