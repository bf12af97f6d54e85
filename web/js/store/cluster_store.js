// What every view needs: health, settings, who asks, the namespaces with the off-hours places, the next 24 hours, the cost
// centres. Kept true by the event stream; by asking again while the stream is lost. Emits 'change', and 'health' before it, when
// the clock is known and the rest is still on its way; and passes the stream's 'operation', 'task', 'cost_center' and 'namespace'
// on, plus 'resync', for views with lists of their own.

import { ApiError } from '../api/http.js';

const soonMs = 250; // lists may lag a write; several events of one moment cost one look
const settleMs = 1200;
const lostMs = 5000;
const calmMs = 60000;

export class ClusterStore extends EventTarget {
  /** @type {any} */ health = null;
  /** @type {any} */ settings = null;
  /** @type {any} */ who = null;
  /** @type {any[]|null} */ items = null;
  /** @type {any} */ offHours = null;
  /** @type {any} */ upcoming = null;
  /** @type {any[]} */ costCenters = [];
  /** @type {any} */ error = null; // why the namespaces could not be read
  /** @type {string|null} */ problem = null; // the server answers and is not well: its own sentence
  /** @type {boolean|null} */ reachable = null;
  complete = false; // everything was asked for once: what is still unknown could not be read
  /** @type {number|null} */ reachedAt = null;
  version = 0; // grows with every change: what was computed from an older one is old
  #api;
  #live;
  #clock = { at: 0, server: 0 };
  #byName = new Map();
  #timers = new Map();
  #round = 0;

  /** @param {import('../api/client.js').ApiClient} api @param {import('./live.js').LiveStream} live */
  constructor(api, live) {
    super();
    this.#api = api;
    this.#live = live;
    live.addEventListener('state', (event) => this.#streamBecame(/** @type {CustomEvent} */ (event).detail));
    live.addEventListener('namespace', (event) => this.#saw(/** @type {CustomEvent} */ (event).detail));
    for (const kind of ['operation', 'task', 'cost_center']) {
      live.addEventListener(kind, (event) => {
        this.dispatchEvent(new CustomEvent(kind, { detail: /** @type {CustomEvent} */ (event).detail }));
        if (kind !== 'operation') this.#soon(kind === 'task' ? 'upcoming' : 'costCenters', settleMs);
      });
    }
    live.addEventListener('resync', () => this.resync());
  }

  get connection() {
    return this.#live.state;
  }

  /** The product's clock, in milliseconds; the browser's own never counts. */
  get now() {
    return this.#clock.at === 0 ? Date.now() : this.#clock.server + (performance.now() - this.#clock.at);
  }

  get timeZone() {
    return this.health?.timezone ?? this.settings?.timezone?.value ?? 'America/Bogota';
  }

  get simulated() {
    return this.health?.cluster_mode === 'simulated';
  }

  get pause() {
    return this.settings?.pause ?? null;
  }

  /** A setting's value. @param {string} name @param {any} [otherwise] */
  setting(name, otherwise = null) {
    return this.settings?.[name]?.value ?? otherwise;
  }

  /** @param {string} name */
  find(name) {
    return this.#byName.get(name) ?? null;
  }

  get canWrite() {
    return this.reachable !== false;
  }

  start() {
    this.refresh(); // first: a browser opens few connections, and the stream keeps one
    this.#live.open();
    setInterval(() => this.dispatchEvent(new Event('tick')), 15000);
    document.addEventListener('visibilitychange', () => {
      if (!document.hidden) this.refresh();
    });
  }

  /** Reads everything again. */
  async refresh() {
    const round = (this.#round += 1);
    await Promise.all([
      this.#readHealth(),
      this.#readNamespaces(),
      this.#readUpcoming(),
      this.#readSettings(),
      this.#readCostCenters(),
      this.#readWho(),
    ]);
    if (round !== this.#round) return;
    this.complete = true;
    this.#changed();
    this.#again(this.connection === 'live' && this.reachable ? calmMs : lostMs);
  }

  /** Events were missed, or so much changed that none tells it: all is read again, and the views read what is theirs. */
  async resync() {
    await this.refresh();
    this.dispatchEvent(new Event('resync'));
  }

  /** After something that a person did: soon, and once more when late writes have settled. */
  refreshSoon() {
    this.#soon('refresh', soonMs);
    this.#soon('settle', settleMs);
  }

  #again(ms) {
    clearTimeout(this.#timers.get('again'));
    this.#timers.set(
      'again',
      setTimeout(() => (document.hidden ? this.#again(ms) : this.refresh()), ms),
    );
  }

  #soon(what, ms) {
    if (this.#timers.has(what)) return;
    this.#timers.set(
      what,
      setTimeout(async () => {
        this.#timers.delete(what);
        const reads = {
          namespaces: () => this.#readNamespaces(),
          upcoming: () => this.#readUpcoming(),
          costCenters: () => this.#readCostCenters(),
        };
        if (!(what in reads)) return void this.refresh();
        await reads[what]();
        this.#changed();
      }, ms),
    );
  }

  #changed() {
    this.version += 1;
    this.dispatchEvent(new Event('change'));
  }

  #streamBecame({ before, state }) {
    if (state === 'live' && before === 'lost') {
      this.resync();
    } else if (state === 'lost') {
      this.#soon('refresh', soonMs);
    }
    this.#changed();
  }

  // The stream speaks the server's language, so its sentences are not taken; they come with the next look.
  #saw(item) {
    const known = item && this.#byName.get(item.namespace);
    if (known) {
      const { reason: _reason, last_error: _error, ...facts } = item;
      for (const name of Object.keys(known)) if (name in facts) known[name] = facts[name];
      this.#changed();
    }
    this.dispatchEvent(new CustomEvent('namespace', { detail: item }));
    this.#soon('namespaces', settleMs);
    this.#soon('upcoming', settleMs * 2);
  }

  async #read(name, ask, take) {
    try {
      take(await ask());
      this.#reached(true);
      return null;
    } catch (error) {
      this.#reached(error instanceof ApiError);
      return error;
    }
  }

  #reached(reached) {
    this.reachable = reached;
    if (reached) this.reachedAt = this.now;
  }

  async #readHealth() {
    const error = await this.#read(
      'health',
      () => this.#api.health(),
      (health) => this.#takeHealth(health),
    );
    this.problem = error instanceof ApiError ? error.message : null;
    if (error instanceof ApiError && error.problem.checks) this.#takeHealth({ ...this.health, ...error.problem });
  }

  #takeHealth(health) {
    this.health = health;
    if (health.time) this.#clock = { at: performance.now(), server: new Date(health.time).getTime() };
    this.dispatchEvent(new Event('health'));
  }

  async #readNamespaces() {
    this.error = await this.#read(
      'namespaces',
      () => this.#api.namespaces(),
      (list) => {
        this.items = list.items;
        this.offHours = list.off_hours;
        this.#byName = new Map(list.items.map((item) => [item.namespace, item]));
      },
    );
  }

  async #readUpcoming() {
    await this.#read(
      'upcoming',
      () => this.#api.upcoming(),
      (upcoming) => {
        this.upcoming = upcoming;
      },
    );
  }

  async #readSettings() {
    await this.#read(
      'settings',
      () => this.#api.settings(),
      (settings) => {
        this.settings = settings;
      },
    );
  }

  async #readCostCenters() {
    await this.#read(
      'costCenters',
      () => this.#api.costCenters(),
      (list) => {
        this.costCenters = list.items;
      },
    );
  }

  async #readWho() {
    await this.#read(
      'whoami',
      () => this.#api.whoami(),
      (who) => {
        this.who = who;
      },
    );
  }
}
