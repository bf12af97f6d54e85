// One namespace in detail, over any view: how it is and what can be done, its workloads, why it is so, what happened, how much
// it was used, its tasks. Which part is shown is in the address.

import { icon } from '../components/icons.js';
import { changeKey, costCenterTag, isOn, outcome, personName, stateBadge, timeText, told } from '../components/marks.js';
import { empty, panel, problem, skeleton } from '../components/states.js';
import { h } from '../lib/html.js';
import { hashOf } from '../lib/router.js';
import { addDays, dateIn } from '../lib/time.js';
import { actionsOf } from '../shell/switch_choices.js';
import { Resource } from '../store/resource.js';

const tabs = ['workloads', 'why', 'history', 'usage', 'tasks'];
const usageDays = 14;
const historySize = 30;

export class NamespaceDrawer {
  #cleanups = [];
  #timer = 0;

  /** @param {string} name @param {import('../components/view.js').Deps} deps @param {() => void} redraw */
  constructor(name, deps, redraw) {
    this.name = name;
    this.deps = deps;
    this.redraw = redraw;
    this.t = (key, params) => deps.i18n.t(key, params);
    const { api, store } = deps;
    const make = (load) => {
      const resource = new Resource(load);
      resource.addEventListener('change', redraw);
      this.#cleanups.push(() => resource.close());
      return resource;
    };
    this.resources = {
      workloads: make((options) => api.namespace(name, options)),
      why: make((options) => api.explain(name, options)),
      history: make((options) => api.operations({ namespace: name, limit: historySize }, options)),
      usage: make((options) =>
        api.usage(name, addDays(dateIn(store.now, store.timeZone), 1 - usageDays), dateIn(store.now, store.timeZone), options),
      ),
      tasks: make((options) => api.tasks({ namespace: name }, options)),
    };
    const listen = (type, handler) => {
      store.addEventListener(type, handler);
      this.#cleanups.push(() => store.removeEventListener(type, handler));
    };
    const mine = (event) => {
      if (event.detail?.namespace === name) this.#later();
    };
    listen('namespace', mine);
    listen('operation', mine);
    listen('resync', () => this.#read());
    const language = () => this.#read();
    deps.i18n.addEventListener('change', language);
    this.#cleanups.push(() => deps.i18n.removeEventListener('change', language));
    this.#read();
  }

  get tab() {
    const { tab } = this.deps.router.route.query;
    return tabs.includes(tab) ? tab : 'workloads';
  }

  #later() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#read(), 800);
  }

