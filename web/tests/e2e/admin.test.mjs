// What keeps the product in order, done in the page: cost centres, local days and observed holidays, prices, tasks that rest or go, the
// audit's proof, a report of any range, an operation in full.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { settled } from '../support/browser.mjs';
import { product, useProduct, visit } from '../support/fixture.mjs';
import { until } from '../support/until.mjs';

useProduct(async () => {
  await product.advanceTo('2026-11-20T13:00:00Z');
});

test('a cost centre is permitted, and later no more', async () => {
  await visit('#/cost-centers', async (page) => {
    await page.getByTestId('cc-new').click();
    const form = page.getByTestId('cc-form');
    await form.locator('#cc-id').fill('CC-NUEVO');
    await form.locator('#cc-name').fill('Analítica');
    await form.locator('#cc-max').fill('2');
    await form.locator('#cc-namespaces').fill('pagos-dev, clientes-pruebas');
    await page.getByTestId('cc-save').click();
    await form.waitFor({ state: 'hidden' });
    const card = page.getByTestId('cc-CC-NUEVO');
    await card.waitFor();
    assert.match(await card.innerText(), /Analítica[\s\S]*pagos-dev/);
    const kept = await product.api('GET', '/api/cost-centers/CC-NUEVO');
    assert.deepEqual([kept.max_concurrent_namespaces, kept.authorized_namespaces.toSorted(), kept.is_authorized], [2, ['clientes-pruebas', 'pagos-dev'], true]);
    await card.getByTestId('cc-edit').click();
    await form.locator('input[type=checkbox]').first().uncheck();
    await page.getByTestId('cc-save').click();
    await form.waitFor({ state: 'hidden' });
    await until(async () => (await product.api('GET', '/api/cost-centers/CC-NUEVO')).is_authorized === false, 'no more authorised');
    await until(async () => /no autorizado/i.test(await card.innerText()), 'and shown so');
  });
});

test('a code that is taken, and what is missing, are said, and nothing is written', async () => {
  const now = async () => {
    const { name, is_authorized, max_concurrent_namespaces, authorized_namespaces, etag } = await product.api('GET', '/api/cost-centers/CC-001');
    return { name, is_authorized, max_concurrent_namespaces, authorized_namespaces, etag };
  };
  const before = await now();
  await visit('#/cost-centers', async (page) => {
    await page.getByTestId('cc-new').click();
    const form = page.getByTestId('cc-form');
    await form.locator('#cc-max').fill('');
    await page.getByTestId('cc-save').click();
    await form.locator('#cc-id-error').waitFor();
    assert.match(await form.locator('#cc-max-error').innerText(), /0 a 1000/);
    await form.locator('#cc-id').fill('CC-001');
    await form.locator('#cc-max').fill('1');
    await page.getByTestId('cc-save').click();
    await page.getByTestId('cc-edit-taken').click();
    assert.match(await form.locator('h2').innerText(), /CC-001/);
    assert.equal(await form.locator('#cc-max').inputValue(), String(before.max_concurrent_namespaces));
    assert.deepEqual(await now(), before);
  });
});

test('a local day is added, seen in the week, and taken away; holidays are observed when that is chosen', async () => {
  await visit('#/holidays/2026', async (page) => {
    await page.getByTestId('holiday-new').click();
    const form = page.getByTestId('holiday-form');
    await form.locator('#holiday-date').fill('2026-11-18');
    await form.locator('#holiday-name').fill('Día cívico');
    await page.getByTestId('holiday-save').click();
    await form.waitFor({ state: 'hidden' });
    await until(async () => /Día cívico/.test(await page.getByTestId('view-holidays').innerText()), 'the day in the list');
    await page.goto(`${product.url}/?week#/week/2026-11-16`);
    await settled(page, 'week');
    assert.match(await page.getByTestId('week-grid').innerText(), /Día cívico/);
    await page.goto(`${product.url}/?again#/holidays/2026`);
    await settled(page, 'holidays');
    await page.locator('input[name=holiday-mode][value=observe]').check({ force: true });
    const confirm = page.getByTestId('confirm');
    await until(async () => (await product.api('GET', '/api/settings')).holidays.value === 'observe', 'observed');
    await page.locator('.local-row', { hasText: 'Día cívico' }).getByRole('button').click();
    await confirm.waitFor();
    await confirm.locator('button[type=submit]').click();
    await until(async () => !JSON.stringify(await product.api('GET', '/api/holidays/local')).includes('2026-11-18'), 'taken away');
  });
});

test('prices make money of hours', async () => {
  await visit('#/reports/2026-11-16', async (page) => {
    await page.getByTestId('prices').click();
    const dialog = page.getByTestId('prices-dialog');
    await dialog.locator('#price-cpu').fill('0.04');
    await dialog.locator('#price-memory').fill('0.005');
    await page.getByTestId('prices-save').click();
    await dialog.waitFor({ state: 'hidden' });
    await until(async () => /US?D?\s?\$/.test(await page.getByTestId('view-reports').innerText()), 'money in the report');
    const formula = await page.getByTestId('report-formula').innerText();
    assert.match(formula, /0,04\sUSD por núcleo y hora y 0,005\sUSD por GiB y hora/);
    assert.doesNotMatch(formula, /amount|cpuCoreHours/);
  });
});

