// What just happened, said once: bottom corner, read out politely, gone after a while unless a person looks at it.

import { h, render } from '../lib/html.js';
import { icon } from './icons.js';

const stayMs = 8000;
const mostShown = 3;

export class Toasts {
  #list = [];
  #next = 1;
  #held = false;

  /** @param {HTMLElement} root @param {(key: string) => string} t */
  constructor(root, t) {
    this.root = root;
    this.t = t;
    root.addEventListener('pointerenter', () => {
      this.#held = true;
    });
    root.addEventListener('pointerleave', () => {
      this.#held = false;
    });
  }

  /** @param {string} message @param {{tone?: 'good'|'bad'|'calm', action?: {label: string, run: () => void}|null}} [how] */
  say(message, { tone = 'good', action = null } = {}) {
    const id = this.#next++;
    this.#list = [...this.#list.slice(1 - mostShown), { id, message, tone, action }];
    this.draw();
    // An error stays until it is closed: who looked away must find it.
    if (tone !== 'bad') this.#leave(id);
  }

  #leave(id) {
    setTimeout(() => {
      if (this.#held || this.root.contains(document.activeElement)) this.#leave(id);
      else this.#drop(id);
    }, stayMs);
  }

  #drop(id) {
    this.#list = this.#list.filter((toast) => toast.id !== id);
    this.draw();
  }

  draw() {
    render(
      this.root,
      this.#list.map(({ id, message, tone, action }) =>
        h(
          'div',
          { class: 'toast-line', key: id, 'data-tone': tone, 'data-testid': 'toast' },
          icon(tone === 'bad' ? 'warning' : tone === 'calm' ? 'info' : 'check'),
          h('p', null, message),
          action
            ? h(
                'button',
                {
                  type: 'button',
                  class: 'btn btn-sm btn-quiet',
                  onclick: () => {
                    this.#drop(id);
                    action.run();
                  },
                },
                action.label,
              )
            : null,
          h(
            'button',
            { type: 'button', class: 'btn btn-quiet btn-icon btn-sm', 'aria-label': this.t('common.close'), onclick: () => this.#drop(id) },
            icon('close'),
          ),
        ),
      ),
    );
  }
}
