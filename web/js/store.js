// What the page knows: the last answers of the server and whether it can be reached. The only state that changes; views
// listen to "change" and draw from it.

import { Refusal } from './api.js';

const everyMs = 5000;

export class ClusterStore extends EventTarget {
  health = null;            // the last good one
  problem = null;           // the server answers, but is not ready: its own sentence
  view = null;              // {items, off_hours, timezone}
  reached = null;           // null: not tried yet; else whether the last try succeeded
  reachedAt = null;         // Date of the last success
  #api;
  #timer = null;
  #round = 0;

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
    this.dispatchEvent(new Event('change'));
    // A page that nobody looks at does not ask.
    if (!document.hidden) this.#timer = setTimeout(() => this.refresh(), everyMs);
  }

  // The clock that counts: the server's, simulated or not.
  get now() {
    return this.health?.time ?? new Date().toISOString();
  }

  get timeZone() {
    return this.health?.timezone ?? this.view?.timezone ?? 'America/Bogota';
  }

  // A first start took these over as they are: nothing has been decided for them yet.
  get adopted() {
    return (this.view?.items ?? []).filter((item) => item.desired_status === 'unknown' && item.status !== 'excluded');
  }
}
