// Dialogs: the browser's own <dialog>, which keeps the focus inside, closes on Escape and gives the focus back. One content at
// a time, drawn by a function, so that it follows the language and what it shows.

import { focusHeading, h, render } from '../lib/html.js';
import { icon } from './icons.js';

export class Dialog {
  #element;
  #draw = null;
  #onclose = null;
  #opener = null;

  /** @param {HTMLElement} parent @param {(key: string) => string} t @param {string} className */
  constructor(parent, t, className) {
    this.t = t;
    this.#element = document.createElement('dialog');
    this.#element.className = className;
    // Escape closes by itself, and the event comes later: by then another content may be open.
    this.#element.addEventListener('close', () => {
      if (!this.#element.open && this.#draw) this.#closed();
    });
    // A press on the backdrop closes what can be closed without loss.
    this.#element.addEventListener('mousedown', (event) => {
      if (event.target === this.#element && this.#element.dataset.light === 'true') this.close();
    });
    parent.append(this.#element);
  }

  get isOpen() {
    return this.#element.open;
  }

  /**
   * @param {() => {title: string, body: any, footer?: any, onsubmit?: (event: SubmitEvent) => void, testid?: string, headExtra?: any}} describe
   * @param {{onclose?: () => void, light?: boolean, modal?: boolean}} [how]
   */
  open(describe, { onclose, light = false } = {}) {
    if (!this.#element.open) this.#opener = document.activeElement;
    this.#onclose?.();
    this.#draw = describe;
    this.#onclose = onclose ?? null;
    this.#element.dataset.light = String(light);
    render(this.#element, []);
    this.redraw();
    if (!this.#element.open) this.#element.showModal();
    const first = this.#element.querySelector('[autofocus]') ?? this.#element.querySelector('h2');
    /** @type {HTMLElement|null} */ (first)?.focus();
  }

  redraw() {
    if (!this.#draw) return;
    const { title, body, footer, onsubmit, testid, headExtra } = this.#draw();
    const head = h(
      'header.dialog-head',
      { key: 'head' },
      h('h2', { id: `${this.#element.className}-title`, tabindex: '-1' }, title),
      headExtra ?? null,
      h(
        'button',
        { type: 'button', class: 'btn btn-quiet btn-icon', 'aria-label': this.t('common.close'), onclick: () => this.close() },
        icon('close'),
      ),
    );
    const inner = [
      head,
      h('div.dialog-body', { key: 'body', tabindex: onsubmit ? null : '0' }, body),
      footer ? h('footer.dialog-foot', { key: 'foot' }, footer) : null,
    ];
    this.#element.setAttribute('aria-labelledby', `${this.#element.className}-title`);
    if (testid) this.#element.dataset.testid = testid;
    render(
      this.#element,
      onsubmit ? h('form', { class: 'dialog-frame', novalidate: true, onsubmit }, inner) : h('div', { class: 'dialog-frame' }, inner),
    );
  }

  close() {
    if (!this.#element.open) return;
    this.#element.close();
    this.#closed();
  }

  #closed() {
    const onclose = this.#onclose;
    this.#draw = null;
    this.#onclose = null;
    render(this.#element, []);
    onclose?.();
    // What opened it may have been drawn anew meanwhile: then the view's heading is the place to go on from.
    const opener = /** @type {HTMLElement|null} */ (this.#opener);
    this.#opener = null;
    if (opener?.isConnected && opener !== document.body) opener.focus();
    else focusHeading();
  }
}
