// node tools/bench.mjs [first|week|heap|list…]: the page's speed in Chromium beside the budgets (BENCHMARKS.md, "The page"), all of it or
// the parts that are named. Prints one line a figure; exit 1 when one is over. Not a test: times belong to the machine. The binary is
// that of NSS_TEST_BUILD_DIR, by default build/release.

import { launch, openPage, settled } from '../tests/support/browser.mjs';
import { startProduct } from '../tests/support/product.mjs';
import { until } from '../tests/support/until.mjs';

const slowDown = 4;
const keystrokes = 'pagos';
const weekChanges = 500;
const weeksAhead = 25;
const parts = process.argv.slice(2);
const asked = (part) => parts.length === 0 || parts.includes(part);
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

// In the page, since a look from outside costs as much as what it looks at: when the last skeleton is gone.
const noteUsable = () => {
  const look = () => {
    if (!document.querySelector('[data-testid="view-today"]') || document.querySelector('.skeleton, [aria-busy="true"]')) return;
    watch.disconnect();
    requestAnimationFrame(() => requestAnimationFrame(() => Object.assign(window, { usable: performance.now() })));
  };
  const watch = new MutationObserver(look);
  document.addEventListener('DOMContentLoaded', () => watch.observe(document.body, { subtree: true, childList: true, attributes: true }));
};

/** From the navigation to Hoy with its data on the screen, cold cache. */
async function firstView(browser, product) {
  const times = [];
  for (let i = 0; i < 7; i += 1) {
    const page = await openPage(browser, product, { path: 'livez' });
    await throttled(page, slowDown);
    await page.addInitScript(noteUsable);
    await page.goto(`${product.url}/`);
    times.push(await until(() => page.evaluate(() => window.usable), 'Hoy with its data'));
    await page.context().close();
  }
  tell(`first view usable, ${slowDown} × slower CPU`, median(times), 'ms', 1500);
}

/** The longest task while something is done in the page; what is below the browser's own limit of 50 ms is told as 0. */
async function longestTask(page, doing) {
  await page.evaluate(() => {
    window.longTasks = [];
    window.longTaskWatch?.disconnect();
    window.longTaskWatch = new PerformanceObserver((list) => list.getEntries().forEach((entry) => window.longTasks.push(entry.duration)));
    window.longTaskWatch.observe({ type: 'longtask', buffered: false });
  });
  await doing();
  return page.evaluate(() => Math.max(0, ...window.longTasks));
}

async function walk(page, direction, times) {
  for (let i = 0; i < times; i += 1) {
    await page.evaluate((to) => /** @type {HTMLElement} */ (document.querySelector(`[data-testid=week-${to}]`)).click(), direction);
    await page.waitForFunction(() => !document.querySelector('.wg-frame[aria-busy="true"], .skeleton'), null, { polling: 50 });
  }
}

/** Weeks that are in memory: what is left is drawing. */
async function drawing(page) {
  const drawn = [];
  for (const direction of ['next', 'next', 'prev', 'prev']) await walk(page, direction, 1);
  for (let i = 0; i < 10; i += 1) {
    drawn.push(
      await page.evaluate(async (direction) => {
        const from = performance.now();
        document.querySelector(`[data-testid=week-${direction}]`).click();
        await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
        document.body.getBoundingClientRect();
        return performance.now() - from;
      }, i % 2 === 0 ? 'next' : 'prev'),
    );
  }
  tell('week of 500 namespaces drawn', median(drawn), 'ms', 150);
}

async function hovering(page) {
  const grid = await page.getByTestId('week-grid').boundingBox();
  const rounds = [];
  for (let round = 0; round < 3; round += 1) {
    rounds.push(
      await longestTask(page, async () => {
        for (let i = 0; i < 40; i += 1) {
          await page.mouse.move(grid.x + 60 + ((i * 23) % (grid.width - 80)), grid.y + 80 + ((i * 17) % 400));
          await page.mouse.wheel(0, i % 2 === 0 ? 120 : -60);
        }
      }),
    );
  }
  tell('longest task while scrolling and hovering', median(rounds), 'ms', 50);
}

/** There and back over more weeks than the page keeps, again and again; always weighed in the same week. */
async function heapOverWeeks(page) {
  const session = await page.context().newCDPSession(page);
  const heap = async () => {
    await session.send('HeapProfiler.collectGarbage');
    return (await session.send('Runtime.getHeapUsage')).usedSize / 1048576;
  };
  const round = async () => {
    await walk(page, 'next', weeksAhead);
    await walk(page, 'prev', weeksAhead);
  };
  await round();
  const before = await heap();
  for (let i = 0; i < weekChanges / (2 * weeksAhead); i += 1) await round();
  tell(`heap after ${weekChanges} week changes, more than the ${before.toFixed(0)} MiB before`, (await heap()) - before, 'MiB', 5);
}

async function week(browser, product) {
  const page = await openPage(browser, product, { path: '#/week' });
  await settled(page, 'week');
  if (asked('week')) {
    await drawing(page);
    await hovering(page);
  }
  if (asked('heap')) await heapOverWeeks(page);
  await page.context().close();
}

/** Two thousand from those that there are: the page is asked, not the server. */
async function twoThousand(route) {
  const answer = await route.fetch();
  const body = await answer.json();
  const { items } = body.data;
  body.data.items = Array.from({ length: 2000 }, (_, i) => {
    const item = items[i % items.length];
    return { ...item, namespace: `${item.namespace}-${i}`, display_name: `${item.display_name}-${i}` };
  });
  body.data.next_cursor = null;
  await route.fulfill({ response: answer, json: body });
}

async function list(browser, product) {
  const page = await openPage(browser, product, { path: '#/namespaces' });
  await settled(page, 'namespaces');
  await page.route('**/api/namespaces/status*', twoThousand);
  await page.reload();
  await settled(page, 'namespaces');
  const rounds = await page.evaluate(async (text) => {
    const input = /** @type {HTMLInputElement} */ (document.querySelector('[data-testid=ns-search]'));
    const type = async (words) => {
      const from = performance.now();
      input.value = words;
      input.dispatchEvent(new Event('input', { bubbles: true }));
      await new Promise((resolve) => requestAnimationFrame(resolve));
      document.body.getBoundingClientRect();
      return performance.now() - from;
    };
    const slowest = [];
    for (let round = 0; round < 7; round += 1) {
      const spent = [];
      for (let length = 1; length <= text.length; length += 1) spent.push(await type(text.slice(0, length)));
      slowest.push(Math.max(...spent));
      await type('');
      await new Promise((resolve) => setTimeout(resolve, 400));
    }
    return slowest;
  }, keystrokes);
  tell('list of 2,000 filtered, the slowest keystroke of a word', median(rounds), 'ms', 50);
  await page.context().close();
}

const browser = await launch();
const product = await startProduct();
const large = await startProduct({ NSCHED_SIMULATED_NAMESPACES: '500' });
try {
  if (asked('first')) await firstView(browser, product);
  if (asked('week') || asked('heap')) await week(browser, large);
  if (asked('list')) await list(browser, large);
} finally {
  await browser.close();
  await product.close();
  await large.close();
}
process.exitCode = over > 0 ? 1 : 0;
