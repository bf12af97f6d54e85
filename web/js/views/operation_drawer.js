// One operation: what was asked, by whom, and what became of each workload, as it happens.

import { costCenterTag, outcome, personName, timeText } from '../components/marks.js';
import { panel, skeleton } from '../components/states.js';
import { h } from '../lib/html.js';
import { Resource } from '../store/resource.js';

const pollMs = 1500;
const soonMs = 250;

/** How many workloads have their outcome. @param {any[]} workloads */
export const doneOf = (workloads) => workloads.filter((one) => one.outcome !== null).length;

/**
 * What the stream tells of an operation, with the sentences that were read in the person's language: the stream speaks the server's.
 * @param {any} told @param {any} known
 */
export function inOwnWords(told, known) {
  const messages = new Map(known.workloads.map((one) => [`${one.kind}/${one.name}`, one.message]));
  return {
    ...told,
    error_message: known.error_message,
    workloads: told.workloads.map((one) => ({ ...one, message: messages.get(`${one.kind}/${one.name}`) ?? null })),
  };
}

export class OperationDrawer {
  #cleanups = [];
  #timer = 0;
  #soon = 0;

  /** @param {string} id @param {import('../components/view.js').Deps} deps @param {() => void} redraw */
  constructor(id, deps, redraw) {
    this.id = id;
    this.deps = deps;
    this.t = (key, params) => deps.i18n.t(key, params);
    this.operation = new Resource((options) => deps.api.operation(id, options));
    this.operation.addEventListener('change', () => {
      redraw();
      this.#watch();
    });
    const seen = (event) => {
      if (event.detail?.id !== id) return;
      if (this.operation.ready) {
        this.operation.value = inOwnWords(event.detail, this.operation.value);
        redraw();
      }
      // The new sentences; the events of one moment cost one look.
      this.#soon ||= setTimeout(() => {
        this.#soon = 0;
        this.operation.reload();
      }, soonMs);
    };
    deps.store.addEventListener('operation', seen);
    const again = () => this.operation.reload();
    deps.i18n.addEventListener('change', again);
    deps.store.addEventListener('resync', again);
    this.#cleanups.push(
      () => deps.store.removeEventListener('operation', seen),
      () => deps.i18n.removeEventListener('change', again),
      () => deps.store.removeEventListener('resync', again),
      () => this.operation.close(),
    );
    this.operation.reload();
  }

  // The stream usually says it first; this is for when it is lost.
  #watch() {
    clearTimeout(this.#timer);
    if (this.operation.value?.status === 'running' && !this.operation.loading)
      this.#timer = setTimeout(() => this.operation.reload(), pollMs);
  }

  routeChanged() {}

  close() {
    clearTimeout(this.#timer);
    clearTimeout(this.#soon);
    for (const cleanup of this.#cleanups) cleanup();
  }

  describe() {
    const op = this.operation.value;
    return {
      title: op ? `${this.t(`type.${op.operation_type}`)}` : this.t('records.operation'),
      testid: 'drawer-operation',
      body: panel(this.t, this.operation, { waiting: skeleton(6), content: (value) => this.#content(value) }),
    };
  }

  #content(op) {
    const { format, palette } = this.deps.shell;
    const done = doneOf(op.workloads);
    const fact = (key, value) =>
      value === null || value === undefined || value === ''
        ? null
        : [h('dt', { key: `t${key}` }, this.t(`records.fact.${key}`)), h('dd', { key: `d${key}` }, value)];
    return h(
      'div',
      { key: 'op' },
      h(
        'div.drawer-state',
        null,
        outcome(this.t, op.status),
        op.dry_run ? h('span.chip', null, this.t('records.dryRun')) : null,
        op.changed || op.dry_run ? null : h('span.muted', null, this.t('records.unchanged')),
      ),
      op.status === 'running'
        ? h(
            'div',
            { class: 'progress-line' },
            h('progress', {
              max: op.workloads.length || 1,
              value: done,
              'aria-label': this.t('records.progress', { done, total: op.workloads.length }),
            }),
            h('span', null, this.t('records.progress', { done, total: op.workloads.length })),
          )
        : null,
      op.error_message ? h('p', { class: 'form-problem' }, op.error_message) : null,
      h(
        'dl',
        { class: 'facts' },
        fact('namespace', h('a', { href: this.deps.router.hrefWith({ ns: op.namespace, op: null }) }, op.namespace)),
        fact('who', personName(this.t, op.requested_by)),
        fact('user', op.user_id === op.requested_by ? null : personName(this.t, op.user_id)),
        fact('approved', op.approved_by),
        fact('payer', costCenterTag(palette, op.cost_center)),
        fact('reason', op.trigger === 'person' ? op.reason : null),
        fact('requested', timeText(op.requested_at, format.exact(op.requested_at))),
        fact('completed', op.completed_at ? timeText(op.completed_at, format.exact(op.completed_at)) : null),
        fact('until', op.until ? format.exact(op.until) : null),
        fact('trigger', this.t(`trigger.${op.trigger}`)),
        fact('id', h('code', null, op.id)),
      ),
      h('h3', null, this.t('records.workloads', { count: op.workloads.length })),
      h(
        'div.table-scroll',
        { tabindex: '0', role: 'region', 'aria-label': this.t('records.workloads', { count: op.workloads.length }) },
        h(
          'table',
          { class: 'table', 'data-testid': 'op-workloads' },
          h(
            'thead',
            null,
            h(
              'tr',
              null,
              ['workload', 'before', 'after', 'outcome'].map((name) =>
                h(
                  'th',
                  { scope: 'col', key: name, class: name === 'before' || name === 'after' ? 'num' : null },
                  this.t(`records.column.${name}`),
                ),
              ),
            ),
          ),
          h(
            'tbody',
            null,
            op.workloads.map((one) =>
              h(
                'tr',
                { key: `${one.kind}/${one.name}` },
                h('th', { scope: 'row' }, one.name, h('span.cell-sub', null, one.kind)),
                h('td.num', null, one.before ?? '–'),
                h('td.num', null, one.after ?? '–'),
                h(
                  'td',
                  null,
                  one.outcome
                    ? h(
                        'span',
                        {
                          class: 'outcome',
                          'data-tone': one.outcome === 'patched' ? 'good' : /failed|refused/.test(one.outcome) ? 'bad' : 'calm',
                        },
                        this.t(`workload.${one.outcome}`),
                      )
                    : h('span.muted', null, this.t('workload.waiting')),
                  one.message ? h('span.cell-sub', null, one.message) : null,
                ),
              ),
            ),
          ),
        ),
      ),
    );
  }
}
