// Semana: the seeds' dashboard in its place, with the filters and the ways of looking at it.

import { choice, searchBox } from '../components/fields.js';
import { icon } from '../components/icons.js';
import { costCenterTag } from '../components/marks.js';
import { View } from '../components/view.js';
import { plain } from '../lib/format.js';
import { h } from '../lib/html.js';
import { hashOf } from '../lib/router.js';
import { dateIn, isDate, mondayOf, parseDays, parseHours, weekdayOf } from '../lib/time.js';
import { clockIn } from '../week/WeeklyGrid.js';
import { WeeklyDashboard } from '../week/WeeklyDashboard.js';

/** @type {('auto'|'namespaces'|'centers'|'heat')[]} */
const modes = ['auto', 'namespaces', 'centers', 'heat'];
const refreshMs = 2500;

export class WeekView extends View {
  complete = false;
  #timer = 0;

  constructor(root, deps) {
    super(root, deps);
    this.host = document.createElement('div');
    this.host.className = 'weekly-dashboard';
    this.dashboard = new WeeklyDashboard(this.host, this.api, {
      services: deps.services,
      t: (key, params) => this.t(key, params),
      language: () => this.i18n.language,
      format: () => this.format,
      palette: this.shell.palette,
      timeZone: () => this.store.timeZone,
      now: () => this.store.now,
      clock: () => clockIn(this.store.now, this.store.timeZone),
      isBusiness: (date, hour) => this.#isBusiness(date, hour),
      tag: (name) => costCenterTag(this.shell.palette, name),
      linkTo: (name) => this.router.hrefWith({ ns: name }),
      toolbar: () => this.#toolbar(),
      noMatch: () => this.#noMatch(),
      openDialog: (slot) => this.#openSlot(slot),
      changed: (week) => this.router.go('week', { segments: [week], query: this.route.query }),
    });
    const later = () => {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.dashboard.refreshData(), refreshMs);
    };
    this.listen(this.store, 'namespace', later);
    this.listen(this.store, 'task', later);
    this.listen(this.store, 'resync', later);
    this.listen(this.store, 'tick', () => this.dashboard.moveNow());
    this.listen(this.store, 'change', () => this.#knowMore());
    this.onUnmount(() => {
      clearTimeout(this.#timer);
      this.dashboard.unmount();
    });
    this.#begin();
  }

  // The clock, business hours and the colours of cost centres are known when the store has read everything: maybe after the week.
  #knowMore() {
    this.#begin();
    if (this.complete || !this.store.complete) return;
    this.complete = true;
    if (this.dashboard.weekStartDate) this.dashboard.clockKnown();
  }

  // The first week depends on the cluster's clock and zone.
  #begin() {
    if (this.dashboard.weekStartDate || (!this.store.health && !this.#asked)) return;
    this.#follow();
  }

  get #asked() {
    return isDate(this.route.segments[0]) ? mondayOf(this.route.segments[0]) : null;
  }