  #read() {
    this.resources.workloads.reload();
    if (this.tab !== 'workloads') this.resources[this.tab].reload();
  }

  // What a tab showed before is there at once; what happened since, and told only the tab that was open, is read.
  routeChanged() {
    this.redraw();
    this.resources[this.tab].reload();
  }

  close() {
    clearTimeout(this.#timer);
    for (const cleanup of this.#cleanups) cleanup();
  }

  describe() {
    const { store, shell } = this.deps;
    const item = this.resources.workloads.value ?? store.find(this.name);
    const { error, ready, loading } = this.resources.workloads;
    const gone = error && !ready && !loading;
    return {
      title: item?.display_name ?? this.name,
      testid: 'drawer',
      body:
        gone && !item
          ? problem(this.t, error, () => this.#read())
          : [
              item ? this.#head(item, shell) : skeleton(2, 'row'),
              this.#tabs(),
              h(
                'div',
                {
                  key: `tab-${this.tab}`,
                  role: 'tabpanel',
                  id: 'drawer-panel',
                  'aria-labelledby': `drawer-tab-${this.tab}`,
                  class: 'drawer-panel',
                },
                this.#part(),
              ),
            ],
    };
  }

  #head(item, shell) {
    const { store } = this.deps;
    const { format } = shell;
    const known = store.find(this.name) ?? item;
    const next = known.next;
    return h(
      'section',
      { class: 'drawer-head', key: 'head' },
      h(
        'div.drawer-state',
        null,
        stateBadge(this.t, known),
        known.display_name === this.name ? null : h('span.muted', null, this.name),
        known.slot ? h('span.slot-sign', null, icon('slot'), this.t('namespaces.holdsPlace')) : null,
        costCenterTag(shell.palette, known.cost_center, this.t('common.noCostCenter')),
      ),
      h('p', { class: 'drawer-reason' }, told(this.t, known.reason) ?? ''),
      known.last_error ? h('p', { class: 'form-problem' }, known.last_error) : null,
      known.contested ? h('p', { class: 'form-problem' }, this.t('namespaces.contested', { who: known.contested })) : null,
      h(
        'p',
        { class: 'drawer-next' },
        icon('clock'),
        next
          ? [
              this.t(changeKey(next.operation_type)),
              ' ',
              timeText(next.at, `${format.distance(next.at, store.now)} · ${format.near(next.at, store.now)}`),
            ]
          : this.t('change.none'),
      ),
      h(
        'div',
        { class: 'drawer-actions' },
        actionsOf(known).map((action, i) => this.#action(known, action, i === 0, shell)),
      ),
    );
  }

  #action(item, action, first, shell) {
    const busy = shell.pending.has(item.namespace) || !this.deps.store.canWrite;
    const sign = { activate: 'active', deactivate: 'inactive', extend: 'extend' }[action];
    return h(
      'button',
      {
        type: 'button',
        key: action,
        class: action === 'activate' && first ? 'btn btn-primary' : 'btn btn-outline-secondary',
        'aria-disabled': busy || null,
        'data-testid': `drawer-${action}`,
        onclick: () => {
          if (!busy) shell.openSwitch(item, action);
        },
      },
      icon(sign),
      this.t(action === 'extend' ? 'switch.do.extend' : action === 'activate' ? 'switch.on' : 'switch.off'),
    );
  }

  #tabs() {
    const { router } = this.deps;
    const move = (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (!step) return;
      event.preventDefault();
      const next = tabs[(tabs.indexOf(this.tab) + step + tabs.length) % tabs.length];
      router.setQuery({ tab: next }, { replace: true });
      /** @type {HTMLElement|null} */ (document.getElementById(`drawer-tab-${next}`))?.focus();
    };
    return h(
      'div',
      { class: 'tabs', role: 'tablist', key: 'tabs', 'aria-label': this.t('namespaces.parts'), onkeydown: move },
      tabs.map((tab) =>
        h(
          'button',
          {
            type: 'button',
            role: 'tab',
            key: tab,
            class: 'tab',
            id: `drawer-tab-${tab}`,
            'aria-selected': tab === this.tab,
            'aria-controls': 'drawer-panel',
            tabindex: tab === this.tab ? '0' : '-1',
            'data-testid': `tab-${tab}`,
            onclick: () => router.setQuery({ tab }, { replace: true }),
          },
          this.t(`namespaces.tab.${tab}`),
        ),
      ),
    );
  }

  #part() {
    const waiting = skeleton(4);
    const parts = {
      workloads: (value) => this.#workloads(value),
      why: (value) => this.#why(value),
      history: (value) => this.#history(value),
      usage: (value) => this.#usage(value),
      tasks: (value) => this.#tasks(value),
    };
    return panel(this.t, this.resources[this.tab], { waiting, content: parts[this.tab] });
  }

  #workloads({ workloads_detail: list, requests, pods, since }) {
    const { format } = this.deps.shell;
    if (list.length === 0)
      return empty({ title: this.t('namespaces.noWorkloads'), hint: this.t('namespaces.noWorkloadsHint'), key: 'none' });
    return h(
      'div',
      { key: 'workloads' },
      h(
        'div.table-scroll',
        { tabindex: '0', role: 'region', 'aria-label': this.t('namespaces.tab.workloads') },
        h(
          'table',
          { class: 'table' },
          h(
            'thead',
            null,
            h(
              'tr',
              null,
              ['workload', 'ready', 'now', 'original'].map((name) =>
                h('th', { scope: 'col', key: name, class: name === 'workload' ? null : 'num' }, this.t(`namespaces.column.${name}`)),
              ),
            ),
          ),
          h(
            'tbody',
            null,
            list.map((one) =>
              h(
                'tr',
                { key: `${one.kind}/${one.name}` },
                h(
                  'th',
                  { scope: 'row' },
                  one.name,
                  h(
                    'span.cell-sub',
                    null,
                    [one.kind, one.hpa ? this.t('namespaces.hpa', { min: one.hpa.min, max: one.hpa.max }) : null, one.controller]
                      .filter(Boolean)
                      .join(' · '),
                  ),
                  one.problem ? h('span.cell-bad', null, this.i18nProblem(one.problem)) : null,
                ),
                // Of a DaemonSet the API knows the pods that are ready, not how many nodes want one.
                h('td.num', null, one.kind === 'DaemonSet' ? one.ready : `${one.ready}/${one.replicas}`),
                h('td.num', null, this.#wanted(one, one.replicas)),
                h('td.num', null, one.original === null ? '–' : this.#wanted(one, one.original)),
              ),
            ),
          ),
        ),
      ),
      h(
        'dl',
        { class: 'facts drawer-facts' },
        h('dt', null, this.t('namespaces.pods')),
        h('dd', null, `${pods.ready}/${pods.wanted}`),
        h('dt', null, this.t('namespaces.requests')),
        h(
          'dd',
          null,
          this.t('namespaces.requestsValue', { cpu: format.decimal(requests.cpu_cores), memory: format.decimal(requests.memory_gib) }),
        ),
        since ? [h('dt', null, this.t('namespaces.since')), h('dd', null, timeText(since, format.moment(since)))] : null,
      ),
    );
  }

  // A DaemonSet has no count: it runs, or our selector holds it.
  #wanted({ kind }, replicas) {
    return kind === 'DaemonSet' ? this.t(replicas > 0 ? 'common.yes' : 'common.no') : replicas;
  }

  i18nProblem(code) {
    return this.deps.i18n.has(`code.${code}`) ? this.t(`code.${code}`) : code.replaceAll('_', ' ');
  }

  #why(explained) {
    const { format } = this.deps.shell;
    return h(
      'div',
      { key: 'why' },
      h('p.muted', null, this.t('namespaces.whyHint')),
      h(
        'ol',
        { class: 'rules', 'data-testid': 'rules' },
        explained.rules.map((rule) =>
          h(
            'li',
            {
              class: 'rule',
              key: rule.rule,
              'data-won': rule.won ? '' : null,
              'data-applies': rule.applies ? '' : null,
              'aria-current': rule.won ? 'true' : null,
            },
            icon(rule.won ? 'check' : rule.applies ? 'info' : 'close'),
            h(
              'div',
              null,
              h('strong', null, this.deps.i18n.has(`rule.${rule.rule}`) ? this.t(`rule.${rule.rule}`) : rule.rule),
              rule.won ? h('span.rule-won', null, this.t('namespaces.decides')) : null,
              h('p', null, told(this.t, rule.detail)),
            ),
          ),
        ),
      ),
      h(
        'dl',
        { class: 'facts' },
        explained.actor ? [h('dt', null, this.t('namespaces.actor')), h('dd', null, personName(this.t, explained.actor))] : null,
        explained.since ? [h('dt', null, this.t('namespaces.since')), h('dd', null, format.moment(explained.since))] : null,
        explained.until ? [h('dt', null, this.t('namespaces.until')), h('dd', null, format.moment(explained.until))] : null,
        explained.operation_id
          ? [
              h('dt', null, this.t('namespaces.operation')),
              h(
                'dd',
                null,
                h('a', { href: this.deps.router.hrefWith({ op: explained.operation_id, ns: null, tab: null }) }, explained.operation_id),
              ),
            ]
          : null,
      ),
    );
  }

  #history({ items, next_cursor: more }) {
    const { format } = this.deps.shell;
    if (items.length === 0)
      return empty({ title: this.t('namespaces.noHistory'), hint: this.t('namespaces.noHistoryHint'), sign: 'records', key: 'none' });
    return h(
      'div',
      { key: 'history' },
      h(
        'ol',
        { class: 'history' },
        items.map((op) =>
          h(
            'li',
            { key: op.id, class: 'history-row', 'data-kind': isOn(op.operation_type) ? 'on' : 'off' },
            h('span.history-dot', { 'aria-hidden': true }),
            h(
              'div',
              null,
              h('a', { href: this.deps.router.hrefWith({ op: op.id, ns: null, tab: null }) }, this.t(`type.${op.operation_type}`)),
              h(
                'p.muted',
                null,
                format.moment(op.requested_at),
                op.requested_by && op.trigger === 'person' ? ` · ${personName(this.t, op.requested_by)}` : '',
                op.cost_center ? ` · ${op.cost_center}` : '',
              ),
              op.trigger === 'person' && op.reason ? h('p', null, op.reason) : null,
            ),
            outcome(this.t, op.status),
          ),
        ),
      ),
      more
        ? h(
            'p',
            null,
            h(
              'a',
              { href: hashOf('records', { segments: ['operations'], query: { namespace: this.name } }) },
              this.t('namespaces.wholeHistory'),
            ),
          )
        : null,
      h(
        'p.card-note',
        null,
        h('a', { href: hashOf('records', { segments: ['audit'], query: { namespace: this.name } }) }, this.t('namespaces.audit')),
      ),
    );
  }

  #usage({ usage }) {
    const { format, palette } = this.deps.shell;
    const total = usage.reduce((sum, day) => sum + day.actualHours, 0);
    return h(
      'div',
      { key: 'usage' },
      h('p', null, this.t('namespaces.usageTotal', { hours: format.hours(total), count: usage.length })),
      h(
        'table',
        { class: 'table usage-table' },
        h(
          'thead',
          null,
          h(
            'tr',
            null,
            ['day', 'hours', 'scheduled', 'payer'].map((name) =>
              h('th', { scope: 'col', key: name, class: name === 'scheduled' ? 'num' : null }, this.t(`namespaces.usage.${name}`)),
            ),
          ),
        ),
        h(
          'tbody',
          null,
          [...usage]
            .reverse()
            .map((day) =>
              h(
                'tr',
                { key: day.date },
                h('th', { scope: 'row' }, format.dateShort(day.date)),
                h(
                  'td',
                  null,
                  h(
                    'div.usage-cell',
                    null,
                    h(
                      'span.usage-bar',
                      { 'aria-hidden': true },
                      h('span', { style: { width: `${((day.actualHours / 24) * 100).toFixed(1)}%` } }),
                    ),
                    h('span', null, format.hours(day.actualHours)),
                  ),
                ),
                h('td.num', null, format.hours(day.scheduledHours)),
                h('td', null, costCenterTag(palette, day.costCenter)),
              ),
            ),
        ),
      ),
    );
  }

  #tasks({ items }) {
    const { shell, store } = this.deps;
    const create = h(
      'a',
      { class: 'btn btn-sm btn-outline-secondary', href: hashOf('tasks', { segments: ['new'], query: { namespace: this.name } }) },
      icon('plus'),
      this.t('namespaces.newTask'),
    );
    if (items.length === 0)
      return empty({
        title: this.t('namespaces.noTasks'),
        hint: this.t('namespaces.noTasksHint'),
        sign: 'tasks',
        action: create,
        key: 'none',
      });
    return h(
      'div',
      { key: 'tasks' },
      h(
        'ul',
        { class: 'plain-list' },
        items.map((task) =>
          h(
            'li',
            { class: 'failure', key: task.id },
            outcome(this.t, task.status),
            h(
              'div',
              null,
              h('a', { href: hashOf('tasks', { segments: [task.id] }) }, task.title),
              h(
                'p.muted',
                null,
                h('code', null, task.schedule),
                task.next_run ? ` · ${shell.format.distance(task.next_run, store.now)}` : '',
              ),
            ),
          ),
        ),
      ),
      create,
    );
  }
}
