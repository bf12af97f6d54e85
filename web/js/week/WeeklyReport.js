// The week's usage under the grid: sums first, the table for who wants it, and the downloads.

import { icon } from '../components/icons.js';
import { h } from '../lib/html.js';

const sum = (report, member) =>
  report.costCenters.flatMap((center) => center.namespaces).reduce((total, row) => total + (row[member] ?? 0), 0);

/** @param {any} report */
export const totalsOf = (report) => ({
  scheduled: sum(report, 'scheduledHours'),
  actual: sum(report, 'actualHours'),
  nonBusiness: sum(report, 'nonBusinessHours'),
  avoided: sum(report, 'avoidedHours'),
});

export class WeeklyReport {
  /** @param {{service: any, t: (key: string, params?: any) => string, format: () => any, language: () => 'es'|'en', tag: (name: string) => any, linkTo: (name: string) => string}} context */
  constructor(context) {
    Object.assign(this, context);
    this.context = context;
  }

  /** Links to the report as files. @param {any} report */
  renderDownloads(report) {
    const { t, service, language } = this.context;
    return h(
      'div',
      { class: 'downloads', key: 'downloads' },
      h(
        'a',
        {
          class: 'btn btn-sm btn-outline-secondary',
          href: service.exportToCSV(report, language()),
          download: true,
          'data-testid': 'download-csv',
        },
        icon('download'),
        t('reports.csv'),
      ),
      h(
        'a',
        {
          class: 'btn btn-sm btn-outline-secondary',
          href: service.exportToExcel(report, language()),
          download: true,
          'data-testid': 'download-excel',
        },
        icon('download'),
        t('reports.excel'),
      ),
    );
  }

  /** @param {any} report */
  renderTotals(report) {
    const { t, format } = this.context;
    const totals = totalsOf(report);
    const one = (key, value, note) =>
      h(
        'div',
        { class: 'kpi', key },
        h('dt', null, t(`reports.kpi.${key}`)),
        h('dd', null, value, note ? h('span.kpi-note', null, note) : null),
      );
    return h(
      'dl',
      { class: 'kpis', key: 'totals', 'data-testid': 'report-totals' },
      one('actual', format().hours(totals.actual), t('reports.ofPossible', { total: format().hours(report.totalHours) })),
      one('scheduled', format().hours(totals.scheduled)),
      one('nonBusiness', format().hours(totals.nonBusiness)),
      one(
        'avoided',
        format().hours(totals.avoided),
        report.savings ? format().money(report.savings.amount, report.savings.currency) : null,
      ),
    );
  }

  /** Totals, downloads and table. @param {any} report */
  render(report) {
    const { t, format, service, tag, linkTo } = this.context;
    return h(
      'div',
      { class: 'weekly-report', key: 'report' },
      this.renderTotals(report),
      h(
        'details',
        { class: 'report-details' },
        h('summary', null, t('reports.table')),
        h(
          'div.table-scroll.card-box.report-box',
          { tabindex: '0', role: 'region', 'aria-label': t('reports.table') },
          service.renderReportTable(report, { t, format: format(), tag, linkTo }),
        ),
      ),
    );
  }
}
