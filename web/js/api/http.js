// One request to our API. Addresses are relative to the page. A refusal becomes an ApiError with the server's own sentence
// (already in the person's language); a server that cannot be reached, or answers something else than our API does, becomes
// a NetworkError.

const readPatience = 20000;
const writePatience = 60000;

export class ApiError extends Error {
  /** @param {any} problem @param {number} status */
  constructor(problem, status) {
    super(problem?.message ?? problem?.detail ?? `HTTP ${status}`);
    this.name = 'ApiError';
    this.problem = problem ?? {};
    this.status = status;
    this.code = problem?.code ?? `http_${status}`;
  }
}

export class NetworkError extends Error {
  /** @param {string} message @param {boolean} [write] nobody knows whether it arrived, and nothing sends it again */
  constructor(message, write = false) {
    super(message);
    this.name = 'NetworkError';
    this.code = 'unreachable';
    this.status = 0;
    this.problem = {};
    this.write = write;
  }
}

/** @param {unknown} error */
export const wasAborted = (error) => error instanceof Error && error.name === 'AbortError';

/** @param {string} path @param {Record<string, any>} [query] */
export function addressOf(path, query = {}) {
  const kept = Object.entries(query).filter(([, value]) => value !== null && value !== undefined && value !== '');
  const search = new URLSearchParams(kept.map(([name, value]) => [name, String(value)])).toString();
  return search ? `${path}?${search}` : path;
}

/** A key that makes a repeated POST do its work once. */
export const freshKey = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');

/** Whether the request may have been carried out all the same: no answer came, or one that decides nothing. @param {any} error */
const mayBeDone = (error) => error.status === 0 || error.status >= 500 || error.code === 'idempotency_in_progress';

/**
 * The key of what a person may send again. It stays only while the very same request may have been carried out without our knowing;
 * a decision of the server ends it, else a second try would be given the first one's refusal.
 */
export class RepeatKey {
  #key = '';
  #request = '';

  /** @template T @param {any} request what is sent @param {(key: string) => Promise<T>} send @returns {Promise<T>} */
  async send(request, send) {
    const words = JSON.stringify(request);
    if (!this.#key || words !== this.#request) this.#key = freshKey();
    this.#request = words;
    try {
      const answer = await send(this.#key);
      this.#key = '';
      return answer;
    } catch (error) {
      if (!mayBeDone(error)) this.#key = '';
      throw error;
    }
  }
}

export class Http {
  /** @param {() => string} language the value of Accept-Language @param {typeof fetch} [fetcher] */
  constructor(language, fetcher = (...args) => fetch(...args)) {
    this.language = language;
    this.fetcher = fetcher;
  }

  /**
   * @param {string} method @param {string} path
   * @param {{query?: Record<string, any>, body?: any, signal?: AbortSignal, etag?: string|null, key?: string, patience?: number}} [options]
   * @returns {Promise<{data: any, message: string, status: number, etag: string|null}>}
   */
  async send(method, path, { query, body, signal, etag, key, patience } = {}) {
    const headers = { Accept: 'application/json', 'Accept-Language': this.language() };
    if (body !== undefined) headers['Content-Type'] = 'application/json';
    if (method === 'POST') headers['Idempotency-Key'] = key ?? freshKey();
    if (etag) headers['If-Match'] = etag;
    const limit = AbortSignal.timeout(patience ?? (method === 'GET' ? readPatience : writePatience));
    let response;
    let answer;
    try {
      response = await this.fetcher(addressOf(path, query), {
        method,
        headers,
        body: body === undefined ? undefined : JSON.stringify(body),
        signal: signal ? AbortSignal.any([signal, limit]) : limit,
      });
      answer = await response.json();
    } catch (error) {
      if (signal?.aborted) throw error;
      throw new NetworkError(error instanceof Error ? error.message : String(error), method !== 'GET');
    }
    if (!response.ok) throw new ApiError(answer, response.status);
    return { data: answer.data, message: answer.message ?? '', status: response.status, etag: response.headers.get('ETag') };
  }
}
