// What the page knows: the last answers of the server and whether it can be reached. The only state that changes; views
// listen to "change" and draw from it.

import { Refusal } from './api.js';

const everyMs = 5000;
const soonMs = 1000;          // while something changes, and for a while after somebody acted
const actedMs = 10000;

export class ClusterStore extends EventTarget {
  health = null;            // the last good one
  problem = null;           // the server answers, but is not ready: its own sentence
  view = null;              // {items, off_hours, timezone}
  firstShutdown = null;     // only asked for while there is something adopted
  reached = null;           // null: not tried yet; else whether the last try succeeded
  reachedAt = null;         // Date of the last success
  #api;
  #timer = null;
  #round = 0;
  #acted = -Infinity;

  constructor(api) {
    super();
    this.#api = api;
    document.addEventListener('visibilitychange', () => { if (!document.hidden) this.refresh(); });
  }

  async refresh() {
    const round = (this.#round += 1);
    clearTimeout(this.#timer);
    const [health, view] = await Promise.allSettled([this.#api.health(), this.#api.namespaces()]);
    if (round !== this.#round) return;   // a newer refresh is under way: its answer counts
    const answered = (result) => result.status === 'fulfilled' || result.reason instanceof Refusal;
    this.reached = answered(health) && answered(view);
    if (this.reached) this.reachedAt = new Date();
    if (health.status === 'fulfilled') this.health = health.value;
    if (view.status === 'fulfilled') this.view = view.value;
    const refused = [health, view].find((result) => result.reason instanceof Refusal);
    this.problem = refused ? refused.reason.message : null;
    if (this.adopted.length > 0) this.firstShutdown = await this.#api.nextShutdown().catch(() => this.firstShutdown);
    this.dispatchEvent(new Event('change'));
    // A page that nobody looks at does not ask.
    const moving = (this.view?.items ?? []).some((item) => item.status === 'activating' || item.status === 'deactivating');
    const soon = this.reached && (moving || performance.now() - this.#acted < actedMs);
    if (!document.hidden) this.#timer = setTimeout(() => this.refresh(), soon ? soonMs : everyMs);
  }

  // Lists may lag a write by a second: look again soon.
  refreshAfterAction() {
    this.#acted = performance.now();
    return this.refresh();
  }

  // The clock that counts: the server's, simulated or not.
  get now() {
    return this.health?.time ?? new Date().toISOString();
  }

  get timeZone() {
    return this.health?.timezone ?? this.view?.timezone ?? 'America/Bogota';
  }

  // Taken over as they are, by a first start or because they became managed later: no operation of ours has touched them.
  get adopted() {
    return (this.view?.items ?? []).filter((item) => item.operation_id === null && item.workloads.active > 0 && item.status !== 'excluded');
  }
}
