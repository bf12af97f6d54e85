// node tools/bench.mjs: the page's speed in Chromium beside the budgets (BENCHMARKS.md, "The page"). Prints one line a figure; exit 1 when
// one is over. Not a test: times belong to the machine. The binary is that of NSS_TEST_BUILD_DIR, by default build/release.

import { launch, openPage, settled } from '../tests/support/browser.mjs';
import { startProduct } from '../tests/support/product.mjs';

const slowDown = 4;
const keystrokes = 'pagos';
const weekChanges = 500;
let over = 0;

function tell(what, value, unit, budget) {
  const good = value <= budget;
  if (!good) over += 1;
  console.log(`${good ? 'ok  ' : 'OVER'} ${what}: ${value.toFixed(unit === 'ms' ? 0 : 1)} ${unit} (budget ${budget})`);
}

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

async function throttled(page, rate) {
  const session = await page.context().newCDPSession(page);
  await session.send('Emulation.setCPUThrottlingRate', { rate });
  return session;
}

/** From the navigation to Hoy with its data, cold cache, median of five. */
async function firstView(browser, product) {
  const times = [];
  for (let i = 0; i < 5; i += 1) {
    const page = await openPage(browser, product, { path: 'livez' });
    await throttled(page, slowDown);
    await page.goto(`${product.url}/`);
    await settled(page, 'today');
    times.push(await page.evaluate(() => performance.now()));
    await page.context().close();
  }
  tell(`first view usable, ${slowDown} × slower CPU`, median(times), 'ms', 1500);
}

/** The longest task while something is done in the page. */
async function longestTask(page, doing) {
  await page.evaluate(() => {
    window.longTasks = [];
    new PerformanceObserver((list) => list.getEntries().forEach((entry) => window.longTasks.push(entry.duration))).observe({ type: 'longtask', buffered: false });
  });
  await doing();
  return page.evaluate(() => Math.max(0, ...window.longTasks));
}

async function week(browser, product) {
  const page = await openPage(browser, product, { path: '#/week' });
  await settled(page, 'week');
  const drawn = [];
  for (let i = 0; i < 6; i += 1) {
    await page.getByTestId('week-next').click();
    await settled(page, 'week');
    await page.getByTestId('week-prev').click();
    await settled(page, 'week');
  }
  // Weeks that are in memory by now: what is left is drawing.
  for (let i = 0; i < 10; i += 1) {
    drawn.push(await page.evaluate(async (forward) => {
      const from = performance.now();
      document.querySelector(`[data-testid=${forward ? 'week-next' : 'week-prev'}]`).click();
      await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
      document.body.getBoundingClientRect();
      return performance.now() - from;
    }, i % 2 === 0));
  }
  tell('week of 500 namespaces drawn', median(drawn), 'ms', 150);
  const grid = await page.getByTestId('week-grid').boundingBox();
  const longest = await longestTask(page, async () => {
    for (let i = 0; i < 40; i += 1) {
      await page.mouse.move(grid.x + 60 + (i * 23) % (grid.width - 80), grid.y + 80 + (i * 17) % 400);
      await page.mouse.wheel(0, i % 2 === 0 ? 120 : -60);
    }
  });
  tell('longest task while scrolling and hovering', longest, 'ms', 50);
  const session = await page.context().newCDPSession(page);
  const heap = async () => {
    await session.send('HeapProfiler.collectGarbage');
    return (await session.send('Runtime.getHeapUsage')).usedSize / 1048576;
  };
  const change = (count) => page.evaluate(async (times) => {
    for (let i = 0; i < times; i += 1) {
      document.querySelector(`[data-testid=${i % 4 < 2 ? 'week-next' : 'week-prev'}]`).click();
      await new Promise((resolve) => requestAnimationFrame(resolve));
    }
  }, count);
  await change(20);
  const before = await heap();
  await change(weekChanges);
  tell(`heap after ${weekChanges} week changes, more than before`, (await heap()) - before, 'MiB', 5);
  await page.context().close();
}

async function list(browser, product) {
  const page = await openPage(browser, product, { path: '#/namespaces' });
  await settled(page, 'namespaces');
  // Two thousand from those that there are: the page is asked, not the server.
  await page.route('**/api/namespaces/status*', async (route) => {
    const answer = await route.fetch();
    const body = await answer.json();
    const { items } = body.data;
    body.data.items = Array.from({ length: 2000 }, (_, i) => ({ ...items[i % items.length], namespace: `${items[i % items.length].namespace}-${i}`, display_name: `${items[i % items.length].display_name}-${i}` }));
    body.data.next_cursor = null;
    await route.fulfill({ response: answer, json: body });
  });
  await page.reload();
  await settled(page, 'namespaces');
  const times = await page.evaluate(async (text) => {
    const input = document.querySelector('[data-testid=ns-search]');
    const spent = [];
    for (let length = 1; length <= text.length; length += 1) {
      const from = performance.now();
      input.value = text.slice(0, length);
      input.dispatchEvent(new Event('input', { bubbles: true }));
      await new Promise((resolve) => requestAnimationFrame(resolve));
      document.body.getBoundingClientRect();
      spent.push(performance.now() - from);
    }
    return spent;
  }, keystrokes);
  tell('list of 2,000 filtered, a keystroke', Math.max(...times), 'ms', 50);
  await page.context().close();
}

const browser = await launch();
const product = await startProduct();
const large = await startProduct({ NSCHED_SIMULATED_NAMESPACES: '500' });
try {
  await firstView(browser, product);
  await week(browser, large);
  await list(browser, large);
} finally {
  await browser.close();
  await product.close();
  await large.close();
}
process.exitCode = over > 0 ? 1 : 0;
