// Espacios: every namespace with state, reason, payer, workloads and next change; search, filters with counts, sort, selection.

import { searchBox } from '../components/fields.js';
import { icon } from '../components/icons.js';
import { changeKey, costCenterTag, stateBadge, states, timeText, told } from '../components/marks.js';
import { empty, problem, skeleton } from '../components/states.js';
import { View } from '../components/view.js';
import { h } from '../lib/html.js';
import { around, windowOf } from '../lib/windowed.js';
import { actionsOf, ownPayer } from '../shell/switch_choices.js';
import { choose, filterFrom, haystack, orderBy, sorts } from './namespace_filter.js';

const restMs = 150; // after the last keystroke
const columns = ['name', 'state', 'why', 'workloads', 'next', 'actions'];

const wholeName = ({ namespace, display_name: shown }) => (shown === namespace ? namespace : `${shown} · ${namespace}`);

export class NamespacesView extends View {
  selected = new Set();
  #texts = new Map();
  #hurried = false;
  #rest = 0;
  #ordered = { version: -1, sort: '', language: '', list: [] };

  constructor(root, deps) {
    super(root, deps);
    this.listen(this.store, 'change');
    this.listen(this.store, 'tick');
    this.listen(window, 'scroll', () => {
      if (this.long) this.draw();
    });
    this.listen(window, 'resize', () => {
      if (this.long) this.draw();
    });
    this.onUnmount(() => clearTimeout(this.#rest));
  }

  // Every keystroke draws other rows: until typing rests only those in sight, then those around them too.
  routeChanged() {
    this.#hurried = true;
    clearTimeout(this.#rest);
    this.#rest = setTimeout(() => {
      this.#hurried = false;
      if (this.long) this.draw();
    }, restMs);
    this.draw();
  }

  #textOf(item) {
    const kept = this.#texts.get(item.namespace);
    if (kept?.for === `${item.display_name}|${item.cost_center}`) return kept.text;
    const text = haystack(item);
    this.#texts.set(item.namespace, { for: `${item.display_name}|${item.cost_center}`, text });
    return text;
  }

