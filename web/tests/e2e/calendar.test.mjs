// The calendar by mouse and by keyboard: a click on a time or a day proposes a task, a drag moves what may move after it was confirmed,
// and the same without dragging.

import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { test } from 'node:test';

import { openPage, settled } from '../support/browser.mjs';
import { browser, product, useProduct, visit } from '../support/fixture.mjs';
import { until } from '../support/until.mjs';

let task;
useProduct(async () => {
  task = await product.api('POST', '/api/tasks', { title: 'Prueba de carga', operation_type: 'deactivate', schedule: '30 9 * * 5', namespace: 'pagos-dev' });
});

const open = (mode, body, how = {}) => visit(`#/calendar/2026-11-19?mode=${mode}`, body, { height: 1200, ...how });

const event = (page, title, nth = 0) => page.locator('[data-testid=calendar] [role=button]', { hasText: title }).nth(nth);
const scheduleOf = async () => (await product.api('GET', `/api/tasks/${task.id}`)).schedule;

/** The height of an hour and the width of a day, from where the automatic day is drawn. */
async function pitch(page) {
  const [morning, thursday, friday] = await Promise.all([event(page, 'Encendido automático'), event(page, 'Apagado automático'), event(page, 'Apagado automático', 1)].map((one) => one.boundingBox()));
  return { hour: (friday.y - morning.y) / 13, day: friday.x - thursday.x };
}

async function drag(page, title, { hours = 0, days = 0 }) {
  const { hour, day } = await pitch(page);
  const box = await event(page, title).boundingBox();
  const from = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move(from.x + 6, from.y + 6);
  await page.mouse.move(from.x + days * day, from.y + hours * hour, { steps: 8 });
  await page.mouse.up();
}

/** Pulls the end of a place down, and confirms what is then asked. */
async function pullEnd(page, place, height) {
  await place.hover();
  const box = await place.boundingBox();
  await page.mouse.move(box.x + box.width / 2, box.y + box.height - 2);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width / 2, box.y + box.height + height, { steps: 6 });
  await page.mouse.up();
  await page.getByTestId('switch-dialog').waitFor();
  await page.getByTestId('switch-submit').click();
  await page.getByTestId('switch-dialog').waitFor({ state: 'hidden' });
}

test('a click on a free hour proposes a task then, and one on a day says which hour it proposes', async () => {
  await open('week', async (page) => {
    const { hour, day } = await pitch(page);
    const box = await event(page, 'Encendido automático').boundingBox();
    await page.mouse.click(box.x + day + 40, box.y + 3 * hour + 4);   // Saturday, 10:00
    await page.getByTestId('task-form').waitFor();
    assert.equal(await page.getByTestId('task-cron').inputValue(), '0 10 * * 6');
    assert.equal(await page.getByTestId('task-note').count(), 0, 'the hour was clicked');
  });
  await open('month', async (page) => {
    await page.locator('[data-testid=calendar] [role=gridcell][data-date="2026-11-24"]').click({ position: { x: 60, y: 130 } });
    await page.getByTestId('task-form').waitFor();
    assert.equal(await page.getByTestId('task-cron').inputValue(), '0 7 * * 2');
    assert.match(await page.getByTestId('task-note').innerText(), /7:00\sa\.\sm\., cada martes/);
    await page.getByTestId('task-cron').fill('0 8 * * 2');
    await page.getByTestId('task-note').waitFor({ state: 'detached' });
  });
  await open('month', async (page) => {
    await page.locator('[data-testid=calendar] [role=gridcell][data-date="2026-11-19"]').click({ position: { x: 60, y: 130 } });
    await page.getByTestId('task-form').waitFor();
    assert.equal(await page.getByTestId('task-cron').inputValue(), '0 16 * * 4', 'today at 15:00: the next hour');
  });
});

test('a drag moves a task once it was confirmed, and not before', async () => {
  await open('week', async (page) => {
    await drag(page, 'Prueba de carga', { hours: 2, days: 1 });
    const dialog = page.getByTestId('confirm');
    await dialog.waitFor();
    assert.match(await dialog.innerText(), /30 9 \* \* 5\s*→\s*30 11 \* \* 6/);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
    assert.equal(await scheduleOf(), '30 9 * * 5');
    await until(async () => /9:30/.test(await event(page, 'Prueba de carga').innerText()), 'it is back where it was');
    await drag(page, 'Prueba de carga', { hours: 2, days: 1 });
    await dialog.waitFor();
    await dialog.locator('button[type=submit]').click();
    await dialog.waitFor({ state: 'hidden' });
    assert.equal(await scheduleOf(), '30 11 * * 6');
    await until(async () => /s[áa]b.*11:30/.test((await event(page, 'Prueba de carga').getAttribute('aria-label')) ?? ''), 'it is drawn where it is now');
  });
});

test('the automatic day stays where it is, however it is pulled', async () => {
  await open('week', async (page) => {
    const before = await event(page, 'Encendido automático').boundingBox();
    await drag(page, 'Encendido automático', { hours: 3 });
    assert.deepEqual(await event(page, 'Encendido automático').boundingBox(), before);
    assert.equal((await product.api('GET', '/api/tasks/builtin-startup')).schedule, '0 7 * * 1-5');
  });
});

