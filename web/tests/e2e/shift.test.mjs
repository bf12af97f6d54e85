// Nothing jumps when data arrives: the skeletons have the size of what comes. Every answer of the server is held until the page has drawn
// what it shows without it, then given one after the other, with a frame between.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { openPage, settled } from '../support/browser.mjs';
import { browser, product, useProduct } from '../support/fixture.mjs';
import { until } from '../support/until.mjs';
import { views } from '../support/views.mjs';

const most = 0.005;   // what a person does not see: a line of text by one pixel
useProduct(async () => {
  await product.advanceTo('2026-11-20T13:00:00Z');   // after a night, so that there is something to show
});

const frame = (page) => page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve(null)))));

/** Holds the answers to what the page asks. @returns {Promise<any[]>} filled as it asks */
async function hold(page) {
  const held = [];
  await page.route(/\/(api\/(?!events)|health)/, (route) => {
    held.push(route);
  });
  return held;
}

/** Notes what jumps: how much, and which elements. */
const noteShifts = () => {
  const shifts = [];
  Object.assign(window, { shifts });
  new PerformanceObserver((list) => {
    for (const entry of /** @type {any[]} */ (list.getEntries()))
      shifts.push({ value: entry.value, what: entry.sources.map(({ node, previousRect: a, currentRect: b }) => `${node?.nodeName}.${node?.className ?? ''} ${a.x},${a.y} ${a.width}×${a.height} → ${b.x},${b.y} ${b.width}×${b.height}`) });
  }).observe({ type: 'layout-shift', buffered: true });
};

for (const width of [360, 1440]) {
  test(`no view jumps at ${width} px when its data arrives`, async (t) => {
    for (const { name } of views) {
      await t.test(name, async () => {
        // Not the first visit: how much room the notices take is known from the one before.
        const page = await openPage(browser, product, { path: `#/${name}`, width });
        await settled(page, name);
        await page.addInitScript(noteShifts);
        const held = await hold(page);
        await page.reload();
        await page.getByTestId(`view-${name}`).waitFor({ state: 'attached' });
        await until(() => held.length > 0, 'the first questions');
        await frame(page);
        const done = settled(page, name).then(() => true);
        while (!(await Promise.race([done, frame(page).then(() => false)]))) await held.shift()?.continue();
        await frame(page);
        const shifts = await page.evaluate(() => window.shifts);
        const sum = shifts.reduce((total, { value }) => total + value, 0);
        assert.ok(sum <= most, `${name} at ${width} px jumps by ${sum.toFixed(4)}: ${JSON.stringify(shifts.filter(({ value }) => value > 0.0005))}`);
        page.assertClean();
        await page.unrouteAll({ behavior: 'ignoreErrors' });
        await page.context().close();
      });
    }
  });
}
