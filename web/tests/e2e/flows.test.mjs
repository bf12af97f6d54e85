// What a person does with the page: switch on within the limit, be refused with the reason, keep on past 20:00, make and run a task,
// write a wrong one, walk through the weeks, download.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { launch, openPage, settled } from '../support/browser.mjs';
import { startProduct } from '../support/product.mjs';
import { until } from '../support/until.mjs';

const evening = '2026-11-20T01:30:00Z';   // Thursday, 20:30 in Bogotá
let browser;
before(async () => { browser = await launch(); });
after(() => browser?.close());

/** A test with a product and a page of its own. */
function flow(name, how, body) {
  test(name, async () => {
    const product = await startProduct(how.settings);
    try {
      if (how.at) await product.advanceTo(how.at);
      const page = await openPage(browser, product, how);
      await body(page, product);
      page.assertClean();
      await page.context().close();
    } finally {
      await product.close();
    }
  });
}

/** Names of user namespaces in a state whose own cost centre may pay. */
async function namesIn(product, status) {
  const { items } = await product.api('GET', '/api/namespaces/status?limit=500');
  return items.filter((item) => item.status === status && item.cost_center).map((item) => item.namespace);
}

const row = (page, name) => page.getByTestId(`ns-row-${name}`);

async function showOnly(page, name) {
  await page.getByTestId('ns-search').fill(name);
  await row(page, name).waitFor();
}

const stateOf = (page, name) => row(page, name).getByTestId('state').getAttribute('data-state');

flow('one click switches off and on, and says so', { path: '#/namespaces' }, async (page, product) => {
  await settled(page, 'namespaces');
  const [name] = await namesIn(product, 'active');
  await showOnly(page, name);
  await row(page, name).getByTestId('switch').click();
  await page.getByTestId('toast').first().waitFor();
  await until(async () => (await stateOf(page, name)) === 'inactive', `${name} shown asleep`);
  await row(page, name).getByTestId('switch').click();
  await until(async () => (await stateOf(page, name)) === 'active', `${name} shown awake`);
  assert.equal((await product.api('GET', `/api/namespaces/${name}`)).status, 'active');
});

flow('five are switched on in the evening, and the sixth is refused with who holds the places', { path: '#/namespaces', at: evening }, async (page, product) => {
  await settled(page, 'namespaces');
  const names = (await namesIn(product, 'inactive')).slice(0, 6);
  assert.equal(names.length, 6);
  for (const name of names.slice(0, 5)) {
    await showOnly(page, name);
    await row(page, name).getByTestId('switch').click();
    await until(async () => (await stateOf(page, name)) === 'active', `${name} shown awake`);
  }
  page.allow(409);
  const sixth = names[5];
  await showOnly(page, sixth);
  await row(page, sixth).getByTestId('switch').click();
  const refusal = page.getByTestId('refusal');
  await refusal.waitFor();
  assert.equal(await refusal.getAttribute('data-code'), 'limit_exceeded');
  const told = await refusal.innerText();
  for (const name of names.slice(0, 5)) assert.ok(told.includes(name), `${name} is named as a holder: ${told}`);
  await page.keyboard.press('Escape');
  assert.equal(await stateOf(page, sixth), 'inactive');
  await page.goto(`${product.url}/#/today`);
  await settled(page, 'today');
  const places = await page.getByTestId('today-places').innerText();
  for (const name of names.slice(0, 5)) assert.ok(places.includes(name), `${name} holds a place on today's page`);
});

flow('what is kept on in the afternoon is on after 20:00, and the rest sleeps', { path: '#/namespaces' }, async (page, product) => {
  await settled(page, 'namespaces');
  const [name, other] = await namesIn(product, 'active');
  await showOnly(page, name);
  await row(page, name).getByTestId('switch-extend').click();
  await page.getByTestId('switch-dialog').waitFor();
  const payer = page.getByTestId('switch-cost-center');
  if ((await payer.inputValue()) === '') await payer.selectOption({ index: 1 });
  await page.getByTestId('switch-submit').click();
  await page.getByTestId('switch-dialog').waitFor({ state: 'hidden' });
  await page.getByTestId('advance-20').click();
  await until(async () => (await product.api('GET', `/api/namespaces/${other}`)).status === 'inactive', `${other} asleep`);
  assert.equal((await product.api('GET', `/api/namespaces/${name}`)).status, 'active');
  await until(async () => (await stateOf(page, name)) === 'active', `${name} shown awake`);
  await showOnly(page, other);
  await until(async () => (await stateOf(page, other)) === 'inactive', `${other} shown asleep`);
});

