// Addresses of the page. Everything is in the fragment, so that a prefix of a reverse proxy needs no setting and the server
// has one page to serve:
//
//   #/today  #/namespaces  #/week/2026-11-16  #/calendar/2026-11-16  #/tasks  #/tasks/new  #/tasks/ID  #/reports/2026-11-16
//   #/records/operations  #/records/activities  #/records/audit  #/cost-centers  #/holidays/2026  #/metrics
//
// and, on any of them, in the query: `ns=NAME&tab=why` the drawer of a namespace, `op=ID` that of an operation; on
// #/namespaces `q`, `state`, `cc`, `sort`; on #/week `mode`, `q`, `cc`; on #/calendar `mode`, `hide` (kinds, by comma);
// on #/reports `from`, `to`, `by`; on #/records its filters.
// Back and forward work because a new view or drawer is a new entry, and typing in a filter replaces the present one.

/** @typedef {{view: string, segments: string[], query: Record<string, string>}} Route */

/** @param {string} hash @returns {Route} */
export function parseHash(hash) {
  const plain = hash.replace(/^#?\/?/, '');
  const [path, search = ''] = plain.split(/\?(.*)/s);
  const decode = (part) => {
    try {
      return decodeURIComponent(part);
    } catch {
      return part;
    }
  };
  const segments = path.split('/').filter(Boolean).map(decode);
  return { view: segments[0] ?? '', segments: segments.slice(1), query: Object.fromEntries(new URLSearchParams(search)) };
}

/** @param {string} view @param {{segments?: string[], query?: Record<string, any>}} [rest] */
export function hashOf(view, { segments = [], query = {} } = {}) {
  const kept = Object.entries(query).filter(([, value]) => value !== null && value !== undefined && value !== '');
  const search = new URLSearchParams(kept.map(([name, value]) => [name, String(value)])).toString();
  return `#/${[view, ...segments].map(encodeURIComponent).join('/')}${search ? `?${search}` : ''}`;
}

export class Router extends EventTarget {
  /** @param {Window & typeof globalThis} [win] */
  constructor(win = window) {
    super();
    this.window = win;
    this.route = parseHash(win.location.hash);
    win.addEventListener('hashchange', () => this.#follow());
  }

  #follow() {
    this.route = parseHash(this.window.location.hash);
    this.dispatchEvent(new Event('change'));
  }

  /** @param {string} view @param {{segments?: string[], query?: Record<string, any>, replace?: boolean}} [rest] */
  go(view, { segments, query, replace = false } = {}) {
    const hash = hashOf(view, { segments, query });
    if (hash === this.window.location.hash) return;
    if (!replace) {
      this.window.location.hash = hash; // hashchange follows
      return;
    }
    this.window.history.replaceState(null, '', hash);
    this.#follow();
  }

  /** The address of this place with some of its query changed (null removes). @param {Record<string, any>} changes */
  hrefWith(changes) {
    const { view, segments, query } = this.route;
    return hashOf(view || 'today', { segments, query: { ...query, ...changes } });
  }

  /** @param {Record<string, any>} changes @param {{replace?: boolean}} [how] */
  setQuery(changes, { replace = false } = {}) {
    const { view, segments, query } = this.route;
    this.go(view || 'today', { segments, query: { ...query, ...changes }, replace });
  }
}
