// Reportes: a week, or any range grouped as one likes; bars for planned against actual, the table, and the files.

import { hoursBar } from '../components/chart.js';
import { choice, textField } from '../components/fields.js';
import { icon } from '../components/icons.js';
import { costCenterTag } from '../components/marks.js';
import { empty, panel, skeleton } from '../components/states.js';
import { View } from '../components/view.js';
import { addressOf } from '../api/http.js';
import { h } from '../lib/html.js';
import { addDays, dateIn, daysBetween, isDate, mondayOf } from '../lib/time.js';
import { Resource } from '../store/resource.js';
import { openPrices } from './prices_dialog.js';
import { NavigationControls } from '../week/NavigationControls.js';
import { WeeklyReport } from '../week/WeeklyReport.js';

const groups = ['cost_center', 'namespace', 'day'];
const mostDays = 366;
const mostBars = 20;

/** What tells a row of /api/reports from the others: a namespace has one for each that pays. @param {any} row @param {string} by */
export const rowKey = (row, by) =>
  by === 'day' ? row.date : by === 'namespace' ? `${row.namespaceId}/${row.costCenterId}` : row.costCenterId;

/** @param {string} from @param {string} to */
export const rangeProblem = (from, to) =>
  !isDate(from) || !isDate(to)
    ? 'reports.badDates'
    : to < from
      ? 'reports.badOrder'
      : daysBetween(from, to) + 1 > mostDays
        ? 'reports.tooLong'
        : null;

export class ReportsView extends View {
  constructor(root, deps) {
    super(root, deps);
    const { reports } = deps.services;
    this.weekly = this.use(new Resource((options, week) => reports.generateWeeklyReport(week, options)));
    this.free = this.use(
      new Resource((options, from, to, by) => this.api.reports({ start_date: from, end_date: to, group_by: by }, options)),
    );
    this.report = new WeeklyReport({
      service: reports,
      t: (key, params) => this.t(key, params),
      format: () => this.format,
      language: () => this.i18n.language,
      tag: (name) => costCenterTag(this.shell.palette, name),
      linkTo: (name) => this.router.hrefWith({ ns: name }),
    });
    this.navigation = new NavigationControls({
      t: (key, params) => this.t(key, params),
      format: () => this.format,
      onDate: (date) => this.#go(mondayOf(date)),
      onNavigate: (direction) => {
        const week = NavigationControls.target(this.week, direction, this.today);
        if (week) this.#go(week);
      },
    });
    this.listen(this.store, 'change', () => this.#follow());
    this.listen(this.store, 'resync', () => this.#reread());
    this.#follow();
  }

  get today() {
    return dateIn(this.store.now, this.store.timeZone);
  }

  get week() {
    const [date] = this.route.segments;
    return mondayOf(isDate(date) ? date : this.today);
  }

  get range() {
    const { from, to, by } = this.route.query;
    return from || to ? { from: from ?? '', to: to ?? '', by: groups.includes(by) ? by : 'cost_center' } : null;
  }

  #go(week) {
    this.router.go('reports', { segments: [week] });
  }

  #reread() {
    (this.range ? this.free : this.weekly).reload();
  }

