// Registros: operations, the activity table and the audit chain, with filters that live in the address.

import { selectField, textField } from '../components/fields.js';
import { icon } from '../components/icons.js';
import { costCenterTag, outcome, personName, timeText } from '../components/marks.js';
import { empty, panel, skeleton } from '../components/states.js';
import { cardTable } from '../components/table.js';
import { View } from '../components/view.js';
import { h } from '../lib/html.js';
import { hashOf } from '../lib/router.js';
import { addDays, instantOf, isDate, isoOf } from '../lib/time.js';
import { Resource } from '../store/resource.js';

const kinds = ['operations', 'activities', 'audit'];
const types = ['auto_startup', 'auto_shutdown', 'manual_activation', 'manual_deactivation', 'activate', 'deactivate', 'command'];
const statuses = { operations: ['completed', 'running', 'partial', 'failed', 'superseded'], activities: ['active', 'completed', 'failed'] };
const pageSize = 50;

/** The request's query for the filters of the address. @param {string} kind @param {Record<string, string>} query @param {string} timeZone */
export function recordQuery(kind, query, timeZone) {
  const asked = { namespace: query.namespace, cost_center: query.cc, operation_type: query.type, status: query.status, limit: pageSize };
  const start = isDate(query.from) ? instantOf(query.from, 0, timeZone) : null;
  const end = isDate(query.to) ? instantOf(addDays(query.to, 1), 0, timeZone) : null;
  const shown = (instant) => (instant === null ? undefined : kind === 'activities' ? Math.floor(instant / 1000) : isoOf(instant));
  return { ...asked, start: shown(start), end: shown(end) };
}

export class RecordsView extends View {
  verdict = null;
  verifying = false;
  #timer = 0;

