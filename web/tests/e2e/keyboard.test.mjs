// Everything by keyboard alone: to the content, through the views, a switch and its dialog, the week's grid; and the focus is always
// somewhere, visible, and not lost when something closes.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { openPage, settled } from '../support/browser.mjs';
import { browser, product, useProduct } from '../support/fixture.mjs';
import { until } from '../support/until.mjs';

useProduct();

const focused = (page) => page.evaluate(() => {
  const element = document.activeElement;
  return { tag: element?.tagName ?? '', testid: element?.getAttribute('data-testid') ?? '', id: element?.id ?? '', role: element?.getAttribute('role') ?? '', text: (element?.textContent ?? '').trim().slice(0, 60) };
});

/** Tab until the element has the focus; gives up when the whole page was walked through. */
async function tabTo(page, testid, most = 200) {
  for (let i = 0; i < most; i += 1) {
    await page.keyboard.press('Tab');
    if ((await focused(page)).testid === testid) return;
  }
  throw new Error(`${testid} is not reached by ${most} tabs`);
}

test('the first tab offers the way past the navigation', async () => {
  const page = await openPage(browser, product);
  await settled(page, 'today');
  await page.keyboard.press('Tab');
  assert.match((await focused(page)).text, /Ir al contenido/);
  await page.keyboard.press('Enter');
  assert.equal((await focused(page)).id, 'content');
  await page.context().close();
});

test('letters lead to every view, and the slash to the search', async () => {
  const page = await openPage(browser, product);
  await settled(page, 'today');
  for (const [letter, view] of Object.entries({ n: 'namespaces', w: 'week', c: 'calendar', k: 'tasks', r: 'reports', l: 'records', o: 'cost-centers', h: 'holidays', m: 'metrics', t: 'today' })) {
    await page.keyboard.press('g');
    await page.keyboard.press(letter);
    await settled(page, view);
  }
  await page.keyboard.press('/');
  await until(async () => (await focused(page)).testid === 'ns-search', 'the search has the focus');
  await page.keyboard.type('pagos g n ?');
  assert.equal(await page.getByTestId('ns-search').inputValue(), 'pagos g n ?', 'letters in a field are letters');
  await page.context().close();
});

test('the help opens by its key, holds the focus and gives it back', async () => {
  const page = await openPage(browser, product);
  await settled(page, 'today');
  await tabTo(page, 'help');
  await page.keyboard.press('Enter');
  await page.getByTestId('help-dialog').waitFor();
  for (let i = 0; i < 8; i += 1) {
    await page.keyboard.press('Tab');
    const inside = await page.evaluate(() => document.activeElement === document.body || document.querySelector('dialog[open]')?.contains(document.activeElement));
    assert.ok(inside, 'the focus stays in the dialog (or leaves for the browser itself)');
  }
  await page.keyboard.press('Escape');
  await page.getByTestId('help-dialog').waitFor({ state: 'hidden' });
  assert.equal((await focused(page)).testid, 'help');
  await page.context().close();
});

test('where what opened a dialog is gone, or nothing had the focus, the heading has it', async () => {
  const page = await openPage(browser, product, { path: '#/tasks' });
  const atHeading = (why) => until(async () => (await focused(page)).tag === 'H1', why);
  await settled(page, 'tasks');
  await page.keyboard.press('?');
  await page.getByTestId('help-dialog').waitFor();
  await page.keyboard.press('Escape');
  await atHeading('nothing had it');

  const { id } = await product.api('POST', '/api/tasks', { title: 'Por eliminar', operation_type: 'deactivate', schedule: '0 9 * * 6', namespace: 'pagos-dev' });
  await page.goto(`${product.url}/?task#/tasks/${id}`);
  await settled(page, 'tasks');
  await page.getByRole('button', { name: /^Eliminar/ }).first().click();
  await page.getByTestId('confirm').locator('button[type=submit]').click();
  await page.getByTestId('confirm').waitFor({ state: 'hidden' });
  await page.getByTestId(`task-row-${id}`).waitFor({ state: 'detached' });
  await atHeading('the task is gone');

  await product.api('POST', '/api/pause', { until: '2026-11-20T12:00:00Z', reason: 'prueba' });
  await page.goto(`${product.url}/?pause#/today`);
  await settled(page, 'today');
  await page.getByTestId('banner-resume').click();
  await page.getByTestId('pause-end').click();
  await page.getByTestId('banner-paused').waitFor({ state: 'detached' });
  await atHeading('the banner is gone');
  await page.context().close();
});