  #follow() {
    const { q = '', cc = '', mode = 'auto' } = this.route.query;
    const words = plain(q).split(/\s+/).filter(Boolean);
    this.dashboard.grid.mode = modes.find((one) => one === mode) ?? 'auto';
    this.dashboard.grid.visible = (entry) =>
      (!cc || entry.costCenter === cc) && words.every((word) => plain(`${entry.namespaceId} ${entry.namespaceName}`).includes(word));
    this.dashboard.grid.filtered = Boolean(cc) || words.length > 0;
    const week = this.#asked ?? mondayOf(dateIn(this.store.now, this.store.timeZone));
    if (week === this.dashboard.weekStartDate) this.dashboard.render();
    else this.dashboard.loadWeekData(week);
  }

  #isBusiness(date, hour) {
    const { start, end } = parseHours(this.store.setting('business_hours', '07:00-20:00'));
    const closed = this.store.setting('holidays') === 'observe' && this.dashboard.marker.isHoliday(date);
    return (
      parseDays(this.store.setting('business_days', 'MON-FRI')).has(weekdayOf(date)) &&
      !closed &&
      hour * 60 < end &&
      (hour + 1) * 60 > start
    );
  }

  #toolbar() {
    const { query } = this.route;
    const { weekData, grid } = this.dashboard;
    const set = (changes) => this.router.setQuery(changes, { replace: true });
    return h(
      'div',
      { class: 'toolbar week-toolbar', key: 'toolbar' },
      searchBox({
        label: this.t('week.search'),
        value: query.q ?? '',
        oninput: (q) => set({ q }),
      }),
      h(
        'select',
        {
          class: 'form-select week-cc',
          'aria-label': this.t('namespaces.payer'),
          value: query.cc ?? '',
          onchange: (event) => set({ cc: event.target.value }),
        },
        h('option', { value: '', selected: !query.cc }, this.t('namespaces.allPayers')),
        (weekData?.costCenters ?? []).map((center) => h('option', { value: center, key: center, selected: query.cc === center }, center)),
      ),
      choice({
        name: 'week-mode',
        legend: this.t('week.mode'),
        hideLegend: true,
        value: modes.find((one) => one === query.mode) ?? grid.drawnMode,
        options: modes.slice(1).map((mode) => /** @type {[string, string]} */ ([mode, this.t(`week.mode.${mode}`)])),
        onchange: (mode) => set({ mode }),
      }),
      h(
        'button',
        {
          type: 'button',
          class: 'btn btn-outline-secondary btn-icon push',
          'aria-label': this.t('week.print'),
          title: this.t('week.print'),
          onclick: () => window.print(),
        },
        icon('print'),
      ),
    );
  }

  // An empty grid would say that all slept.
  #noMatch() {
    return h(
      'div',
      { class: 'banner week-none', 'data-kind': 'warning', key: 'none', role: 'status', 'data-testid': 'week-none' },
      icon('search'),
      h('p', null, this.t('week.noMatch')),
      h(
        'button',
        {
          type: 'button',
          class: 'btn btn-sm btn-outline-secondary',
          'data-testid': 'week-clear',
          onclick: () => this.router.setQuery({ q: null, cc: null }, { replace: true }),
        },
        this.t('common.clearFilters'),
      ),
    );
  }

  #openSlot({ date, hour, namespaces, holiday }) {
    const title = `${this.format.dateLong(date)} · ${String(hour).padStart(2, '0')}:00–${String((hour + 1) % 24).padStart(2, '0')}:00`;
    const source = (entry) =>
      entry.sourceId?.startsWith('op_')
        ? h(
            'a',
            { href: this.router.hrefWith({ op: entry.sourceId }), onclick: () => this.shell.dialog.close() },
            this.t('week.sourceOperation'),
          )
        : entry.sourceId
          ? h(
              'a',
              { href: hashOf('tasks', { segments: [entry.sourceId] }), onclick: () => this.shell.dialog.close() },
              this.t(entry.sourceId.startsWith('builtin') ? 'week.sourceBuiltin' : 'week.sourceTask'),
            )
          : '–';
    this.shell.dialog.open(
      () => ({
        title,
        testid: 'slot-dialog',
        body: [
          holiday ? h('p', { class: 'holiday-name' }, icon('holidays'), holiday) : null,
          namespaces.length === 0
            ? h('p', null, this.t(this.dashboard.grid.filtered ? 'week.nobodyMatching' : 'week.nobody'))
            : h(
                'div.table-scroll',
                null,
                h(
                  'table',
                  { class: 'table' },
                  h(
                    'thead',
                    null,
                    h(
                      'tr',
                      null,
                      ['name', 'payer', 'minutes', 'source'].map((name) =>
                        h('th', { scope: 'col', key: name, class: name === 'minutes' ? 'num' : null }, this.t(`week.column.${name}`)),
                      ),
                    ),
                  ),
                  h(
                    'tbody',
                    null,
                    namespaces.map((entry) =>
                      h(
                        'tr',
                        { key: `${entry.namespaceId}${entry.costCenter}${entry.scheduleType}` },
                        h(
                          'th',
                          { scope: 'row' },
                          h(
                            'a',
                            { href: this.router.hrefWith({ ns: entry.namespaceId }), onclick: () => this.shell.dialog.close() },
                            entry.namespaceName,
                          ),
                        ),
                        h('td', null, costCenterTag(this.shell.palette, entry.costCenter)),
                        h('td.num', null, this.format.decimal(entry.duration)),
                        h('td', null, source(entry)),
                      ),
                    ),
                  ),
                ),
              ),
        ],
        footer: h('button', { type: 'button', class: 'btn btn-primary', onclick: () => this.shell.dialog.close() }, this.t('common.close')),
      }),
      { light: true },
    );
  }

  routeChanged() {
    this.#follow();
    this.draw();
  }

  languageChanged() {
    this.dashboard.render();
  }

  render() {
    return h('div', { class: 'week-place', key: 'week', owned: true, ref: (element) => element.append(this.host) });
  }
}