test('a report of any range, and one that cannot be', async () => {
  await visit('#/reports?from=2026-11-18&to=2026-11-20', async (page) => {
    assert.match(await page.getByTestId('report-table').innerText(), /CC-001/);
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByTestId('download-csv').click()]);
    assert.match(download.suggestedFilename(), /\.csv$/);
    await page.getByTestId('report-to').fill('2026-11-01');
    await until(async () => (await page.getByTestId('report-to').getAttribute('aria-invalid')) === 'true', 'an end before the beginning is marked');
  });
});

test('a task rests, is renamed, and goes', async () => {
  const task = await product.api('POST', '/api/tasks', { title: 'Los sábados', operation_type: 'deactivate', schedule: '0 9 * * 6', namespace: 'pagos-dev' });
  const now = () => product.api('GET', `/api/tasks/${task.id}`);
  await visit(`#/tasks/${task.id}`, async (page) => {
    const detail = page.getByTestId('task-detail');
    await detail.waitFor();
    await detail.getByRole('button', { name: 'Desactivar' }).click();
    await until(async () => (await now()).enabled === false, 'it rests');
    await page.getByTestId('task-edit').click();
    await page.getByTestId('task-name').fill('Los domingos');
    await page.getByTestId('task-cron').fill('0 9 * * 0');
    await page.getByTestId('task-save').click();
    await page.getByTestId('task-form').waitFor({ state: 'hidden' });
    const { title, schedule, enabled } = await now();
    assert.deepEqual([title, schedule, enabled], ['Los domingos', '0 9 * * 0', false]);
    await page.getByTestId('task-delete').click();
    await page.getByTestId('confirm').locator('button[type=submit]').click();
    await until(async () => !(await product.api('GET', '/api/tasks')).items.some((one) => one.id === task.id), 'it is gone');
    await until(async () => (await page.getByTestId(`task-row-${task.id}`).count()) === 0, 'and no more listed');
  });
});

test('the automatic day does not rest without a question', async () => {
  const enabled = async () => (await product.api('GET', '/api/tasks/builtin-shutdown')).enabled;
  await visit('#/tasks/builtin-shutdown', async (page) => {
    const rest = page.getByTestId('task-detail').getByRole('button', { name: 'Desactivar' });
    await rest.click();
    const confirm = page.getByTestId('confirm');
    await confirm.waitFor();
    assert.match(await confirm.innerText(), /encendidos de noche/);
    await page.keyboard.press('Escape');
    await confirm.waitFor({ state: 'hidden' });
    assert.equal(await enabled(), true);
    await rest.click();
    await confirm.locator('button[type=submit]').click();
    await until(async () => !(await enabled()), 'it rests');
    await page.locator('.toast-line', { hasText: 'Desactivada: Apagado automático' }).waitFor();
    await page.getByTestId('task-detail').getByRole('button', { name: 'Activar', exact: true }).click();
    await until(enabled, 'it runs again');
    await page.getByTestId('task-edit').click();
    await page.getByTestId('task-form').locator('input[type=checkbox]').uncheck();
    assert.match(await page.getByTestId('task-form').innerText(), /encendidos de noche/);
  });
});

test('somebody else saved first: theirs is shown, and nothing is lost in silence', async () => {
  const task = await product.api('POST', '/api/tasks', { title: 'De dos', operation_type: 'deactivate', schedule: '0 9 * * 6', namespace: 'pagos-dev' });
  await visit(`#/tasks/${task.id}`, async (page) => {
    page.allow(412);
    await page.getByTestId('task-edit').click();
    await page.getByTestId('task-name').fill('La mía');
    await product.api('PUT', `/api/tasks/${task.id}`, { title: 'La otra', operation_type: 'deactivate', schedule: '0 10 * * 6', namespace: 'pagos-dev', enabled: true }, { 'If-Match': (await product.api('GET', `/api/tasks/${task.id}`)).etag });
    await page.getByTestId('task-save').click();
    assert.match(await page.getByTestId('task-conflict').innerText(), /La otra[\s\S]*0 10 \* \* 6/);
    assert.equal(await page.getByTestId('task-name').inputValue(), 'La mía');
    await page.getByTestId('task-save').click();
    await page.getByTestId('task-form').waitFor({ state: 'hidden' });
    assert.equal((await product.api('GET', `/api/tasks/${task.id}`)).title, 'La mía');
  });
});

test('the audit is proved, an operation shows each workload', async () => {
  const { namespace: name } = (await product.api('GET', '/api/namespaces/status?limit=500')).items.find((item) => item.status === 'active' && item.cost_center && item.workloads.total > 1);
  const operation = await product.api('POST', `/api/namespaces/${name}/deactivate`, { reason: 'para verla', requested_by: 'Ana Ruiz' });
  await visit(`#/records/audit?namespace=${name}`, async (page) => {
    await page.getByTestId('audit-chain').waitFor();
    await page.getByTestId('audit-verify').click();
    await page.locator('.verify-good[data-testid=audit-verdict]').waitFor();
    await page.goto(`${product.url}/?op#/records/operations?op=${operation.id}`);
    const drawer = page.getByTestId('drawer-operation');
    await drawer.waitFor();
    await page.getByTestId('op-workloads').waitFor();
    const told = await drawer.innerText();
    assert.match(told, /Ana Ruiz/);
    assert.match(told, /para verla/);
    const { workloads } = await product.api('GET', `/api/operations/${operation.id}`);
    for (const workload of workloads) assert.ok(told.includes(workload.name), `${workload.name} is listed`);
  });
});
