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

/** The request's query for the filters of the address. @param {string} kind @param {Record<string, any>} query @param {string} timeZone */
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
  /** @type {{kind: string, filters: Record<string, any>}|null} what the list was read with */ #opened = null;
  /** @type {AbortController|null} */ #page = null;
  /** The name that is asked for although the store knows none such: one that was deleted has its chain still. */ #insisted;

  constructor(root, deps) {
    super(root, deps);
    this.#insisted = this.route.query.namespace ?? '';
    this.list = this.use(new Resource((options, kind, query) => this.#first(kind, query, options)));
    this.listen(this.store, 'change', () => this.#follow());
    this.listen(this.store, 'operation', () => this.#soon());
    this.listen(this.store, 'resync', () => this.#soon());
    this.onUnmount(() => {
      clearTimeout(this.#timer);
      this.#page?.abort();
    });
    this.#follow();
  }

  get kind() {
    const [kind] = this.route.segments;
    return kinds.includes(kind) ? kind : 'operations';
  }

  async #first(kind, filters, options) {
    if (kind !== 'audit') return this.api[kind](recordQuery(kind, filters, this.store.timeZone), options);
    const { namespace } = filters;
    if (!namespace || filters.unknown) return { items: [], next_cursor: null };
    try {
      return await this.api.audit(namespace, { limit: pageSize }, options);
    } catch (error) {
      if (error.status === 404) return { items: [], next_cursor: null, missing: true };
      throw error;
    }
  }

  // What is half typed is nobody's name: it is not asked for.
  #isUnknown(namespace) {
    return this.kind === 'audit' && Boolean(namespace) && namespace !== this.#insisted && !this.store.find(namespace);
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
    const filters = { namespace, cc, type, status, from, to, unknown: this.#isUnknown(namespace) };
    const { kind } = this;
    const wanted = JSON.stringify([kind, filters]);
    if (wanted === this.shown) return;
    this.shown = wanted;
    clearTimeout(this.#timer);
    this.#page?.abort(); // the page of another list
    const open = () => {
      this.#opened = { kind, filters };
      this.list.open(kind, filters);
    };
    // Typing is waited for; rows of another kind are never drawn as if they were of this one.
    if (this.list.ready && this.#opened?.kind === kind) this.#timer = setTimeout(open, 250);
    else open();
  }

  routeChanged() {
    this.#follow();
  }

  async #more() {
    if (this.fetching || !this.#opened) return;
    const before = this.list.value;
    const { items, next_cursor: cursor } = before;
    const { kind, filters } = this.#opened;
    const abort = new AbortController();
    this.#page = abort;
    this.fetching = true;
    this.draw();
    try {
      const page =
        kind === 'audit'
          ? await this.api.audit(filters.namespace, { limit: pageSize, cursor }, abort)
          : await this.api[kind]({ ...recordQuery(kind, filters, this.store.timeZone), cursor }, abort);
      // Another list may have come meanwhile: the page does not continue that one.
      if (this.list.value === before) this.list.value = { items: [...items, ...page.items], next_cursor: page.next_cursor };
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
    const { namespace = '' } = this.route.query;
    try {
      const { data, message } = await this.api.verifyAudit(namespace ? { namespace } : {});
      this.verdict = { ...data, message, of: namespace };
      this.shell.announce(message);
    } catch (error) {
      this.shell.fail(error);
    }
    this.verifying = false;
    this.draw();
  }

  #none(missing) {
    const { namespace } = this.route.query;
    if (this.kind === 'audit' && !namespace)
      return empty({ title: this.t('records.pickNamespace'), hint: this.t('records.pickNamespaceHint'), sign: 'records', key: 'pick' });
    if (this.kind === 'audit' && (missing || !this.store.find(namespace)))
      return empty({
        title: this.t('records.noSuchNamespace', { name: namespace }),
        hint: this.t(this.#isUnknown(namespace) ? 'records.noSuchNamespaceHint' : 'records.noSuchChain'),
        sign: 'records',
        key: 'missing',
      });
    return empty({
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
  }

  render() {
    const content = {
      operations: (items) => this.#operations(items),
      activities: (items) => this.#activities(items),
      audit: (items) => this.#audit(items),
    }[this.kind];
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
        content: ({ items, next_cursor: more, missing }) =>
          items.length === 0
            ? this.#none(missing)
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
          onchange: (event) => {
            this.#insisted = event.target.value.trim();
            this.#follow();
          },
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
    const verdict = this.verdict?.of === (this.route.query.namespace ?? '') ? this.verdict : null; // that of another chain says nothing here
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
