// Métricas: how the product has done over the last days: namespaces that are on, places, operations, refusals, the API's latency.

import { lineChart, niceTop } from '../components/chart.js';
import { choice } from '../components/fields.js';
import { panel, skeleton } from '../components/states.js';
import { View } from '../components/view.js';
import { h } from '../lib/html.js';
import { isoOf } from '../lib/time.js';
import { Resource } from '../store/resource.js';

const minute = 60;
const spans = {
  day: { hours: 24, step: 5 * minute },
  week: { hours: 24 * 7, step: 30 * minute },
  fortnight: { hours: 24 * 14, step: 60 * minute },
};
export const shown = [
  { metric: 'namespaces_active', kind: 'level' },
  { metric: 'off_hours_active', kind: 'level' },
  { metric: 'operations', kind: 'count' },
  { metric: 'refusals', kind: 'count' },
  { metric: 'tasks', kind: 'count' },
  { metric: 'hours_avoided', kind: 'count', unit: 'h' },
  { metric: 'api_requests', kind: 'count' },
  { metric: 'api_latency_p95', kind: 'ms', unit: 'ms' },
];
const refreshMs = 60000;

/** What a series comes to: the last value of a level, the sum of a count, the highest latency. @param {{at: number, value: number}[]} points @param {string} kind */
export function headline(points, kind) {
  if (points.length === 0) return null;
  if (kind === 'count') return points.reduce((sum, point) => sum + point.value, 0);
  return kind === 'level' ? points[points.length - 1].value : Math.max(...points.map((point) => point.value));
}

/** At most so many rows, evenly taken, for the table. @template T @param {T[]} points @param {number} most @returns {T[]} */
export function thinned(points, most) {
  if (points.length <= most) return points;
  return Array.from({ length: most }, (_, i) => points[Math.round((i * (points.length - 1)) / (most - 1))]);
}

export class MetricsView extends View {
  constructor(root, deps) {
    super(root, deps);
    this.series = new Map(
      shown.map(({ metric }) => [metric, this.use(new Resource((options, span) => this.#load(metric, span, options)))]),
    );
    this.listen(this.store, 'change', () => this.#follow());
    this.listen(this.store, 'resync', () => this.#reload());
    const timer = setInterval(() => {
      if (!document.hidden) this.#reload();
    }, refreshMs);
    this.onUnmount(() => clearInterval(timer));
    this.#follow();
  }

  get span() {
    const { span } = this.route.query;
    return span in spans ? span : 'day';
  }

  async #load(metric, span, options) {
    const { hours, step } = spans[span];
    const end = this.store.now;
    const start = end - hours * 3600000;
    const { points } = await this.api.metricsHistory({ metric, start: isoOf(start), end: isoOf(end), step }, options);
    return {
      from: start,
      to: end,
      gap: step * 2500,
      points: points.map((point) => ({ at: new Date(point.at).getTime(), value: point.value })),
    };
  }

  #reload() {
    for (const resource of this.series.values()) resource.reload();
  }

  #follow() {
    this.draw();
    if (!this.store.health || this.wanted === this.span) return;
    this.wanted = this.span;
    for (const resource of this.series.values()) resource.open(this.span);
  }

  routeChanged() {
    this.#follow();
  }

  #value(value, unit) {
    if (value === null) return '–';
    return unit ? `${this.format.decimal(value)} ${unit}` : this.format.decimal(value);
  }

  #chart({ metric, kind, unit = '' }) {
    const title = this.t(`metrics.name.${metric}`);
    return h(
      'section',
      { class: 'card-box chart-card', key: metric, 'aria-labelledby': `metric-${metric}`, 'data-testid': `metric-${metric}` },
      h('header.card-head', null, h('h2', { id: `metric-${metric}` }, title), h('span.muted', null, this.t(`metrics.kind.${kind}`))),
      panel((key, params) => this.t(key, params), this.series.get(metric), {
        waiting: skeleton(1, 'chart'),
        content: (series) => this.#series({ title, kind, unit, ...series }),
        again: () => this.#reload(),
      }),
    );
  }

  #series({ title, kind, unit, points, from, to, gap }) {
    if (points.length === 0) return h('p', { class: 'muted chart-none', key: 'none' }, this.t('metrics.none'));
    const top = niceTop(Math.max(...points.map((point) => point.value), 0));
    const main = this.#value(headline(points, kind), unit);
    const at = (instant) => (this.span === 'day' ? this.format.clock(instant) : this.format.day(instant));
    return h(
      'div',
      { key: 'series' },
      h('p', { class: 'chart-value' }, main),
      h(
        'div',
        { class: 'chart-frame' },
        h('span', { class: 'chart-top', 'aria-hidden': true }, this.#value(top, unit)),
        lineChart({
          label: this.t('metrics.chart', { title, value: main, from: this.format.moment(from), to: this.format.moment(to) }),
          points,
          from,
          to,
          gap,
        }),
      ),
      h(
        'div',
        { class: 'chart-axis', 'aria-hidden': true },
        h('span', null, at(from)),
        h('span', null, at((from + to) / 2)),
        h('span', null, at(to)),
      ),
      h(
        'details',
        { class: 'report-details' },
        h('summary', null, this.t('metrics.table')),
        h(
          'div.table-scroll.chart-table',
          { tabindex: '0', role: 'region', 'aria-label': title },
          h(
            'table',
            { class: 'table' },
            h(
              'thead',
              null,
              h('tr', null, h('th', { scope: 'col' }, this.t('records.head.when')), h('th', { scope: 'col', class: 'num' }, title)),
            ),
            h(
              'tbody',
              null,
              thinned(points, 60).map((point) =>
                h(
                  'tr',
                  { key: point.at },
                  h('th', { scope: 'row' }, this.format.moment(point.at)),
                  h('td.num', null, this.#value(point.value, unit)),
                ),
              ),
            ),
          ),
        ),
      ),
    );
  }

  render() {
    return [
      h(
        'div',
        { class: 'toolbar', key: 'toolbar' },
        choice({
          name: 'metrics-span',
          legend: this.t('metrics.span'),
          hideLegend: true,
          value: this.span,
          options: Object.keys(spans).map((span) => /** @type {[string, string]} */ ([span, this.t(`metrics.span.${span}`)])),
          onchange: (span) => this.router.setQuery({ span }, { replace: true }),
        }),
        h('p.muted', null, this.t('metrics.hint')),
      ),
      h(
        'div',
        { class: 'chart-grid-cards', key: 'charts' },
        shown.map((one) => this.#chart(one)),
      ),
    ];
  }
}
