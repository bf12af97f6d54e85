// Reports: read from the server, summed and grouped for the eye, and downloaded in the server's own formats.

import { h } from '../lib/html.js';
import { addressOf } from '../api/http.js';

const sumOf = (rows, member) => rows.reduce((sum, row) => sum + (row[member] ?? 0), 0);

export class ReportService {
  /** @param {any} apiClient */
  constructor(apiClient) {
    this.apiClient = apiClient;
  }

  /** @param {string} weekStartDate @param {any} [options] */
  async generateWeeklyReport(weekStartDate, options) {
    return this.apiClient.weeklyReport(weekStartDate, options);
  }

  /** Hours that a namespace is on in a week of the grid, by kind of schedule. @param {string} namespace @param {any} scheduleData a week of NamespaceScheduleService */
  calculateNamespaceHours(namespace, scheduleData) {
    const minutes = { cron: 0, manual: 0 };
    for (const day of scheduleData.slots) {
      for (const slot of day) {
        for (const entry of slot)
          if (entry.namespaceId === namespace) minutes[entry.scheduleType === 'manual' ? 'manual' : 'cron'] += entry.duration;
      }
    }
    const round = (value) => Math.round((value / 60) * 100) / 100;
    return { total: round(minutes.cron + minutes.manual), cron: round(minutes.cron), manual: round(minutes.manual) };
  }

  /** Rows of (cost centre, namespace) as cost centres with their sums. @param {any[]} usageData */
  groupByCostCenter(usageData) {
    const groups = new Map();
    for (const row of usageData) {
      if (!groups.has(row.costCenterId))
        groups.set(row.costCenterId, { costCenterId: row.costCenterId, costCenterName: row.costCenterName ?? row.costCenterId, rows: [] });
      groups.get(row.costCenterId).rows.push(row);
    }
    return [...groups.values()].map((group) => ({
      ...group,
      scheduledHours: sumOf(group.rows, 'scheduledHours'),
      actualHours: sumOf(group.rows, 'actualHours'),
      nonBusinessHours: sumOf(group.rows, 'nonBusinessHours'),
      avoidedHours: sumOf(group.rows, 'avoidedHours'),
    }));
  }

  /** A report's rows, each with the cost centre it stands under. @param {any} reportData */
  rowsOf(reportData) {
    return reportData.costCenters.flatMap((center) =>
      center.namespaces.map((row) => ({ ...row, costCenterId: center.costCenterId, costCenterName: center.costCenterName })),
    );
  }

  #address(reportData, format, language) {
    return addressOf(`api/weekly-report/${encodeURIComponent(reportData.weekStartDate)}`, { format, lang: language });
  }

  /** Where the report is as CSV, in that language. @param {any} reportData @param {string} [language] */
  exportToCSV(reportData, language = 'es') {
    return this.#address(reportData, 'csv', language);
  }

  /** @param {any} reportData @param {string} [language] */
  exportToExcel(reportData, language = 'es') {
    return this.#address(reportData, 'excel', language);
  }

  /**
   * The report as a table, a body for each cost centre with its sums.
   * @param {any} reportData
   * @param {{t: (key: string, params?: any) => string, format: any, tag: (name: string) => any, linkTo: (name: string) => string}} words
   */
  renderReportTable(reportData, { t, format, tag, linkTo }) {
    const money = reportData.savings ?? null;
    const hours = (value) => h('td.num', null, format.decimal(value));
    const head = ['namespace', 'scheduled', 'actual', 'efficiency', 'nonBusiness', 'avoided', ...(money ? ['savings'] : [])];
    const total = (label, row, key) =>
      h(
        'tr',
        { class: 'sum', key },
        h('th', { scope: 'row' }, label),
        hours(row.scheduledHours),
        hours(row.actualHours),
        h('td.num', null, ''),
        hours(row.nonBusinessHours),
        hours(row.avoidedHours),
        money ? h('td.num', null, key === 'total' ? format.money(money.amount, money.currency) : '') : null,
      );
    const groups = this.groupByCostCenter(this.rowsOf(reportData));
    const all = {
      scheduledHours: sumOf(groups, 'scheduledHours'),
      actualHours: sumOf(groups, 'actualHours'),
      nonBusinessHours: sumOf(groups, 'nonBusinessHours'),
      avoidedHours: sumOf(groups, 'avoidedHours'),
    };
    return h(
      'table',
      { class: 'table report-table', 'data-testid': 'report-table' },
      h('caption.visually-hidden', null, t('reports.caption', { from: reportData.weekStartDate, to: reportData.weekEndDate })),
      h(
        'thead',
        null,
        h(
          'tr',
          null,
          head.map((name) => h('th', { scope: 'col', class: name === 'namespace' ? null : 'num', key: name }, t(`reports.column.${name}`))),
        ),
      ),
      groups.map((group) =>
        h(
          'tbody',
          { key: group.costCenterId },
          h(
            'tr',
            { class: 'group' },
            h(
              'th',
              { scope: 'rowgroup', colspan: head.length },
              tag(group.costCenterId),
              group.costCenterName.toLowerCase() !== group.costCenterId.toLowerCase()
                ? h('span.muted', null, ` ${group.costCenterName}`)
                : null,
            ),
          ),
          group.rows.map((row) =>
            h(
              'tr',
              { key: row.namespaceId },
              h('th', { scope: 'row' }, h('a', { href: linkTo(row.namespaceId) }, row.namespaceName)),
              hours(row.scheduledHours),
              hours(row.actualHours),
              h('td.num', null, format.percent(row.efficiency)),
              hours(row.nonBusinessHours),
              hours(row.avoidedHours),
              money ? h('td.num', null, row.savings ? format.money(row.savings.amount, row.savings.currency) : '–') : null,
            ),
          ),
          total(t('reports.sumOf', { name: group.costCenterId }), group, 'sum'),
        ),
      ),
      h('tfoot', null, total(t('reports.total'), all, 'total')),
    );
  }
}
