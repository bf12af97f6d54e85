import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';

import { ApiError, NetworkError } from '../../js/api/http.js';
import { ClusterStore } from '../../js/store/cluster_store.js';
import { LiveStream } from '../../js/store/live.js';
import { Resource } from '../../js/store/resource.js';
import { installDocument } from './fake_dom.js';

beforeEach(() => {
  installDocument();
});

/** What the browser's EventSource looks like from here. */
class FakeSource {
  static made = [];
  readyState = 0;
  handlers = new Map();
  closed = false;
  constructor() {
    FakeSource.made.push(this);
  }
  addEventListener(kind, handler) {
    this.handlers.set(kind, handler);
  }
  close() {
    this.closed = true;
  }
  tell(kind, data) {
    this.handlers.get(kind)({ data });
  }
}

test('a resource: on its way, there, and the old value until the new one', async () => {
  const answers = [];
  const resource = new Resource(() => new Promise((resolve, reject) => answers.push({ resolve, reject })));
  let changes = 0;
  resource.addEventListener('change', () => {
    changes += 1;
  });
  const first = resource.open('a');
  assert.equal(resource.loading, true);
  answers[0].resolve(1);
  await first;
  assert.deepEqual([resource.value, resource.loading, resource.ready], [1, false, true]);
  const second = resource.reload();
  assert.equal(resource.value, 1);
  answers[1].reject(new Error('no'));
  await second;
  assert.equal(resource.value, 1);
  assert.equal(resource.error.message, 'no');
  assert.equal(changes, 2, 'nothing looks different before an answer');
  const third = resource.reload();
  assert.equal(changes, 3, 'but that what failed is asked for again');
  answers[2].resolve(3);
  await third;
  assert.deepEqual([resource.value, resource.error, changes], [3, null, 4]);
});

test('a resource that is asked for something else drops the old value, and an answer that was overtaken says nothing', async () => {
  const answers = new Map();
  const resource = new Resource((_options, name) => new Promise((resolve) => answers.set(name, resolve)));
  const a = resource.open('a');
  answers.get('a')('A');
  await a;
  const b = resource.open('b');
  assert.equal(resource.value, null);
  const c = resource.open('c');
  answers.get('c')('C');
  await c;
  answers.get('b')('B');
  await b;
  assert.equal(resource.value, 'C');
});

test('the stream: live, lost, live again; given up by the browser it is opened anew', (context) => {
  context.mock.timers.enable({ apis: ['setTimeout'] });
  FakeSource.made = [];
  const stream = new LiveStream(() => /** @type {any} */ (new FakeSource()));
  const states = [];
  stream.addEventListener('state', (event) => states.push(/** @type {any} */ (event).detail.state));
  stream.open();
  const [source] = FakeSource.made;
  /** @type {any} */ (source).onopen();
  /** @type {any} */ (source).onerror();
  assert.equal(FakeSource.made.length, 1);
  source.readyState = 2;
  /** @type {any} */ (source).onerror();
  context.mock.timers.tick(3000);
  assert.equal(FakeSource.made.length, 2);
  assert.equal(source.closed, true);
  /** @type {any} */ (FakeSource.made[1]).onopen();
  assert.deepEqual(states, ['live', 'lost', 'live']);
  stream.close();
});

test('the stream passes events on, also those it cannot read', () => {
  FakeSource.made = [];
  const stream = new LiveStream(() => /** @type {any} */ (new FakeSource()));
  const seen = [];
  for (const kind of ['namespace', 'resync'])
    stream.addEventListener(kind, (event) => seen.push([kind, /** @type {any} */ (event).detail]));
  stream.open();
  FakeSource.made[0].tell('namespace', '{"namespace":"a"}');
  FakeSource.made[0].tell('resync', '');
  assert.deepEqual(seen, [
    ['namespace', { namespace: 'a' }],
    ['resync', null],
  ]);
  stream.close();
});

const item = (name, more = {}) => ({
  namespace: name,
  display_name: name,
  status: 'inactive',
  reason: 'porque sí',
  last_error: null,
  workloads: { total: 1, active: 0 },
  ...more,
});

function fakeApi(overrides = {}) {
  return {
    health: async () => ({ time: '2026-11-19T20:00:00Z', timezone: 'America/Bogota', cluster_mode: 'simulated' }),
    namespaces: async () => ({ items: [item('a')], off_hours: { now: true, limit: 5, used: 0, holders: [] } }),
    upcoming: async () => ({ items: [] }),
    settings: async () => ({ timezone: { value: 'America/Bogota', source: 'default' }, pause: null }),
    costCenters: async () => ({ items: [] }),
    whoami: async () => ({ user_id: 'anonymous' }),
    ...overrides,
  };
}

/** A store without timers of its own left behind. */
function storeOf(context, api, live = Object.assign(new EventTarget(), { state: 'live', open() {} })) {
  context.mock.timers.enable({ apis: ['setTimeout', 'setInterval'] });
  return { store: new ClusterStore(/** @type {any} */ (api), /** @type {any} */ (live)), live };
}

test('the store reads all, and its clock is the product’s', async (context) => {
  const { store } = storeOf(context, fakeApi());
  let now = 5000;
  context.mock.method(performance, 'now', () => now);
  await store.refresh();
  assert.equal(store.find('a').namespace, 'a');
  assert.equal(store.simulated, true);
  now += 90000;
  assert.equal(new Date(store.now).toISOString(), '2026-11-19T20:01:30.000Z');
  assert.equal(store.setting('timezone'), 'America/Bogota');
  assert.equal(store.setting('nothing', 'else'), 'else');
});

test('an event changes the facts and keeps the sentence in the person’s language', async (context) => {
  const { store, live } = storeOf(context, fakeApi());
  await store.refresh();
  const { version } = store;
  live.dispatchEvent(new CustomEvent('namespace', { detail: item('a', { status: 'activating', reason: 'because' }) }));
  assert.equal(store.find('a').status, 'activating');
  assert.equal(store.find('a').reason, 'porque sí');
  assert.ok(store.version > version);
});

test('a server that refuses is reachable, one that is silent is not; what was there stays', async (context) => {
  const api = fakeApi();
  const { store } = storeOf(context, api);
  await store.refresh();
  api.health = async () => {
    throw new ApiError({ message: 'not ready', code: 'not_ready', checks: { store: 'failed' } }, 503);
  };
  await store.refresh();
  assert.equal(store.reachable, true);
  assert.equal(store.problem, 'not ready');
  const silent = async () => {
    throw new NetworkError('gone');
  };
  Object.assign(api, { health: silent, namespaces: silent, upcoming: silent, settings: silent, costCenters: silent, whoami: silent });
  await store.refresh();
  assert.equal(store.reachable, false);
  assert.equal(store.canWrite, false);
  assert.equal(store.items.length, 1);
});

/** @type {[string, CustomEvent][]} */
const missed = [
  ['a stream that comes back', new CustomEvent('state', { detail: { before: 'lost', state: 'live' } })],
  ['a server that says so', new CustomEvent('resync')],
];
for (const [what, event] of missed) {
  test(`${what} makes the store read everything, and tells the views`, async (context) => {
    let reads = 0;
    const { store, live } = storeOf(
      context,
      fakeApi({
        namespaces: async () => {
          reads += 1;
          return { items: [], off_hours: { now: false, limit: 5, used: 0, holders: [] } };
        },
      }),
    );
    await store.refresh();
    const told = new Promise((resolve) => store.addEventListener('resync', resolve));
    live.dispatchEvent(event);
    await told;
    assert.equal(reads, 2);
  });
}
