// node tools/screenshots.mjs [FOLDER] [VIEW…]: a picture of every view, light and dark at 1,440 px and light at 360 px, in Spanish, in
// docs/screenshots by default. The product shows an evening with something to see: places taken, tasks run, a holiday in the week.

import { mkdir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

import { launch, openPage, settled } from '../tests/support/browser.mjs';
import { startProduct } from '../tests/support/product.mjs';
import { views } from '../tests/support/views.mjs';

const folder = resolve(process.argv[2] ?? join(dirname(fileURLToPath(import.meta.url)), '../../docs/screenshots'));
const wanted = process.argv.slice(3);

/** A week of use: nights, a weekend, somebody who stays, tasks of their own. @param {import('../tests/support/product.mjs').Product} product */
async function live(product) {
  const { items } = await product.api('GET', '/api/namespaces/status?limit=500');
  const own = items.filter((item) => item.status === 'active' && item.cost_center);
  await product.api('POST', '/api/tasks', { title: 'Encender QA el sábado', operation_type: 'activate', schedule: '0 9 * * 6', namespace: own[0].namespace, cost_center: own[0].cost_center });
  await product.api('POST', '/api/tasks', { title: 'Reiniciar la pasarela', operation_type: 'command', command: 'kubectl get deployments', schedule: '30 6 * * 1-5', namespace: own[1].namespace, cost_center: own[1].cost_center });
  await product.advanceTo('2026-11-20T01:10:00Z');
  for (const [i, item] of own.slice(2, 5).entries()) {
    await product.api('POST', `/api/namespaces/${item.namespace}/activate`, { cost_center: item.cost_center, duration_minutes: 120 + i * 60, requested_by: ['Ana Ruiz', 'Luis Mora', 'Eva Paz'][i], reason: ['Cierre de mes', 'Pruebas de carga', 'Demostración'][i] });
  }
  await product.advanceTo('2026-11-20T01:40:00Z');
}

const looks = [
  { suffix: '', width: 1440, theme: 'light' },
  { suffix: '-dark', width: 1440, theme: 'dark' },
  { suffix: '-360', width: 360, theme: 'light' },
];

// From the Friday before: the week has what was, and what will be.
const product = await startProduct({ NSCHED_SIMULATED_TIME: '2026-11-13T12:30:00Z' });
const browser = await launch();
try {
  await mkdir(folder, { recursive: true });
  await live(product);
  for (const { suffix, width, theme } of looks) {
    const page = await openPage(browser, product, { width, theme });
    await settled(page, 'today');
    for (const button of await page.getByTestId('adoption-understood').all()) await button.click();
    for (const { name } of views.filter((view) => wanted.length === 0 || wanted.includes(view.name))) {
      await page.goto(`${product.url}/#/${name}`);
      await settled(page, name);
      await page.evaluate(() => window.scrollTo(0, 0));
      await page.screenshot({ path: join(folder, `${name}${suffix}.png`) });
    }
    await page.context().close();
  }
} finally {
  await browser.close();
  await product.close();
}
console.log(`screenshots: ${folder}`);
