// The HTTP API. Addresses are relative to the page, so that a prefix of a reverse proxy needs no setting. A refusal becomes
// a Refusal with the server's own sentence; a server that cannot be reached throws whatever fetch throws.

const timeoutMs = 15000;
const maxPages = 20;

export class Refusal extends Error {
  constructor(problem, status) {
    super(problem.message ?? problem.detail ?? `HTTP ${status}`);
    this.problem = problem;
    this.status = status;
  }
}

export class Api {
  constructor(language) {
    this.language = language;
  }

  health() {
    return this.#ask('GET', 'health');
  }

  // All pages of the status list, as one: {items, off_hours, timezone}.
  async namespaces() {
    const first = await this.#ask('GET', 'api/namespaces/status?limit=500');
    let next = first.next_cursor;
    for (let page = 1; next && page < maxPages; page += 1) {
      const more = await this.#ask('GET', `api/namespaces/status?limit=500&cursor=${encodeURIComponent(next)}`);
      first.items.push(...more.items);
      next = more.next_cursor;
    }
    return first;
  }

  // When the automatic day switches off next: null when that task is disabled.
  async nextShutdown() {
    const { items } = await this.#ask('GET', 'api/tasks?operation_type=deactivate');
    return items.find((task) => task.id === 'builtin-shutdown')?.next_run ?? null;
  }

  switchNamespace(name, direction, body) {
    return this.#ask('POST', `api/namespaces/${encodeURIComponent(name)}/${direction === 'on' ? 'activate' : 'deactivate'}`, body);
  }

  advance(to) {
    return this.#ask('POST', 'api/simulation/advance', { to }, 300000);
  }

  async #ask(method, address, body, patience = timeoutMs) {
    const headers = { 'Accept-Language': this.language };
    if (body !== undefined) {
      headers['Content-Type'] = 'application/json';
      headers['Idempotency-Key'] = Array.from(crypto.getRandomValues(new Uint8Array(16)), (b) => b.toString(16).padStart(2, '0')).join('');
    }
    const response = await fetch(address, { method, headers, body: body === undefined ? undefined : JSON.stringify(body), signal: AbortSignal.timeout(patience) });
    const answer = await response.json();
    if (!response.ok) throw new Refusal(answer, response.status);
    return method === 'POST' ? answer : answer.data;
  }
}