flow('many at once, with what will happen before', { path: '#/namespaces' }, async (page, product) => {
  await settled(page, 'namespaces');
  const names = (await namesIn(product, 'active')).slice(0, 3);
  for (const name of names) {
    await showOnly(page, name);
    await row(page, name).locator('input[type=checkbox]').check();
  }
  await page.getByTestId('bulk-off').click();
  await page.getByTestId('outcomes').waitFor();
  await page.getByTestId('switch-submit').click();
  await page.getByTestId('switch-dialog').waitFor({ state: 'hidden' });
  for (const name of names) await until(async () => (await product.api('GET', `/api/namespaces/${name}`)).status === 'inactive', `${name} asleep`);
});

flow('why a namespace is as it is, and the address that says so', { path: '#/namespaces' }, async (page, product) => {
  await settled(page, 'namespaces');
  const [name] = await namesIn(product, 'active');
  await showOnly(page, name);
  await row(page, name).locator('.ns-name a').click();
  await page.getByTestId('drawer').waitFor();
  await page.getByTestId('tab-why').click();
  await until(() => page.url().includes('tab=why'), 'the tab in the address');
  const { trace } = await product.api('GET', `/api/namespaces/${name}/explain`);
  assert.ok(Array.isArray(trace) === false || trace.length > 0);
  await page.reload();
  await page.getByTestId('drawer').waitFor();
  assert.equal(await page.getByTestId('tab-why').getAttribute('aria-selected'), 'true');
  await page.keyboard.press('Escape');
  await page.getByTestId('drawer').waitFor({ state: 'hidden' });
  await until(() => !page.url().includes(`ns=${name}`), 'an address that names it no more');  // the dialog says so after it is gone
});

flow('a task is made, run, and shows what it said', { path: '#/tasks/new' }, async (page, product) => {
  const [name] = await namesIn(product, 'active');
  const { workloads_detail: workloads } = await product.api('GET', `/api/namespaces/${name}`);
  const deployment = workloads.find((one) => one.kind === 'Deployment');
  await page.getByTestId('task-form').waitFor();
  await page.getByTestId('task-name').fill('Escalar para la prueba');
  await page.getByTestId('task-namespace').fill(name);
  await page.locator('[data-testid=task-form] [value=command], [data-testid=task-form] input[type=radio][value=command]').first().check();
  await page.getByTestId('task-command').fill(`kubectl scale deployment/${deployment.name} --replicas=2`);
  await page.getByTestId('task-cron').fill('30 6 * * 1-5');
  await until(async () => /6:30/.test(await page.getByTestId('task-words').innerText().catch(() => '')), 'the schedule in words');
  assert.equal(await page.getByTestId('task-next').locator('li').count(), 5);
  await page.getByTestId('task-save').click();
  await page.getByTestId('task-form').waitFor({ state: 'hidden' });
  const { items } = await product.api('GET', '/api/tasks');
  const task = items.find((one) => one.title === 'Escalar para la prueba');
  assert.equal(task.schedule, '30 6 * * 1-5');
  await page.getByTestId(`task-row-${task.id}`).getByTestId('task-run').click();
  await page.getByTestId('task-output').first().waitFor();
  assert.match(await page.getByTestId('task-output').first().innerText(), /scaled/);
});

flow('a wrong schedule and a wrong command are explained where they are wrong', { path: '#/tasks/new', language: 'en' }, async (page, product) => {
  page.allow(422, 400);
  await page.getByTestId('task-form').waitFor();
  const before = (await product.api('GET', '/api/tasks')).items.length;
  await page.getByTestId('task-cron').fill('0 25 * * *');
  await until(async () => (await page.getByTestId('task-cron').getAttribute('aria-invalid')) === 'true', 'the schedule marked as wrong');
  await page.locator('[data-testid=task-form] input[type=radio][value=command]').check();
  await page.getByTestId('task-command').fill('rm -rf /');
  await until(async () => (await page.getByTestId('task-command').getAttribute('aria-invalid')) === 'true', 'the command marked as wrong');
  const described = await page.getByTestId('task-command').getAttribute('aria-describedby');
  assert.ok(described, 'the explanation belongs to the field');
  await page.getByTestId('task-save').click();
  assert.equal(await page.getByTestId('task-form').isVisible(), true);
  assert.equal((await product.api('GET', '/api/tasks')).items.length, before);
});

