// Creating and editing a cost centre: who may pay, how many at once, for which namespaces. A write replaces all of a cost centre's
// permissions, so that a new one is refused here where its code is taken: the API has no condition for "only if there is none".

import { field, textField } from '../components/fields.js';
import { sentenceOf } from '../components/states.js';
import { h } from '../lib/html.js';

const most = 1000;

/** Names of namespaces, however a person separates them. @param {string} words */
export const namesIn = (words) => [...new Set(words.split(/[\s,;]+/).filter(Boolean))];

/** The maximum that was typed; null: none, which is not nought. @param {string} text */
export const maximumIn = (text) => (/^\s*\d+\s*$/.test(text) && Number(text) <= most ? Number(text) : null);

export class CostCenterForm {
  busy = false;
  error = null;
  wrong = { id: false, maximum: false };
  /** @type {any} */ taken = null; // the cost centre that has this code already

  /** @param {any} deps @param {any|null} one null: a new one @param {{saved: () => void, edit: (one: any) => void}} how `edit`: opens this form for another one */
  constructor(deps, one, { saved, edit }) {
    this.deps = deps;
    this.shell = deps.shell;
    this.t = (key, params) => deps.i18n.t(key, params);
    this.one = one;
    this.saved = saved;
    this.edit = edit;
    this.draft = {
      id: one?.cost_center ?? '',
      name: one?.name ?? '',
      authorized: one?.is_authorized ?? true,
      maximum: String(one?.max_concurrent_namespaces ?? deps.store.offHours?.limit ?? 5),
      namespaces: (one?.authorized_namespaces ?? []).join('\n'),
    };
  }

  set(name, value) {
    this.draft[name] = value;
    if (name === 'id') this.taken = null;
    if (name in this.wrong) this.wrong[name] = false;
    this.shell.dialog.redraw();
  }

  async submit(event) {
    event.preventDefault();
    if (this.busy) return;
    const { api } = this.deps;
    const id = this.draft.id.trim();
    const maximum = maximumIn(this.draft.maximum);
    this.wrong = { id: id === '', maximum: maximum === null };
    this.error = null;
    if (this.wrong.id || this.wrong.maximum) return void this.#refuse();
    this.busy = true;
    this.shell.dialog.redraw();
    try {
      this.taken = this.one ? null : ((await api.costCenters()).items.find((other) => other.cost_center === id) ?? null);
      if (!this.taken) {
        const { message } = await api.permitCostCenter(id, this.#body(maximum), this.one?.etag);
        this.shell.dialog.close();
        this.shell.say(message);
        this.saved();
        return;
      }
    } catch (refusal) {
      this.error = refusal;
    }
    this.busy = false;
    this.#refuse();
  }

  #body(maximum) {
    const { authorized, name, namespaces } = this.draft;
    return {
      is_authorized: authorized,
      max_concurrent_namespaces: maximum,
      authorized_namespaces: namesIn(namespaces),
      ...(name.trim() ? { name: name.trim() } : {}),
    };
  }

  #refuse() {
    this.shell.dialog.redraw();
    requestAnimationFrame(() => /** @type {HTMLElement|null} */ (document.querySelector('dialog.dialog [aria-invalid="true"]'))?.focus());
  }

  // Beside the code, so that it is in sight on a phone too.
  #offer() {
    const { t, taken } = this;
    if (!taken) return null;
    return h(
      'div',
      { class: 'form-problem', role: 'alert', key: 'taken', 'data-testid': 'cc-taken' },
      h('p', null, t('costCenters.takenHint')),
      taken.builtin
        ? null
        : h(
            'button',
            {
              type: 'button',
              class: 'btn btn-sm btn-outline-secondary',
              'data-testid': 'cc-edit-taken',
              onclick: () => this.edit(taken),
            },
            t('costCenters.editTaken', { name: taken.cost_center }),
          ),
    );
  }

  #fields() {
    const { draft, t, wrong } = this;
    const typed = (name) => ({ value: draft[name], oninput: (event) => this.set(name, event.target.value) });
    return [
      this.one
        ? null
        : textField(
            {
              id: 'cc-id',
              label: t('costCenters.id'),
              hint: t('costCenters.idHint'),
              error: wrong.id ? t('costCenters.noId') : this.taken ? t('costCenters.taken', { name: this.taken.cost_center }) : null,
            },
            { ...typed('id'), maxlength: 63, required: true, autofocus: true },
          ),
      this.#offer(),
      textField({ id: 'cc-name', label: t('costCenters.name') }, { ...typed('name'), maxlength: 200 }),
      h(
        'label',
        { class: 'form-check-label switch-line', key: 'auth' },
        h('input', {
          type: 'checkbox',
          class: 'form-check-input',
          checked: draft.authorized,
          onchange: (event) => this.set('authorized', event.target.checked),
        }),
        ' ',
        t('costCenters.mayPay'),
      ),
      textField(
        {
          id: 'cc-max',
          label: t('costCenters.maximum'),
          hint: t('costCenters.maximumHint'),
          error: wrong.maximum ? t('costCenters.noMaximum', { most }) : null,
        },
        { ...typed('maximum'), type: 'number', min: 0, max: most },
      ),
      field({ id: 'cc-namespaces', label: t('costCenters.allowedField'), hint: t('costCenters.allowedHint') }, (own) =>
        h('textarea', { ...own, ...typed('namespaces'), class: 'form-control mono', rows: 3 }),
      ),
    ];
  }

  describe() {
    const { error, t } = this;
    return {
      title: this.one ? t('costCenters.editTitle', { name: this.one.cost_center }) : t('costCenters.newTitle'),
      testid: 'cc-form',
      onsubmit: (event) => this.submit(event),
      body: [
        this.#fields(),
        error
          ? h(
              'p',
              { class: 'form-problem', role: 'alert', 'data-code': error.code },
              error.status === 412 ? t('costCenters.conflict') : sentenceOf(t, error),
            )
          : null,
      ],
      footer: [
        h('button', { type: 'button', class: 'btn btn-outline-secondary', onclick: () => this.shell.dialog.close() }, t('common.cancel')),
        h(
          'button',
          { type: 'submit', class: 'btn btn-primary', 'aria-disabled': this.busy || null, 'data-testid': 'cc-save' },
          t(this.busy ? 'common.working' : 'common.save'),
        ),
      ],
    };
  }
}
