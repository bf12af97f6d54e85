// Keys: "/" searches, "?" helps, "g" then a letter goes to a view. Never while typing, never with a modifier, never in a dialog.

import { hashOf } from '../lib/router.js';

const waitMs = 1500;

/** Letter of each view, the same in both languages so that fingers need not relearn. */
export const letters = {
  t: 'today',
  n: 'namespaces',
  w: 'week',
  c: 'calendar',
  k: 'tasks',
  r: 'reports',
  l: 'records',
  o: 'cost-centers',
  h: 'holidays',
  m: 'metrics',
};

/** @param {EventTarget|null} target */
const isTyping = (target) =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));

export class Shortcuts {
  #goUntil = 0;

  /** @param {any} shell */
  constructor(shell) {
    this.shell = shell;
  }

  listen() {
    document.addEventListener('keydown', (event) => this.#pressed(event));
  }

  /** @param {KeyboardEvent} event */
  #pressed(event) {
    if (
      event.ctrlKey ||
      event.metaKey ||
      event.altKey ||
      event.isComposing ||
      isTyping(event.target) ||
      document.querySelector('dialog[open]')
    )
      return;
    const { shell } = this;
    if (performance.now() < this.#goUntil) {
      this.#goUntil = 0;
      const name = letters[event.key.toLowerCase()];
      if (name && shell.views.some((view) => view.name === name)) {
        event.preventDefault();
        shell.deps.router.window.location.hash = hashOf(name);
        return;
      }
    }
    if (event.key === 'g') this.#goUntil = performance.now() + waitMs;
    else if (event.key === '/') {
      event.preventDefault();
      shell.focusSearch();
    } else if (event.key === '?') {
      event.preventDefault();
      shell.openHelp();
    }
  }
}
