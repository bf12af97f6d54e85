// The server's event stream. States: 'connecting' (never open yet), 'live', 'lost'. The browser opens a broken stream again by
// itself; one that the server refused (a proxy's 502) it gives up, so then we open it anew.

const kinds = ['namespace', 'operation', 'task', 'cost_center', 'resync'];
const againMs = 3000;

export class LiveStream extends EventTarget {
  /** @type {'connecting'|'live'|'lost'} */
  state = 'connecting';
  #source = null;
  #timer = null;
  #make;

  /** @param {() => EventSource} [make] */
  constructor(make = () => new EventSource('api/events')) {
    super();
    this.#make = make;
  }

  open() {
    clearTimeout(this.#timer);
    this.#source?.close();
    const source = this.#make();
    this.#source = source;
    source.onopen = () => this.#become('live');
    source.onerror = () => {
      this.#become('lost');
      if (source.readyState === 2) this.#timer = setTimeout(() => this.open(), againMs);
    };
    for (const kind of kinds) {
      source.addEventListener(kind, (event) => {
        let detail = null;
        try {
          detail = JSON.parse(event.data);
        } catch {
          /* an event that we cannot read still says that something changed */
        }
        this.dispatchEvent(new CustomEvent(kind, { detail }));
      });
    }
  }

  close() {
    clearTimeout(this.#timer);
    this.#source?.close();
    this.#source = null;
  }

  #become(state) {
    if (state === this.state) return;
    const before = this.state;
    this.state = state;
    this.dispatchEvent(new CustomEvent('state', { detail: { before, state } }));
  }
}