  #follow() {
    this.draw();
    if (!this.store.health) return;
    const wanted = JSON.stringify(this.range ?? this.week);
    if (wanted === this.shown) return;
    this.shown = wanted;
    if (!this.range) this.weekly.open(this.week);
    else if (!rangeProblem(this.range.from, this.range.to)) this.free.open(this.range.from, this.range.to, this.range.by);
  }

  routeChanged() {
    this.#follow();
  }

  render() {
    const free = this.range !== null;
    const mode = choice({
      name: 'report-kind',
      legend: this.t('reports.kind'),
      hideLegend: true,
      value: free ? 'free' : 'week',
      options: [
        ['week', this.t('reports.kind.week')],
        ['free', this.t('reports.kind.free')],
      ],
      onchange: (kind) =>
        this.router.go(
          'reports',
          kind === 'week' ? { segments: [this.week] } : { query: { from: addDays(this.today, -29), to: this.today, by: 'cost_center' } },
        ),
    });
    const prices = h(
      'button',
      {
        type: 'button',
        class: 'btn btn-outline-secondary push',
        'data-testid': 'prices',
        onclick: () => openPrices(this.deps, () => this.#reread()),
      },
      icon('edit'),
      this.t('prices.open'),
    );
    return [h('div', { class: 'toolbar', key: 'mode' }, mode, prices), free ? this.#free() : this.#weekly()];
  }

  #weekly() {
    const nav = this.navigation.render({ weekStartDate: this.week, today: this.today });
    return h(
      'div',
      { key: 'weekly', class: 'stack' },
      nav,
      panel((key, params) => this.t(key, params), this.weekly, {
        waiting: [skeleton(4, 'tile'), skeleton(6)],
        content: (report) => this.#week(report),
      }),
    );
  }

  #week(report) {
    const { reports } = this.deps.services;
    const rows = reports.groupByCostCenter(reports.rowsOf(report));
    if (rows.length === 0) return empty({ title: this.t('reports.none'), hint: this.t('reports.noneHint'), sign: 'reports', key: 'none' });
    return h(
      'div',
      { key: 'report', class: 'stack' },
      h('div.report-head', null, this.report.renderDownloads(report)),
      this.report.renderTotals(report),
      this.#bars(
        rows.map((row) => ({
          key: row.costCenterId,
          label: costCenterTag(this.shell.palette, row.costCenterId),
          name: row.costCenterId,
          ...row,
        })),
      ),
      h(
        'div.table-scroll.card-box.report-box',
        { tabindex: '0', role: 'region', 'aria-label': this.t('reports.table') },
        reports.renderReportTable(report, {
          t: (key, params) => this.t(key, params),
          format: this.format,
          tag: (name) => costCenterTag(this.shell.palette, name),
          linkTo: (name) => this.router.hrefWith({ ns: name }),
        }),
      ),
      report.formula ? this.#formula() : null,
    );
  }

  // The server's formula names members of the API; people get words.
  #formula() {
    const currency = this.store.setting('currency', 'USD');
    const prices = [
      ['price_cpu_hour', 'reports.perCore'],
      ['price_gib_hour', 'reports.perGib'],
    ]
      .map(([name, key]) => ({ price: this.store.setting(name), key }))
      .filter(({ price }) => price !== null)
      .map(({ price, key }) => this.t(key, { price: this.format.price(Number(price), currency) }));
    return h('p', { class: 'card-note', key: 'formula', 'data-testid': 'report-formula' }, this.t('reports.formula', { prices: this.format.list(prices) }));
  }

  #bars(rows) {
    const most = Math.max(...rows.map((row) => Math.max(row.scheduledHours ?? 0, row.actualHours ?? 0)), 0);
    return h(
      'section',
      { class: 'card-box', key: 'bars', 'aria-labelledby': 'report-bars' },
      h('header.card-head', null, h('h2', { id: 'report-bars' }, this.t('reports.bars'))),
      h(
        'div.legend',
        { 'aria-hidden': true },
        h('span', null, h('i.legend-actual'), this.t('reports.kpi.actual')),
        h('span', null, h('i.legend-off'), this.t('reports.kpi.nonBusiness')),
        h('span', null, h('i.legend-scheduled'), this.t('reports.kpi.scheduled')),
      ),
      h(
        'div.bars',
        null,
        rows.slice(0, mostBars).map((row) => {
          const note = this.t('reports.barNote', {
            actual: this.format.decimal(row.actualHours ?? 0),
            scheduled: this.format.decimal(row.scheduledHours ?? 0),
          });
          return h(
            'div',
            { class: 'bar-row', key: row.key },
            row.label,
            hoursBar({
              scheduled: row.scheduledHours ?? 0,
              actual: row.actualHours ?? 0,
              off: row.nonBusinessHours ?? 0,
              most,
              label: `${row.name}: ${note}`,
            }),
            h('span.num.muted', null, note),
          );
        }),
      ),
      rows.length > mostBars ? h('p.card-note', null, this.t('reports.barsCut', { count: rows.length - mostBars })) : null,
    );
  }

  #free() {
    const { from, to, by } = this.range;
    const set = (changes) => this.router.setQuery(changes, { replace: true });
    const wrong = rangeProblem(from, to);
    const file = (format) => addressOf('api/reports', { start_date: from, end_date: to, group_by: by, format, lang: this.i18n.language });
    return h(
      'div',
      { key: 'free', class: 'stack' },
      h(
        'div',
        { class: 'filters' },
        textField(
          { id: 'report-from', label: this.t('reports.from') },
          { type: 'date', value: from, 'data-testid': 'report-from', onchange: (event) => set({ from: event.target.value }) },
        ),
        textField(
          { id: 'report-to', label: this.t('reports.to'), error: wrong ? this.t(wrong) : null },
          { type: 'date', value: to, 'data-testid': 'report-to', onchange: (event) => set({ to: event.target.value }) },
        ),
        choice({
          name: 'report-by',
          legend: this.t('reports.by'),
          value: by,
          options: groups.map((one) => /** @type {[string, string]} */ ([one, this.t(`reports.by.${one}`)])),
          onchange: (value) => set({ by: value }),
        }),
      ),
      wrong
        ? null
        : panel((key, params) => this.t(key, params), this.free, { waiting: skeleton(6), content: (data) => this.#range(data, by, file) }),
    );
  }

  #range({ rows, savings, formula }, by, file) {
    if (rows.length === 0) return empty({ title: this.t('reports.none'), hint: this.t('reports.noneHint'), sign: 'reports', key: 'none' });
    const tag = (row) => costCenterTag(this.shell.palette, row.costCenterId);
    const label = (row) =>
      by === 'cost_center'
        ? tag(row)
        : by === 'day'
          ? h('span', null, this.format.dateShort(row.date))
          : h('span.ns-payer', null, h('a', { href: this.router.hrefWith({ ns: row.namespaceId }) }, row.namespaceName), ' ', tag(row));
    const named = rows.map((row) => ({
      ...row,
      key: rowKey(row, by),
      name:
        by === 'day'
          ? this.format.dateShort(row.date)
          : by === 'namespace'
            ? `${row.namespaceName}, ${row.costCenterId}`
            : row.costCenterId,
    }));
    const columns = ['scheduled', 'actual', 'efficiency', 'nonBusiness', 'avoided', ...(savings ? ['savings'] : [])];
    const cell = (row, name) =>
      name === 'savings'
        ? row.savings
          ? this.format.money(row.savings.amount, row.savings.currency)
          : '–'
        : name === 'efficiency'
          ? this.format.percent(row.efficiency)
          : this.format.decimal(row[`${name}Hours`] ?? 0);
    return h(
      'div',
      { key: 'range', class: 'stack' },
      h(
        'div',
        { class: 'downloads' },
        ['csv', 'excel'].map((format) =>
          h(
            'a',
            {
              class: 'btn btn-sm btn-outline-secondary',
              key: format,
              href: file(format),
              download: true,
              'data-testid': `download-${format}`,
            },
            icon('download'),
            this.t(`reports.${format}`),
          ),
        ),
      ),
      this.#bars(named.map((row) => ({ ...row, label: label(row) }))),
      h(
        'div.table-scroll.card-box.report-box',
        { tabindex: '0', role: 'region', 'aria-label': this.t('reports.table') },
        h(
          'table',
          { class: 'table', 'data-testid': 'report-table' },
          h(
            'thead',
            null,
            h(
              'tr',
              null,
              h('th', { scope: 'col' }, this.t(`reports.by.${by}`)),
              columns.map((name) => h('th', { scope: 'col', class: 'num', key: name }, this.t(`reports.column.${name}`))),
            ),
          ),
          h(
            'tbody',
            null,
            named.map((row) =>
              h(
                'tr',
                { key: row.key },
                h('th', { scope: 'row' }, label(row)),
                columns.map((name) => h('td', { class: 'num', key: name }, cell(row, name))),
              ),
            ),
          ),
        ),
      ),
      formula ? this.#formula() : null,
    );
  }
}