  constructor(root, deps) {
    super(root, deps);
    this.list = this.use(new Resource((options, kind, query) => this.#first(kind, query, options)));
    this.listen(this.store, 'change', () => this.#follow());
    this.listen(this.store, 'operation', () => this.#soon());
    this.listen(this.store, 'resync', () => this.#soon());
    this.onUnmount(() => clearTimeout(this.#timer));
    this.#follow();
  }

  get kind() {
    const [kind] = this.route.segments;
    return kinds.includes(kind) ? kind : 'operations';
  }

  async #first(kind, query, options) {
    if (kind !== 'audit') return this.api[kind](recordQuery(kind, query, this.store.timeZone), options);
    if (!query.namespace) return { items: [], next_cursor: null };
    return this.api.audit(query.namespace, { limit: pageSize }, options);
  }

  // News must not pull away what a person reads further down.
  #soon() {
    clearTimeout(this.#timer);
    if ((this.list.value?.items.length ?? 0) > pageSize) return;
    this.#timer = setTimeout(() => this.list.reload(), 1200);
  }

  #follow() {
    this.draw();
    if (!this.store.health) return;
    const { namespace = '', cc = '', type = '', status = '', from = '', to = '' } = this.route.query;
    const filters = { namespace, cc, type, status, from, to };
    const wanted = JSON.stringify([this.kind, filters]);
    if (wanted === this.shown) return;
    this.shown = wanted;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.list.open(this.kind, filters), this.list.ready ? 250 : 0);
  }

  routeChanged() {
    this.#follow();
  }

  async #more() {
    if (this.fetching) return;
    const { items, next_cursor: cursor } = this.list.value;
    this.fetching = true;
    this.draw();
    try {
      const query = { ...recordQuery(this.kind, this.route.query, this.store.timeZone), cursor };
      const page =
        this.kind === 'audit'
          ? await this.api.audit(this.route.query.namespace, { limit: pageSize, cursor })
          : await this.api[this.kind](query);
      this.list.value = { items: [...items, ...page.items], next_cursor: page.next_cursor };
    } catch (error) {
      this.shell.fail(error);
    }
    this.fetching = false;
    this.draw();
  }

  async #verify() {
    if (this.verifying) return;
    this.verifying = true;
    this.verdict = null;
    this.draw();
    try {
      const { data, message } = await this.api.verifyAudit(this.route.query.namespace ? { namespace: this.route.query.namespace } : {});
      this.verdict = { ...data, message };
      this.shell.announce(message);
    } catch (error) {
      this.shell.fail(error);
    }
    this.verifying = false;
    this.draw();
  }

  render() {
    const content = {
      operations: (items) => this.#operations(items),
      activities: (items) => this.#activities(items),
      audit: (items) => this.#audit(items),
    }[this.kind];
    const none =
      this.kind === 'audit' && !this.route.query.namespace
        ? empty({ title: this.t('records.pickNamespace'), hint: this.t('records.pickNamespaceHint'), sign: 'records', key: 'pick' })
        : empty({
            title: this.t('records.none'),
            hint: this.t('records.noneHint'),
            sign: 'records',
            key: 'none',
            action:
              Object.keys(this.route.query).length > 0
                ? h(
                    'a',
                    { class: 'btn btn-outline-secondary', href: hashOf('records', { segments: [this.kind] }) },
                    this.t('common.clearFilters'),
                  )
                : null,
          });
    return [
      h(
        'nav',
        { class: 'tabs', key: 'tabs', 'aria-label': this.t('records.kinds') },
        kinds.map((kind) =>
          h(
            'a',
            {
              class: 'tab',
              key: kind,
              href: hashOf('records', { segments: [kind], query: { namespace: this.route.query.namespace } }),
              'aria-current': kind === this.kind ? 'page' : null,
              'data-testid': `records-${kind}`,
            },
            this.t(`records.kind.${kind}`),
          ),
        ),
      ),
      this.kind === 'audit' ? this.#auditBar() : null,
      this.#filters(),
      panel((key, params) => this.t(key, params), this.list, {
        waiting: skeleton(8),
        content: ({ items, next_cursor: more }) =>
          items.length === 0
            ? none
            : h(
                'div',
                { key: this.kind },
                content(items),
                more
                  ? h(
                      'div.pager',
                      null,
                      h(
                        'button',
                        {
                          type: 'button',
                          class: 'btn btn-outline-secondary',
                          'aria-disabled': this.fetching || null,
                          onclick: () => this.#more(),
                        },
                        this.t(this.fetching ? 'common.working' : 'common.more'),
                      ),
                    )
                  : null,
              ),
      }),
    ];
  }

  #filters() {
    const { query } = this.route;
    const set = (changes) => this.router.setQuery(changes, { replace: true });
    const names = (this.store.items ?? []).map((item) => item.namespace);
    const namespace = [
      textField(
        { id: 'rec-ns', label: this.t('namespaces.column.name') },
        {
          value: query.namespace ?? '',
          list: 'rec-names',
          'data-search': '',
          oninput: (event) => set({ namespace: event.target.value.trim() }),
        },
      ),
      h(
        'datalist',
        { id: 'rec-names', key: 'names' },
        names.map((name) => h('option', { value: name, key: name })),
      ),
    ];
    if (this.kind === 'audit') return h('div', { class: 'filters', key: 'filters-audit' }, namespace);
    const all = /** @type {[string, string]} */ (['', this.t('common.all')]);
    return h(
      'div',
      { class: 'filters', key: `filters-${this.kind}` },
      namespace,
      selectField(
        { id: 'rec-type', label: this.t('records.type') },
        [all, ...types.map((type) => /** @type {[string, string]} */ ([type, this.t(`type.${type}`)]))],
        { value: query.type ?? '', onchange: (event) => set({ type: event.target.value }) },
      ),
      selectField(
        { id: 'rec-status', label: this.t('records.status') },
        [all, ...statuses[this.kind].map((status) => /** @type {[string, string]} */ ([status, this.t(`outcome.${status}`)]))],
        { value: query.status ?? '', onchange: (event) => set({ status: event.target.value }) },
      ),
      selectField(
        { id: 'rec-cc', label: this.t('namespaces.payer') },
        [all, ...this.store.costCenters.map((one) => /** @type {[string, string]} */ ([one.cost_center, one.cost_center]))],
        { value: query.cc ?? '', onchange: (event) => set({ cc: event.target.value }) },
      ),
      textField(
        { id: 'rec-from', label: this.t('reports.from') },
        { type: 'date', value: query.from ?? '', onchange: (event) => set({ from: event.target.value }) },
      ),
      textField(
        { id: 'rec-to', label: this.t('reports.to') },
        { type: 'date', value: query.to ?? '', onchange: (event) => set({ to: event.target.value }) },
      ),
    );
  }

  #table(columns, rows) {
    return h(
      'div',
      { class: 'records-table table-scroll', tabindex: '0', role: 'region', 'aria-label': this.t(`records.kind.${this.kind}`) },
      cardTable({
        heads: columns.map((name) => ({ name, label: this.t(`records.head.${name}`) })),
        rows,
        class: 'table-hover',
        testid: 'records-table',
      }),
    );
  }

