// The page's main class: the frame around the views, the view of the address, what everybody is told.

import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';

import { NetworkError } from '../../js/api/http.js';
import { dictionary } from '../../js/i18n/index.js';
import { Translator } from '../../js/lib/i18n.js';
import { parseHash } from '../../js/lib/router.js';
import { TaskScheduler } from '../../js/TaskScheduler.js';
import { viewsOf } from '../../js/views/index.js';
import { installDocument, place } from './fake_dom.js';

const frames = [];
const replaced = ['requestAnimationFrame', 'cancelAnimationFrame', 'window', 'setInterval', 'setTimeout'];
const kept = {};

beforeEach(() => {
  installDocument();
  frames.length = 0;
  for (const name of replaced) kept[name] = globalThis[name];
  Object.assign(globalThis, {
    requestAnimationFrame: (draw) => frames.push(draw),
    cancelAnimationFrame: (id) => {
      if (id > 0) frames[id - 1] = () => {};
    },
    window: Object.assign(new EventTarget(), { scrollTo: () => {}, innerHeight: 900, innerWidth: 1440 }),
    setInterval: () => 0,
    setTimeout: () => 0,
  });
});
afterEach(() => {
  Object.assign(globalThis, kept);
});

function nextFrame() {
  for (const draw of frames.splice(0)) draw();
}

class FakeRouter extends EventTarget {
  constructor(hash) {
    super();
    this.route = parseHash(hash);
    this.went = [];
  }
  open(hash) {
    this.route = parseHash(hash);
    this.dispatchEvent(new Event('change'));
  }
  go(view, rest = {}) {
    this.went.push([view, rest]);
    this.open(`#/${view}`);
  }
  setQuery() {}
  hrefWith() {
    return '#';
  }
}

const never = () => new Promise(() => {});

function start(hash = '#/today', { settings = {}, api = {}, ...state } = {}) {
  const store = Object.assign(new EventTarget(), {
    health: { time: '2026-11-19T20:00:00Z', timezone: 'America/Bogota', cluster_mode: 'simulated', cluster_name: 'local', version: '1' },
    settings: {},
    who: null,
    items: [],
    offHours: { now: false, limit: 5, used: 0, holders: [] },
    upcoming: { items: [] },
    costCenters: [],
    error: null,
    problem: null,
    reachable: true,
    reachedAt: null,
    complete: true,
    version: 1,
    connection: 'live',
    simulated: true,
    pause: null,
    timeZone: 'America/Bogota',
    now: Date.parse('2026-11-19T20:00:00Z'),
    canWrite: true,
    started: 0,
    refreshed: 0,
    setting: (name, otherwise = null) => settings[name] ?? otherwise,
    find: () => null,
    start() {
      this.started += 1;
    },
    async refresh() {
      this.refreshed += 1;
    },
    async resync() {
      await this.refresh();
    },
    ...state,
  });
  const router = new FakeRouter(hash);
  const i18n = new Translator(dictionary, 'es');
  const preferences = Object.assign(new EventTarget(), { theme: 'system', recall: () => null, remember: () => {} });
  const services = {
    holidays: { getColombianHolidays: never, getCachedHolidays: () => [], isHoliday: () => false },
    reports: { generateWeeklyReport: never },
    schedule: {},
  };
  const root = place('app');
  const deps = { api: { operations: never, tasks: never, ...api }, store, services, i18n, router, preferences };
  const scheduler = new TaskScheduler(/** @type {any} */ (root), deps);
  scheduler.start();
  const by = (testid) => root.querySelector(`[data-testid="${testid}"]`);
  return { scheduler, store, router, i18n, root, by };
}

test('TaskScheduler.start draws the frame, the view of the address, and asks for everything once', () => {
  const { store, root, by } = start('#/tasks');
  assert.equal(store.started, 1);
  assert.equal(root.querySelector('h1').textContent, 'Tareas');
  for (const { name } of viewsOf({ weekly: true })) assert.ok(by(`nav-${name}`), name);
  assert.equal(by('nav-tasks').getAttribute('aria-current'), 'page');
  assert.ok(by('view-tasks'));
  assert.ok(by('banner-simulated'));
  assert.equal(document.title, 'Tareas · Namespace Scheduler');
});

test('another address is another view, and the focus goes to its heading', () => {
  const { router, root, by } = start();
  router.open('#/tasks');
  assert.equal(by('view-today'), null);
  assert.ok(by('view-tasks'));
  assert.equal(root.querySelector('h1').textContent, 'Tareas');
  assert.equal(document.activeElement, root.querySelector('h1'));
});

test('an address without a view leads to Hoy, also that of a week which a setting took away', () => {
  for (const [hash, settings] of [
    ['#/nowhere', {}],
    ['#/week', { weekly_view: false }],
  ]) {
    installDocument();
    const { router, by } = start(/** @type {string} */ (hash), { settings });
    assert.deepEqual(router.went, [['today', { replace: true }]]);
    assert.ok(by('view-today'));
  }
  assert.equal(start('#/today', { settings: { weekly_view: false } }).scheduler.views.some((view) => view.name === 'week'), false);
});

test('the language changes everything at once and reads the sentences of the server again', () => {
  const { i18n, root, store } = start('#/tasks');
  i18n.use('en');
  assert.equal(root.querySelector('h1').textContent, 'Tasks');
  assert.equal(document.documentElement.lang, 'en');
  assert.equal(store.refreshed, 1);
});

test('notices wait until all of them are known; a pause is told with its end', () => {
  const { store, by } = start('#/tasks', { complete: false });
  assert.equal(by('banner-simulated'), null);
  Object.assign(store, { complete: true, pause: { until: '2026-11-20T03:30:00Z', reason: 'inventario', user_id: 'ana' } });
  store.dispatchEvent(new Event('change'));
  nextFrame();
  assert.ok(by('banner-simulated'));
  assert.match(by('banner-paused').textContent, /10:30\sp\.\sm\..*inventario.*ana/);
});

test('what is said is shown and read out; an error stays and is in the words of the server', () => {
  const { scheduler, root, by } = start();
  scheduler.say('Hecho.');
  assert.equal(by('toast').textContent, 'Hecho.');
  assert.equal(root.querySelector('[data-part="announcer"]').textContent, 'Hecho.');
  scheduler.fail(new Error('No se puede.'));
  assert.ok(root.querySelectorAll('[data-tone="bad"]').some((toast) => toast.textContent.includes('No se puede.')));
  scheduler.fail(new NetworkError('fetch failed', true));
  assert.ok(root.querySelectorAll('[data-tone="bad"]').some((toast) => toast.textContent.includes('nada quedó confirmado')));
});

test('TaskScheduler.advance moves the simulated clock and looks again, also after a refusal', async () => {
  const asked = [];
  const advance = async (to) => {
    asked.push(to);
    if (asked.length > 1) throw new Error('no');
    return { data: { time: to } };
  };
  const { scheduler, store, by } = start('#/today', { api: { advance } });
  await scheduler.advance('2026-11-20T01:00:00Z');
  assert.deepEqual(asked, ['2026-11-20T01:00:00Z']);
  assert.match(by('toast').textContent, /8:00\sp\.\sm\./);
  await scheduler.advance('2026-11-20T12:00:00Z');
  assert.equal(store.refreshed, 2);
  assert.equal(scheduler.busy, false);
});
