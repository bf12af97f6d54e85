// The API by name: what API.md lists, one method each. Reads answer with `data`; writes with {data, message, status}, since
// their sentence is what a person is told.

const pageSize = 500;
const maxPages = 40;
const enc = encodeURIComponent;

/** @typedef {{signal?: AbortSignal}} Options */

export class ApiClient {
  /** @param {import('./http.js').Http} http */
  constructor(http) {
    this.http = http;
  }

  async #get(path, query, options) {
    return (await this.http.send('GET', path, { query, ...options })).data;
  }

  #post(path, body, options) {
    return this.http.send('POST', path, { body, ...options });
  }

  // Follows the cursors of a list to its end.
  async #whole(path, query, options) {
    const first = await this.#get(path, { ...query, limit: pageSize }, options);
    let next = first.next_cursor;
    for (let page = 1; next && page < maxPages; page += 1) {
      const more = await this.#get(path, { ...query, limit: pageSize, cursor: next }, options);
      first.items.push(...more.items);
      next = more.next_cursor;
    }
    return first;
  }

  /** A 503 answers with the same checks, so it is read too. @param {Options} [options] */
  health(options) {
    return this.#get('health', {}, options);
  }
  /** @param {Options} [options] */
  settings(options) {
    return this.#get('api/settings', {}, options);
  }
  /** @param {any} body @param {string} etag */
  changeSettings(body, etag) {
    return this.http.send('PATCH', 'api/settings', { body, etag });
  }
  /** @param {Options} [options] */
  whoami(options) {
    return this.#get('api/whoami', {}, options);
  }
  /** @param {Options} [options] */
  namespaces(options) {
    return this.#whole('api/namespaces/status', {}, options);
  }
  /** @param {string} name @param {Options} [options] */
  namespace(name, options) {
    return this.#get(`api/namespaces/${enc(name)}`, {}, options);
  }
  /** @param {string} name @param {Options} [options] */
  explain(name, options) {
    return this.#get(`api/namespaces/${enc(name)}/explain`, {}, options);
  }
  /** @param {string} name @param {string} from @param {string} to @param {Options} [options] */
  usage(name, from, to, options) {
    return this.#get(`api/namespace-usage/${enc(name)}`, { start_date: from, end_date: to }, options);
  }
  /** @param {Record<string, any>} [query] @param {Options} [options] */
  upcoming(query, options) {
    return this.#get('api/upcoming', query, options);
  }

  /** @param {string} name @param {'activate'|'deactivate'} action @param {any} body @param {string} [key] */
  switchNamespace(name, action, body, key) {
    return this.#post(`api/namespaces/${enc(name)}/${action}`, body, { key });
  }
  /** @param {any} body @param {string} [key] */
  switchMany(body, key) {
    return this.#post('api/namespaces/actions', body, { key, patience: 120000 });
  }

  /** @param {Record<string, any>} [query] @param {Options} [options] */
  tasks(query, options) {
    return this.#whole('api/tasks', query, options);
  }
  /** @param {string} id @param {Options} [options] */
  task(id, options) {
    return this.#get(`api/tasks/${enc(id)}`, {}, options);
  }
  /** @param {any} body @param {string} [key] */
  createTask(body, key) {
    return this.#post('api/tasks', body, { key });
  }
  /** @param {string} id @param {any} body @param {string} etag */
  replaceTask(id, body, etag) {
    return this.http.send('PUT', `api/tasks/${enc(id)}`, { body, etag });
  }
  /** @param {string} id @param {string} [etag] */
  deleteTask(id, etag) {
    return this.http.send('DELETE', `api/tasks/${enc(id)}`, { etag });
  }
  /** @param {string} id @param {string} [key] */
  runTask(id, key) {
    return this.#post(`api/tasks/${enc(id)}/run`, {}, { key });
  }
  /** @param {string} id @param {Record<string, any>} [query] @param {Options} [options] */
  taskRuns(id, query, options) {
    return this.#get(`api/tasks/${enc(id)}/runs`, query, options);
  }
  /** @param {any} body @param {Options} [options] */
  async previewTask(body, options) {
    return (await this.#post('api/tasks/preview', body, options)).data;
  }

  /** @param {Record<string, any>} [query] @param {Options} [options] */
  operations(query, options) {
    return this.#get('api/logs', query, options);
  }
  /** @param {string} id @param {Options} [options] */
  operation(id, options) {
    return this.#get(`api/operations/${enc(id)}`, {}, options);
  }
  /** @param {Record<string, any>} [query] @param {Options} [options] */
  activities(query, options) {
    return this.#get('api/activities', query, options);
  }
  /** @param {string} name @param {Record<string, any>} [query] @param {Options} [options] */
  audit(name, query, options) {
    return this.#get(`api/audit/${enc(name)}`, query, options);
  }
  /** @param {any} [body] */
  verifyAudit(body = {}) {
    return this.#post('api/audit/verify', body, { patience: 120000 });
  }

  /** @param {Options} [options] */
  costCenters(options) {
    return this.#whole('api/cost-centers', {}, options);
  }
  /** @param {string} id @param {Options} [options] */
  costCenter(id, options) {
    return this.#get(`api/cost-centers/${enc(id)}`, {}, options);
  }
  /** @param {string} id @param {any} body @param {string} [etag] */
  permitCostCenter(id, body, etag) {
    return this.#post(`api/cost-centers/${enc(id)}/permissions`, body, { etag });
  }

  /** @param {string} date @param {Record<string, any>} [query] @param {Options} [options] */
  weeklySchedule(date, query, options) {
    return this.#get(`api/weekly-schedule/${enc(date)}`, query, options);
  }
  /** @param {string} date @param {Options} [options] */
  weeklyReport(date, options) {
    return this.#get(`api/weekly-report/${enc(date)}`, {}, options);
  }
  /** @param {Record<string, any>} query @param {Options} [options] */
  reports(query, options) {
    return this.#get('api/reports', query, options);
  }
  /** @param {Record<string, any>} query @param {Options} [options] */
  calendar(query, options) {
    return this.#get('api/calendar', query, options);
  }
  /** @param {number|string} year @param {Options} [options] */
  holidays(year, options) {
    return this.#get(`api/holidays/${enc(year)}`, {}, options);
  }
  /** @param {Options} [options] */
  localHolidays(options) {
    return this.#get('api/holidays/local', {}, options);
  }
  /** @param {any} body */
  addLocalHoliday(body) {
    return this.#post('api/holidays/local', body);
  }
  /** @param {string} date */
  removeLocalHoliday(date) {
    return this.http.send('DELETE', `api/holidays/local/${enc(date)}`);
  }
  /** @param {Record<string, any>} query @param {Options} [options] */
  metricsHistory(query, options) {
    return this.#get('api/metrics/history', query, options);
  }

  /** @param {any} body */
  pause(body) {
    return this.#post('api/pause', body);
  }
  resume() {
    return this.http.send('DELETE', 'api/pause');
  }
  /** @param {string} to */
  advance(to) {
    return this.#post('api/simulation/advance', { to }, { patience: 600000 });
  }
}