test('what a drag does, by keyboard', async () => {
  await open('week', async (page) => {
    await event(page, 'Prueba de carga').focus();
    await page.keyboard.press('Enter');
    await page.getByTestId('calendar-event').waitFor();
    await page.getByTestId('calendar-edit').focus();
    await page.keyboard.press('Enter');
    await page.getByTestId('task-form').waitFor();
    await page.getByTestId('task-cron').focus();
    await page.keyboard.press('Control+A');
    await page.keyboard.type('15 12 * * 4');
    await page.keyboard.press('Enter');
    await page.getByTestId('task-form').waitFor({ state: 'hidden' });
    assert.equal(await scheduleOf(), '15 12 * * 4');
  });
});

test('the end of a booked place is pulled longer, or written', async () => {
  const { namespace: name, cost_center: payer } = (await product.api('GET', '/api/namespaces/status?limit=500')).items.find((item) => item.status === 'active' && item.cost_center);
  await product.api('POST', `/api/namespaces/${name}/activate`, { cost_center: payer, until: '2026-11-20T02:00:00Z' });
  await open('week', async (page) => {
    const place = page.locator('[data-testid=calendar] .cal-keep', { hasText: name });
    await place.waitFor();
    const { hour } = await pitch(page);
    await pullEnd(page, place, hour);
    await until(async () => (await product.api('GET', `/api/namespaces/${name}`)).until === '2026-11-20T03:00:00Z', 'kept on an hour longer');
  });
});

test('month, week, day and list are addresses, and back leads back', async () => {
  await open('week', async (page) => {
    for (const mode of ['month', 'day', 'list']) {
      await page.locator(`input[name=calendar-mode][value=${mode}]`).check({ force: true });
      await until(() => page.url().includes(`mode=${mode}`), `${mode} in the address`);
    }
    await page.getByTestId('calendar-next').click();
    await until(() => page.url().includes('2026-11-23'), 'the next week in the address');
    await page.goBack();
    await until(async () => page.url().includes('2026-11-19') && /16 a 22/.test(await page.getByTestId('calendar-title').innerText()), 'back in the first one');
  });
});

test('what is hidden is an address too, and a short one when nothing is', async () => {
  await open('month', async (page) => {
    const chip = (name) => page.locator('.cal-kinds').getByRole('button', { name });
    await event(page, 'Todos los Santos').waitFor();
    await chip('Festivos').click();
    await chip('Tareas').click();
    await until(() => /[?&]hide=firing%2Choliday(&|$)/.test(page.url()), 'what is hidden in the address');
    await until(async () => (await event(page, 'Apagado automático').count()) === 0, 'hidden');
    await page.reload();
    await settled(page, 'calendar');
    assert.deepEqual(await Promise.all(['Festivos', 'Tareas', 'Encendidos'].map((name) => chip(name).getAttribute('aria-pressed'))), ['false', 'false', 'true']);
    assert.equal(await event(page, 'Apagado automático').count(), 0);
    await chip('Festivos').click();
    await chip('Tareas').click();
    await until(() => !page.url().includes('hide'), 'the short address');
    await event(page, 'Apagado automático').waitFor();
  });
});

test('a calendar that comes late pulls nobody back', async () => {
  const built = new URL('../../../build/web/js/', import.meta.url);
  const scripts = (await readdir(built)).filter((name) => name.endsWith('.js'));
  const texts = await Promise.all(scripts.map((name) => readFile(new URL(name, built), 'utf8')));
  const [late] = scripts.filter((_, i) => texts[i].includes('fc-classic'));
  const page = await openPage(browser, product, { path: '#/today' });
  await settled(page, 'today');
  let letGo = () => {};
  const held = new Promise((resolve) => {
    letGo = resolve;
  });
  await page.route(`**/${late}`, async (route) => {
    await held;
    await route.continue();
  });
  const asked = page.waitForRequest(`**/${late}`);
  await page.getByTestId('nav-calendar').first().click();
  await asked;
  await page.getByTestId('nav-metrics').first().click();
  await settled(page, 'metrics');
  letGo();
  // The same script once more: when it is there, the one that was held is done with.
  await page.evaluate(`import('/js/${late}').then(() => null)`);
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
  assert.match(page.url(), /#\/metrics$/);
  assert.equal(await page.getByTestId('view-metrics').count(), 1);
  page.assertClean();
  await page.context().close();
});

test('a place that goes on says so, and its end is pulled longer still', async () => {
  await product.advanceTo('2026-11-20T01:59:00Z');
  const { namespace: name, until: end } = (await product.api('GET', '/api/namespaces/status?limit=500')).items.find((item) => item.until);
  await open('day', async (page) => {
    const place = page.locator('[data-testid=calendar] .cal-keep', { hasText: name });
    await place.focus();
    await page.keyboard.press('Enter');
    const dialog = page.getByTestId('calendar-event');
    await dialog.waitFor();
    assert.match(await dialog.innerText(), /En curso/);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
    const [evening, box] = [await event(page, 'Apagado automático').boundingBox(), await place.boundingBox()];
    const hour = (box.y + box.height - evening.y) / ((Date.parse(end) - Date.parse('2026-11-20T01:00:00Z')) / 3600000);
    await pullEnd(page, place, hour);
    await until(async () => Date.parse((await product.api('GET', `/api/namespaces/${name}`)).until) === Date.parse(end) + 3600000, 'kept on an hour longer');
  });
});
