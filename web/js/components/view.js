// What every view is: something that draws itself into its root, redraws when what it listens to changes (once a frame,
// however many changes there were), and leaves nothing behind.

import { render } from '../lib/html.js';

/**
 * What a view is given; it imports no instance.
 * @typedef {object} Deps
 * @property {any} api
 * @property {any} store
 * @property {import('../lib/router.js').Router} router
 * @property {import('../lib/i18n.js').Translator} i18n
 * @property {any} shell   toasts, dialogs, announcements
 * @property {any} services
 * @property {any} preferences
 */

export class View {
  #cleanups = [];
  #frame = 0;
  #gone = false;

  /** @param {HTMLElement} root @param {Deps} deps */
  constructor(root, deps) {
    this.root = root;
    this.deps = deps;
    this.api = deps.api;
    this.store = deps.store;
    this.router = deps.router;
    this.i18n = deps.i18n;
    this.shell = deps.shell;
    this.listen(this.i18n, 'change', () => this.languageChanged());
  }

  /** @param {string} key @param {Record<string, any>} [params] */
  t(key, params) {
    return this.i18n.t(key, params);
  }

  get format() {
    return this.shell.format;
  }

  /** @returns {import('../lib/router.js').Route} */
  get route() {
    return this.router.route;
  }

  /** It was left: what comes back late is nobody's. */
  get gone() {
    return this.#gone;
  }

  /** @param {EventTarget} target @param {string} type @param {(event: any) => void} [handler] */
  listen(target, type, handler = () => this.draw()) {
    target.addEventListener(type, handler);
    this.#cleanups.push(() => target.removeEventListener(type, handler));
  }

  /** @param {() => void} cleanup */
  onUnmount(cleanup) {
    this.#cleanups.push(cleanup);
  }

  /** A resource that redraws this view. @template {{close: () => void} & EventTarget} R @param {R} resource @returns {R} */
  use(resource) {
    this.listen(resource, 'change');
    this.#cleanups.push(() => resource.close());
    return resource;
  }

  draw() {
    if (this.#frame || this.#gone) return;
    this.#frame = requestAnimationFrame(() => this.drawNow());
  }

  drawNow() {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    if (!this.#gone) render(this.root, this.render());
  }

  /** @returns {any} */
  render() {
    return [];
  }

  /** The same view at another address. */
  routeChanged() {
    this.draw();
  }

  languageChanged() {
    this.draw();
  }

  unmount() {
    this.#gone = true;
    cancelAnimationFrame(this.#frame);
    for (const cleanup of this.#cleanups) cleanup();
    render(this.root, []);
  }
}