  #operations(items) {
    return this.#table(
      ['when', 'namespace', 'what', 'status', 'who', 'payer', 'workloads', 'reason'],
      items.map((op) => ({
        key: op.id,
        cells: [
          h(
            'a',
            { href: this.router.hrefWith({ op: op.id, ns: null }) },
            timeText(op.requested_at, this.format.stamp(op.requested_at), this.format.exact(op.requested_at)),
          ),
          h('a', { href: this.router.hrefWith({ ns: op.namespace, op: null }) }, op.namespace),
          this.t(`type.${op.operation_type}`),
          outcome((key) => this.t(key), op.status),
          op.trigger === 'person' ? this.#person(op.requested_by ?? op.user_id) : this.t(`trigger.${op.trigger}`),
          costCenterTag(this.shell.palette, op.cost_center),
          op.workloads.length,
          op.error_message ? h('span.cell-bad', null, op.error_message) : op.trigger === 'person' ? (op.reason ?? '–') : '–',
        ],
      })),
    );
  }

  #activities(items) {
    const at = (seconds) =>
      seconds === null
        ? '–'
        : timeText(new Date(seconds * 1000).toISOString(), this.format.stamp(seconds * 1000), this.format.exact(seconds * 1000));
    return this.#table(
      ['start', 'end', 'duration', 'namespace', 'what', 'status', 'payer', 'who'],
      items.map((one) => ({
        key: `${one.namespace_name}${one.timestamp_start}`,
        cells: [
          one.operation_id
            ? h('a', { href: this.router.hrefWith({ op: one.operation_id, ns: null }) }, at(one.timestamp_start))
            : at(one.timestamp_start),
          at(one.timestamp_end),
          one.duration_minutes === null ? '–' : this.format.span(one.duration_minutes * 60),
          h('a', { href: this.router.hrefWith({ ns: one.namespace_name, op: null }) }, one.namespace_name),
          this.t(`type.${one.operation_type}`),
          outcome((key) => this.t(key), one.status),
          costCenterTag(this.shell.palette, one.cost_center),
          this.#person(one.requested_by ?? one.user_id),
        ],
      })),
    );
  }

  #person(who) {
    return personName((key) => this.t(key), who);
  }

  #auditBar() {
    const { verdict } = this;
    return h(
      'section',
      { class: 'card-box verify', key: 'verify', 'aria-label': this.t('records.verify') },
      h('p', null, this.t('records.verifyHint')),
      h(
        'button',
        {
          type: 'button',
          class: 'btn btn-outline-secondary',
          'aria-disabled': this.verifying || null,
          'data-testid': 'audit-verify',
          onclick: () => this.#verify(),
        },
        icon('check'),
        this.t(this.verifying ? 'common.working' : 'records.verify'),
      ),
      verdict
        ? h(
            'p',
            { class: verdict.valid ? 'verify-good' : 'verify-bad', 'data-testid': 'audit-verdict' },
            icon(verdict.valid ? 'check' : 'warning'),
            verdict.message,
            verdict.first_broken ? ` ${verdict.first_broken.namespace} #${verdict.first_broken.seq}: ${verdict.first_broken.reason}` : '',
          )
        : null,
    );
  }

  #audit(items) {
    return h(
      'ol',
      { class: 'chain card-box', 'data-testid': 'audit-chain' },
      items.map((link) =>
        h(
          'li',
          { key: link.seq },
          h('strong', null, `#${link.seq}`),
          h(
            'div',
            null,
            h(
              'div',
              null,
              h('strong', null, this.i18n.has(`records.event.${link.event}`) ? this.t(`records.event.${link.event}`) : link.event),
              ' · ',
              timeText(link.at, this.format.exact(link.at)),
              ' · ',
              this.#person(link.user_id),
              link.operation_id
                ? [' · ', h('a', { href: this.router.hrefWith({ op: link.operation_id, ns: null }) }, this.t('records.operation'))]
                : null,
            ),
            h(
              'details',
              null,
              h('summary', null, this.t('records.payload')),
              h('pre', { class: 'output', tabindex: '0' }, JSON.stringify(link.payload, null, 2)),
            ),
            h('p.chain-hash.mono', null, link.hash),
          ),
        ),
      ),
    );
  }
}
