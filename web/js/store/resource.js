// One thing that is read from the server for a view: its value, whether it is on its way, and why it is not there. A reload
// keeps the old value until the new one is there, so nothing flickers; a reload that was overtaken says nothing.

import { wasAborted } from '../api/http.js';

export class Resource extends EventTarget {
  value = null;
  /** @type {any} */
  error = null;
  loading = false;
  #load;
  #abort = null;
  #args = [];

  /** @param {(options: {signal: AbortSignal}, ...args: any[]) => Promise<any>} load */
  constructor(load) {
    super();
    this.#load = load;
  }

  get ready() {
    return this.value !== null;
  }

  /** Reads with these arguments; other arguments than before drop the old value. @param {...any} args */
  open(...args) {
    if (JSON.stringify(args) !== JSON.stringify(this.#args) && (this.ready || this.error)) {
      this.value = null;
      this.error = null;
      this.dispatchEvent(new Event('change'));
    }
    this.#args = args;
    return this.reload();
  }

  async reload() {
    this.#abort?.abort();
    const abort = new AbortController();
    this.#abort = abort;
    this.loading = true;
    if (this.error) this.dispatchEvent(new Event('change')); // else nothing looks different before the answer
    try {
      const value = await this.#load({ signal: abort.signal }, ...this.#args);
      if (abort !== this.#abort) return;
      this.value = value;
      this.error = null;
    } catch (error) {
      if (abort !== this.#abort || wasAborted(error)) return;
      this.error = error;
    }
    this.loading = false;
    this.dispatchEvent(new Event('change'));
  }

  close() {
    this.#abort?.abort();
    this.#abort = null;
  }
}