flow('the weeks are walked through, and the holiday is marked', { path: '#/week/2026-11-16' }, async (page) => {
  await settled(page, 'week');
  await page.getByTestId('holiday-mark').first().waitFor();
  assert.match(await page.getByTestId('holiday-mark').first().innerText(), /Independencia de Cartagena/);
  const first = await page.getByTestId('week-title').innerText();
  await page.getByTestId('week-next').click();
  await until(() => page.url().includes('2026-11-23'), 'the next week in the address');
  await settled(page, 'week');
  assert.notEqual(await page.getByTestId('week-title').innerText(), first);
  assert.equal(await page.getByTestId('holiday-mark').count(), 0);
  await page.goBack();
  await until(async () => (await page.getByTestId('week-title').innerText()) === first, 'back in the first week');
  await page.getByTestId('week-prev').click();
  await until(() => page.url().includes('2026-11-09'), 'the week before in the address');
  await page.getByTestId('week-today').click();
  await until(async () => (await page.getByTestId('week-title').innerText()) === first, 'the current week');
});

flow('the report is downloaded as CSV and as a workbook', { path: '#/reports/2026-11-16' }, async (page) => {
  await settled(page, 'reports');
  for (const [what, name] of [['csv', /\.csv$/], ['excel', /\.xlsx$/]]) {
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByTestId(`download-${what}`).click()]);
    assert.match(download.suggestedFilename(), name);
    const stream = await download.createReadStream();
    let bytes = 0;
    for await (const part of stream) bytes += part.length;
    assert.ok(bytes > 100, `${what}: ${bytes} bytes`);
  }
});

flow('the pause stops the evening, and says why and until when', { path: '#/today' }, async (page, product) => {
  await settled(page, 'today');
  await page.getByTestId('pause-open').first().click();
  const dialog = page.getByTestId('pause-dialog');
  await dialog.waitFor();
  await dialog.locator('input[type=text], textarea, input:not([type])').last().fill('cierre contable');
  await page.getByTestId('pause-submit').click();
  await page.getByTestId('banner-paused').waitFor();
  assert.match(await page.getByTestId('banner-paused').innerText(), /7:00\sa\.\sm\..*cierre contable/, 'past the evening, without being told');
  const before = (await namesIn(product, 'active')).length;
  await product.advanceTo(evening);   // answers when everything due until then was done
  const { items } = await product.api('GET', '/api/logs?operation_type=auto_shutdown');
  assert.deepEqual(items, [], 'nothing was switched off');
  assert.ok(before > 5 && (await namesIn(product, 'active')).length > 5);
});

flow('the weekly view can be taken away', { settings: { NSCHED_WEEKLY_VIEW: 'false' }, path: '#/week' }, async (page) => {
  await settled(page, 'today');
  assert.equal(await page.locator('[data-testid=nav-week]').count(), 0);
  await page.keyboard.press('g');
  await page.keyboard.press('w');
  assert.equal(await page.getByTestId('view-today').count(), 1);
});

flow('the metrics show how many are on, and the evening in them', { path: '#/metrics', at: evening }, async (page, product) => {
  await settled(page, 'metrics');
  const { points } = await product.api('GET', '/api/metrics/history?metric=namespaces_active');
  assert.ok(points.length >= 5 && points[0].value > points.at(-1).value, `the evening switched off: ${JSON.stringify(points)}`);
  const told = await page.getByTestId('metric-namespaces_active').innerText();
  assert.match(told, new RegExp(`\\b${points.at(-1).value}\\b`));
  assert.ok(await page.getByTestId('metric-operations').isVisible());
  // The page was drawn a moment before, and the evening goes on: at most what the API says now.
  const avoided = await page.getByTestId('metric-hours_avoided').locator('.chart-value').innerText();
  const hours = (await product.api('GET', '/api/metrics/history?metric=hours_avoided')).points.reduce((sum, point) => sum + point.value, 0);
  const shown = Number(avoided.replace(',', '.').replace(/[^\d.]/g, ''));
  assert.ok(shown > 0 && shown < hours + 0.1, `${avoided} against ${hours}`);
});

flow('a dry run says that nothing is written', { settings: { NSCHED_DRY_RUN: 'true' }, language: 'en' }, async (page) => {
  await settled(page, 'today');
  await page.getByTestId('banner-dry-run').waitFor();
});

flow('language and theme change at once, and stay', { path: '#/today' }, async (page) => {
  await settled(page, 'today');
  await page.getByTestId('language').first().click();
  await until(async () => (await page.locator('h1').innerText()) === 'Today', 'English');
  assert.equal(await page.locator('html').getAttribute('lang'), 'en');
  const theme = () => page.locator('html').getAttribute('data-bs-theme');
  const before = await theme();
  await until(async () => {
    await page.getByTestId('theme').first().click();
    return (await theme()) !== before;
  }, 'another theme');
  const chosen = await theme();
  await page.reload();
  await settled(page, 'today');
  assert.equal(await page.locator('h1').innerText(), 'Today');
  assert.equal(await theme(), chosen);
});