  // Sorting thousands by a collator is dear: once per change, not once per keystroke.
  #inOrder(items, sort) {
    const { version } = this.store;
    const { language } = this.i18n;
    const kept = this.#ordered;
    if (kept.version !== version || kept.sort !== sort || kept.language !== language)
      this.#ordered = { version, sort, language, list: [...items].sort(orderBy(sort, (a, b) => this.format.compare(a, b))) };
    return this.#ordered.list;
  }

  #choose(items) {
    const filter = filterFrom(this.route.query);
    return choose(this.#inOrder(items, filter.sort), filter, (item) => this.#textOf(item));
  }

  render() {
    const { items, error } = this.store;
    if (!items)
      return error
        ? problem(
            (key, params) => this.t(key, params),
            error,
            () => this.store.refresh(),
          )
        : h('div', { key: 'waiting', 'aria-busy': true }, h('span.visually-hidden', null, this.t('common.loading')), skeleton(10));
    if (items.length === 0) return empty({ title: this.t('today.empty'), hint: this.t('today.emptyHint'), sign: 'namespaces' });
    const { chosen, counts } = this.#choose(items);
    const known = new Set(items.map((item) => item.namespace));
    for (const name of this.selected) if (!known.has(name)) this.selected.delete(name);
    return [
      this.#toolbar(items, counts),
      this.#summary(items, chosen),
      chosen.length === 0 ? this.#nothing(items) : this.#table(chosen),
      this.#bulkBar(chosen),
    ];
  }

  #toolbar(items, counts) {
    const { query } = this.route;
    const filter = filterFrom(query);
    const payers = [...new Set(items.map((item) => item.cost_center ?? ''))].sort((a, b) =>
      this.format.compare(a || '\uffff', b || '\uffff'),
    );
    const toggle = (state) => {
      const next = new Set(filter.states);
      if (next.has(state)) next.delete(state);
      else next.add(state);
      this.router.setQuery({ state: [...next].join(',') }, { replace: true });
    };
    const shown = states.filter((state) => counts.get(state) || filter.states.has(state));
    return h(
      'div',
      { class: 'toolbar', key: 'toolbar' },
      searchBox({
        label: this.t('namespaces.searchLabel'),
        value: query.q ?? '',
        testid: 'ns-search',
        oninput: (q) => this.router.setQuery({ q }, { replace: true }),
      }),
      h(
        'div',
        { class: 'chips', role: 'group', 'aria-label': this.t('namespaces.states') },
        shown.map((state) =>
          h(
            'button',
            {
              type: 'button',
              class: 'chip',
              key: state,
              'aria-pressed': filter.states.has(state),
              'data-testid': `state-${state}`,
              onclick: () => toggle(state),
            },
            this.t(`state.${state}`),
            h('span.chip-count', null, this.format.integer(counts.get(state) ?? 0)),
          ),
        ),
      ),
      h(
        'div',
        { class: 'toolbar-selects push' },
        h(
          'select',
          {
            class: 'form-select',
            'aria-label': this.t('namespaces.payer'),
            value: filter.payer,
            'data-testid': 'payer',
            onchange: (event) => this.router.setQuery({ cc: event.target.value }, { replace: true }),
          },
          h('option', { value: '', selected: filter.payer === '' }, this.t('namespaces.allPayers')),
          payers.map((payer) =>
            h(
              'option',
              { value: payer || '-', key: payer || '-', selected: filter.payer === (payer || '-') },
              payer || this.t('common.noCostCenter'),
            ),
          ),
        ),
        h(
          'select',
          {
            class: 'form-select',
            'aria-label': this.t('namespaces.sort'),
            value: filter.sort,
            'data-testid': 'sort',
            onchange: (event) =>
              this.router.setQuery({ sort: event.target.value === 'name' ? null : event.target.value }, { replace: true }),
          },
          sorts.map((sort) =>
            h(
              'option',
              { value: sort, key: sort, selected: filter.sort === sort },
              this.t('namespaces.sortBy', { what: this.t(`namespaces.sort.${sort}`).toLowerCase() }),
            ),
          ),
        ),
      ),
    );
  }

  get #filtered() {
    const { q, state, cc } = this.route.query;
    return Boolean(q || state || cc);
  }

  #clear() {
    this.router.setQuery({ q: null, state: null, cc: null }, { replace: true });
    /** @type {HTMLElement|null} */ (this.root.querySelector('[data-search]'))?.focus();
  }

  #summary(items, chosen) {
    return h(
      'p',
      { class: 'list-summary muted', key: 'summary', role: 'status', 'data-testid': 'summary' },
      chosen.length === items.length
        ? this.t('namespaces.shown', { count: chosen.length })
        : this.t('namespaces.shownOf', { count: chosen.length, total: this.format.integer(items.length) }),
      this.#filtered
        ? h(
            'button',
            { type: 'button', class: 'btn btn-quiet btn-sm', onclick: () => this.#clear() },
            icon('close'),
            this.t('common.clearFilters'),
          )
        : null,
    );
  }

  #nothing(items) {
    return empty({
      title: this.t('namespaces.none'),
      hint: this.t('namespaces.noneHint', { count: items.length }),
      sign: 'search',
      key: 'none',
      action: h(
        'button',
        { type: 'button', class: 'btn btn-outline-secondary', onclick: () => this.#clear() },
        this.t('common.clearFilters'),
      ),
    });
  }

  #table(chosen) {
    const body = /** @type {HTMLElement|null} */ (this.root.querySelector('.ns-body'));
    const first = /** @type {HTMLElement|null} */ (body?.querySelector('.ns-row'));
    if (first) this.rowHeight = first.getBoundingClientRect().height;
    const focused = document.activeElement?.closest?.('.ns-row')?.getAttribute('data-name');
    const { segments, spacers } = windowOf({
      count: chosen.length,
      rowHeight: this.rowHeight ?? 61,
      top: body ? -body.getBoundingClientRect().top : 0,
      height: window.innerHeight,
      beyond: this.#hurried ? around.hurried : around.calm,
      pinned: focused ? chosen.findIndex((item) => item.namespace === focused) : -1,
    });
    this.long = segments.length > 1 || segments[0].to - segments[0].from < chosen.length;
    if (this.long && this.rowHeight === undefined) this.draw(); // again, with the height that rows turn out to have
    const all = chosen.every((item) => this.selected.has(item.namespace));
    const some = !all && chosen.some((item) => this.selected.has(item.namespace));
    const selectAll = () => {
      for (const item of chosen) {
        if (all) this.selected.delete(item.namespace);
        else this.selected.add(item.namespace);
      }
      this.draw();
    };
    const label = this.t('namespaces.selectAll', { count: chosen.length });
    const spacer = (height, key) => (height > 0 ? h('div', { key, style: { height: `${height}px` }, 'aria-hidden': true }) : null);
    return h(
      'div',
      {
        class: 'ns-table',
        role: 'table',
        key: 'table',
        'aria-label': this.t('namespaces.caption'),
        'aria-rowcount': chosen.length + 1,
        'data-testid': 'ns-table',
      },
      h(
        'div',
        { class: 'ns-head', role: 'rowgroup' },
        h(
          'div',
          { class: 'ns-grid', role: 'row', 'aria-rowindex': 1 },
          h(
            'div',
            { role: 'columnheader' },
            h('input', {
              type: 'checkbox',
              class: 'form-check-input',
              'aria-label': label,
              title: label,
              checked: all,
              indeterminate: some,
              onchange: selectAll,
            }),
          ),
          columns.map((name) => h('div', { role: 'columnheader', key: name }, this.t(`namespaces.column.${name}`))),
        ),
      ),
      h(
        'div',
        { class: 'ns-body', role: 'rowgroup' },
        segments.map(({ from, to }, i) => [
          spacer(spacers[i], `s${i}`),
          chosen.slice(from, to).map((item, n) => this.#row(item, from + n)),
        ]),
        spacer(spacers[segments.length], 'end'),
      ),
    );
  }

  #row(item, index) {
    const { now } = this.store;
    const name = item.namespace;
    const open = this.router.hrefWith({ ns: name });
    const check = (event) => {
      if (event.target.checked) this.selected.add(name);
      else this.selected.delete(name);
      this.draw();
    };
    const reason = told((key) => this.t(key), item.reason);
    const trouble = item.last_error ?? (item.contested ? this.t('namespaces.contested', { who: item.contested }) : null);
    return h(
      'div',
      {
        class: 'ns-row ns-grid',
        role: 'row',
        key: name,
        'data-name': name,
        'data-state': item.status,
        'aria-rowindex': index + 2,
        'data-testid': `ns-row-${name}`,
        'data-selected': this.selected.has(name) ? '' : null,
      },
      h(
        'div',
        { role: 'cell', class: 'ns-check' },
        h('input', {
          type: 'checkbox',
          class: 'form-check-input',
          'aria-label': this.t('namespaces.select', { name }),
          checked: this.selected.has(name),
          onchange: check,
        }),
      ),
      h(
        'div',
        { role: 'rowheader', class: 'ns-name' },
        h('a', { href: open, class: 'ns-link', title: wholeName(item) }, item.display_name),
        h(
          'div.ns-sub',
          null,
          costCenterTag(this.shell.palette, item.cost_center, this.t('common.noCostCenter')),
          item.display_name === name ? null : h('span.ns-real', { title: wholeName(item) }, name),
        ),
      ),
      h(
        'div',
        { role: 'cell', class: 'ns-state' },
        stateBadge((key) => this.t(key), item),
        item.slot
          ? h('span', { class: 'slot-sign', title: this.t('namespaces.holdsPlace') }, icon('slot', this.t('namespaces.holdsPlace')))
          : null,
      ),
      h(
        'div',
        { role: 'cell', class: 'ns-why' },
        h(
          'a',
          { href: this.router.hrefWith({ ns: name, tab: 'why' }), title: trouble ?? reason, class: trouble ? 'ns-trouble' : null },
          trouble ?? reason ?? '–',
        ),
      ),
      h(
        'div',
        { role: 'cell', class: 'ns-workloads' },
        h('span', null, this.t('namespaces.workloadsOf', { active: item.workloads.active, total: item.workloads.total })),
        h('span.cell-sub', null, item.pods.wanted > 0 ? this.t('namespaces.podsReady', item.pods) : '\u00a0'),
      ),
      h(
        'div',
        { role: 'cell', class: 'ns-next' },
        item.next
          ? [
              h(
                'span',
                null,
                this.t(changeKey(item.next.operation_type)),
                ' ',
                timeText(item.next.at, this.format.near(item.next.at, now), this.format.exact(item.next.at)),
              ),
              h('span.cell-sub', null, this.format.distance(item.next.at, now)),
            ]
          : h('span.muted', null, this.t('change.none')),
      ),
      h('div', { role: 'cell', class: 'ns-actions' }, this.#actions(item)),
    );
  }

  #actions(item) {
    const possible = actionsOf(item);
    if (possible.length === 0)
      return h(
        'a',
        {
          class: 'btn btn-sm btn-quiet',
          href: this.router.hrefWith({ ns: item.namespace, tab: 'why' }),
          'aria-label': `${this.t('namespaces.tab.why')} ${item.display_name}`,
        },
        this.t('namespaces.tab.why'),
      );
    const [first] = possible;
    const busy = this.shell.pending.has(item.namespace) || !this.store.canWrite;
    const off = this.store.offHours?.now;
    const word =
      busy && this.shell.pending.has(item.namespace)
        ? this.t('common.working')
        : first === 'activate'
          ? off && ownPayer(this.store.costCenters, item)
            ? this.t('switch.onFor', { count: 4 })
            : this.t('switch.on')
          : this.t('switch.off');
    return [
      h(
        'button',
        {
          type: 'button',
          class: first === 'activate' ? 'btn btn-sm btn-soft ns-act' : 'btn btn-sm btn-outline-secondary ns-act',
          'aria-disabled': busy || null,
          'aria-label': `${word}: ${item.display_name}`,
          'data-testid': 'switch',
          'data-action': first,
          onclick: () => {
            if (!busy) this.shell.quickSwitch(item, first);
          },
        },
        icon(first === 'activate' ? 'active' : 'inactive'),
        word,
      ),
      first === 'activate'
        ? h(
            'button',
            {
              type: 'button',
              class: 'btn btn-sm btn-quiet btn-icon',
              'aria-disabled': busy || null,
              title: this.t('switch.options', { name: item.display_name }),
              'aria-label': this.t('switch.options', { name: item.display_name }),
              'data-testid': 'switch-options',
              onclick: () => {
                if (!busy) this.shell.openSwitch(item, 'activate');
              },
            },
            icon('more'),
          )
        : h(
            'button',
            {
              type: 'button',
              class: 'btn btn-sm btn-quiet btn-icon',
              'aria-disabled': busy || null,
              title: this.t('switch.title.extend', { name: item.display_name }),
              'aria-label': this.t('switch.title.extend', { name: item.display_name }),
              'data-testid': 'switch-extend',
              onclick: () => {
                if (!busy) this.shell.openSwitch(item, 'extend');
              },
            },
            icon('extend'),
          ),
    ];
  }

  #bulkBar(chosen) {
    if (this.selected.size === 0) return null;
    const items = (this.store.items ?? []).filter((item) => this.selected.has(item.namespace));
    const hidden = items.length - chosen.filter((item) => this.selected.has(item.namespace)).length;
    const done = () => {
      this.selected.clear();
      this.draw();
    };
    return h(
      'div',
      {
        class: 'bulk-bar',
        key: 'bulk',
        role: 'region',
        'aria-label': this.t('namespaces.selected', { count: items.length }),
        'data-testid': 'bulk-bar',
      },
      h('strong', null, this.t('namespaces.selected', { count: items.length })),
      hidden > 0 ? h('span.muted', null, this.t('namespaces.selectedHidden', { count: hidden })) : null,
      h(
        'button',
        {
          type: 'button',
          class: 'btn btn-sm btn-primary',
          'data-testid': 'bulk-on',
          onclick: () => this.shell.openBulk(items, 'activate', done),
        },
        icon('active'),
        this.t('switch.on'),
      ),
      h(
        'button',
        {
          type: 'button',
          class: 'btn btn-sm btn-outline-secondary',
          'data-testid': 'bulk-off',
          onclick: () => this.shell.openBulk(items, 'deactivate', done),
        },
        icon('inactive'),
        this.t('switch.off'),
      ),
      h('button', { type: 'button', class: 'btn btn-sm btn-quiet', onclick: done }, icon('close'), this.t('namespaces.unselect')),
    );
  }
}