test('a namespace is switched by keyboard, and the focus stays with it', async () => {
  const page = await openPage(browser, product, { path: '#/namespaces' });
  await settled(page, 'namespaces');
  const { namespace: name } = (await product.api('GET', '/api/namespaces/status?limit=500')).items.find((item) => item.status === 'active' && item.cost_center);
  await page.keyboard.press('/');
  await page.keyboard.type(name);
  await page.getByTestId(`ns-row-${name}`).waitFor();
  await tabTo(page, 'switch');
  await page.keyboard.press('Enter');
  await until(async () => (await page.getByTestId(`ns-row-${name}`).getByTestId('state').getAttribute('data-state')) === 'inactive', 'it sleeps');
  assert.notEqual((await focused(page)).tag, 'BODY', 'the focus is not lost');
  await tabTo(page, 'switch-options');
  await page.keyboard.press('Enter');
  await page.getByTestId('switch-dialog').waitFor();
  await tabTo(page, 'switch-reason', 30);
  await page.keyboard.type('con el teclado');
  await page.keyboard.press('Enter');
  await page.getByTestId('switch-dialog').waitFor({ state: 'hidden' });
  await until(async () => (await page.getByTestId(`ns-row-${name}`).getByTestId('state').getAttribute('data-state')) === 'active', 'it is awake');
  assert.notEqual((await focused(page)).tag, 'BODY', 'the focus is not lost');
  page.assertClean();
  await page.context().close();
});

test('the grid of the week has one tab stop and is walked by arrows', async () => {
  const page = await openPage(browser, product, { path: '#/week/2026-11-16' });
  await settled(page, 'week');
  const grid = page.getByTestId('week-grid');
  await grid.waitFor();
  assert.equal(await grid.locator('[tabindex="0"]').count(), 1);
  await grid.locator('[tabindex="0"]').focus();
  const cell = () => page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent ?? '');
  const first = await cell();
  await page.keyboard.press('ArrowRight');
  const second = await cell();
  assert.notEqual(second, first);
  await page.keyboard.press('ArrowLeft');
  assert.equal(await cell(), first);
  await page.keyboard.press('ArrowDown');
  assert.notEqual(await cell(), first);
  assert.equal(await grid.locator('[tabindex="0"]').count(), 1, 'still one');
  page.assertClean();
  await page.context().close();
});

test('what has the focus is never hidden under something', async () => {
  for (const width of [360, 1440]) {
    const page = await openPage(browser, product, { path: '#/namespaces', width });
    await settled(page, 'namespaces');
    for (let i = 0; i < 60; i += 1) {
      await page.keyboard.press('Tab');
      const hidden = await page.evaluate(async () => {
        // Styles of :focus are those of the next frame where transitions are cut to nothing.
        await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
        const element = document.activeElement;
        if (!element || element === document.body) return null;
        const box = element.getBoundingClientRect();
        const points = [[0.5, 0.5], [0.1, 0.1], [0.9, 0.9], [0.1, 0.9], [0.9, 0.1]].map(([x, y]) => [box.left + box.width * x, box.top + box.height * y]);
        const seen = points.some(([x, y]) => {
          const top = document.elementFromPoint(x, y);
          return top && (element.contains(top) || top.contains(element));
        });
        const over = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
        return seen ? null : `under ${over?.tagName} ${over?.className}: ${element.tagName} ${element.getAttribute('data-testid') ?? element.className} ${JSON.stringify(box)}`;
      });
      assert.equal(hidden, null, `tab ${i + 1} at ${width} px`);
    }
    await page.context().close();
  }
});
