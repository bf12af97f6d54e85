// The week: navigation, grid, holidays and report, brought together. Weeks are read once and kept; the neighbours are read
// ahead when the browser has nothing else to do.

import { problem, skeleton } from '../components/states.js';
import { h, render } from '../lib/html.js';
import { addDays, dateIn, daysBetween, mondayOf } from '../lib/time.js';
import { HolidayService } from '../services/HolidayService.js';
import { NamespaceScheduleService } from '../services/NamespaceScheduleService.js';
import { ReportService } from '../services/ReportService.js';
import { HolidayMarker } from './HolidayMarker.js';
import { NavigationControls } from './NavigationControls.js';
import { WeeklyGrid } from './WeeklyGrid.js';
import { WeeklyReport } from './WeeklyReport.js';

// Safari has no requestIdleCallback.
const idle = (work) => (globalThis.requestIdleCallback ? globalThis.requestIdleCallback(work, { timeout: 3000 }) : setTimeout(work, 200));

export class WeeklyDashboard {
  weekStartDate = null;
  weekData = null;
  report = null;
  error = null;
  reportError = null;
  loading = false;
  #round = 0;
  #drawnNow = '';
  #gone = false;

  /**
   * @param {string|HTMLElement} containerId @param {any} apiClient
   * @param {any} [context] words, formats, clock, palette, services that are shared with other views, and what leads elsewhere
   */
  constructor(containerId, apiClient, context = {}) {
    const container = typeof containerId === 'string' ? document.getElementById(containerId) : containerId;
    if (!container) throw new Error(`there is no element ${containerId}`);
    this.container = container;
    this.context = {
      t: (key) => key,
      language: () => 'es',
      format: () => null,
      timeZone: () => 'America/Bogota',
      now: () => Date.now(),
      openDialog: () => {},
      linkTo: (name) => `#${name}`,
      changed: () => {},
      toolbar: () => null,
      noMatch: () => null,
      ...context,
    };
    const { t, format, language } = this.context;
    this.scheduleService = context.services?.schedule ?? new NamespaceScheduleService(apiClient);
    this.holidayService = context.services?.holidays ?? new HolidayService(apiClient);
    this.reportService = context.services?.reports ?? new ReportService(apiClient);
    this.navigation = new NavigationControls({
      onNavigate: (direction) => this.navigateToWeek(direction),
      onDate: (date) => this.#show(mondayOf(date)),
      t,
      format,
    });
    this.marker = new HolidayMarker({ language, service: this.holidayService });
    this.weeklyReport = new WeeklyReport({
      service: this.reportService,
      t,
      format,
      language,
      tag: this.context.tag ?? ((name) => name),
      linkTo: this.context.linkTo,
    });
    this.gridHost = document.createElement('div');
    this.gridHost.className = 'wg-host';
    this.grid = new WeeklyGrid(this.gridHost, {
      t,
      format,
      palette: this.context.palette,
      marker: this.marker,
      isBusiness: this.context.isBusiness,
      now: () => this.#clock(),
      onTimeSlotClick: (day, hour, namespaces) => this.onTimeSlotClick(day, hour, namespaces),
      onPage: (direction) => this.navigateToWeek(direction, { keepFocus: true }),
    });
  }

  get today() {
    return dateIn(this.context.now(), this.context.timeZone());
  }

  #clock() {
    return this.context.clock ? this.context.clock() : null;
  }

  /** Draws what is there. */
  render() {
    if (this.#gone) return;
    const { t } = this.context;
    const ready = this.weekData !== null;
    if (ready) this.grid.renderGrid(this.weekData, this.weekData.holidays);
    render(this.container, [
      h(
        'div',
        { class: 'week-bar', key: 'bar' },
        this.weekStartDate ? this.navigation.render({ weekStartDate: this.weekStartDate, today: this.today }) : null,
        this.context.toolbar(),
      ),
      this.error && !this.loading
        ? h(
            'div',
            { key: 'error' },
            problem(t, this.error, () => this.loadWeekData(this.weekStartDate)),
          )
        : null,
      ready && this.grid.isEmpty && this.grid.filtered ? this.context.noMatch() : null,
      ready ? this.#dayPicker() : null,
      h('div', {
        class: 'wg-frame',
        key: 'frame',
        owned: true,
        hidden: !ready,
        'aria-busy': this.loading,
        ref: (element) => element.append(this.gridHost),
      }),
      !ready && !this.error
        ? h('div', { key: 'waiting', 'aria-busy': true }, h('span.visually-hidden', null, t('common.loading')), skeleton(1, 'grid'))
        : null,
      ready && this.grid.drawnMode === 'centers' ? h('p', { class: 'card-note', key: 'legend' }, t('week.centersLegend')) : null,
      ready && this.grid.hiddenLanes > 0
        ? h('p', { class: 'card-note', key: 'hidden' }, t('week.hiddenLanes', { count: this.grid.hiddenLanes }))
        : null,
      h(
        'section',
        { class: 'week-report', key: 'report', 'aria-labelledby': 'week-report-title' },
        h(
          'header.card-head',
          null,
          h('h2', { id: 'week-report-title' }, t('week.report')),
          this.report ? this.weeklyReport.renderDownloads(this.report) : null,
        ),
        this.report
          ? this.weeklyReport.render(this.report)
          : this.reportError
            ? problem(t, this.reportError, () => this.#loadReport(this.weekStartDate))
            : h('div', { 'aria-busy': true }, skeleton(3)),
      ),
    ]);
  }

  #dayPicker() {
    const format = this.context.format();
    return h(
      'div',
      { class: 'day-picker', role: 'group', 'aria-label': this.context.t('week.pickDay'), key: 'days' },
      Array.from({ length: 7 }, (_, day) => {
        const date = addDays(this.weekStartDate, day);
        return h(
          'button',
          {
            type: 'button',
            class: 'day-choice',
            key: day,
            'aria-pressed': this.grid.day === day,
            'data-holiday': this.marker.isHoliday(date) ? '' : null,
            onclick: () => {
              this.grid.showDay(day);
              this.render();
            },
          },
          h('span', null, format ? format.weekday(date) : day),
          h('strong', null, date.slice(8)),
        );
      }),
    );
  }

  // Of the days of the week, a narrow screen shows one.
  #showToday() {
    const day = daysBetween(this.weekStartDate, this.today);
    if (day >= 0 && day < 7) this.grid.showDay(day);
  }

  /** The line at now, where this week has one and its minute is over. */
  moveNow() {
    const clock = this.#clock();
    const day = clock && this.weekData ? daysBetween(this.weekData.weekStartDate, clock.date) : -1;
    const now = day >= 0 && day < 7 ? `${clock.date} ${clock.hour} ${clock.minute}` : '';
    if (now === this.#drawnNow) return;
    this.#drawnNow = now;
    this.render();
  }

  /** The clock is known now, which may be after the week was drawn. */
  clockKnown() {
    this.#showToday();
    this.render();
  }

  /** Reads a week, its holidays and its report, and draws them. @param {string} weekStartDate */
  async loadWeekData(weekStartDate) {
    const round = (this.#round += 1);
    const other = weekStartDate !== this.weekStartDate;
    this.weekStartDate = weekStartDate;
    this.loading = true;
    this.error = null;
    if (other) {
      const cached = this.scheduleService.getCachedWeekData(weekStartDate);
      if (cached) this.weekData = cached;
      this.report = null;
      this.#showToday();
    }
    this.render();
    // A week over New Year has days of two years.
    const years = new Set([weekStartDate, addDays(weekStartDate, 6)].map((date) => Number(date.slice(0, 4))));
    for (const year of years)
      this.holidayService.getColombianHolidays(year).then(
        () => this.render(),
        () => {
          /* the week itself names its holidays */
        },
      );
    const report = this.#loadReport(weekStartDate);
    try {
      const data = await this.scheduleService.getWeeklySchedule(weekStartDate);
      if (round !== this.#round) return;
      this.weekData = data;
    } catch (error) {
      if (round !== this.#round) return;
      this.error = error;
      if (other) this.weekData = null;
    }
    this.loading = false;
    this.render();
    await report;
    if (round === this.#round && !this.error) this.#readAhead();
  }

  async #loadReport(weekStartDate) {
    this.reportError = null;
    try {
      const report = await this.reportService.generateWeeklyReport(weekStartDate);
      if (weekStartDate !== this.weekStartDate) return;
      this.report = report;
    } catch (error) {
      if (weekStartDate !== this.weekStartDate) return;
      this.reportError = error;
    }
    this.render();
  }

  #readAhead() {
    idle(() => {
      if (this.#gone) return;
      for (const direction of /** @type {('prev'|'next')[]} */ (['next', 'prev'])) {
        const week = NavigationControls.target(this.weekStartDate, direction, this.today);
        if (week)
          this.scheduleService.getWeeklySchedule(week).catch(() => {
            /* it will be asked again, and then said */
          });
      }
    });
  }

  /** @param {'prev'|'next'|'current'} direction @param {{keepFocus?: boolean}} [how] */
  async navigateToWeek(direction, { keepFocus = false } = {}) {
    const week = NavigationControls.target(this.weekStartDate ?? mondayOf(this.today), direction, this.today);
    if (week === null || week === this.weekStartDate) return;
    await this.#show(week);
    if (keepFocus) this.grid.focusCursor();
  }

  #show(week) {
    const loaded = this.loadWeekData(week);
    this.onWeekChange(week);
    return loaded;
  }

  /** The hour in full: who is on, for how long, and because of what. @param {number} day @param {number} hour @param {any[]} namespaces */
  onTimeSlotClick(day, hour, namespaces) {
    this.context.openDialog({
      date: addDays(this.weekStartDate, day),
      hour,
      namespaces,
      holiday: this.marker.nameOf(addDays(this.weekStartDate, day)),
    });
  }

  /** The address follows, so that the week can be sent to somebody. @param {string} weekStartDate */
  onWeekChange(weekStartDate) {
    this.context.changed(weekStartDate);
  }

  /** Reads the week that is shown again. */
  refreshData() {
    this.scheduleService.clearCache(this.weekStartDate);
    return this.loadWeekData(this.weekStartDate);
  }

  /** @param {string} weekStartDate @param {any} data */
  cacheWeekData(weekStartDate, data) {
    this.scheduleService.cacheWeekData(weekStartDate, data);
  }

  unmount() {
    this.#gone = true;
    this.#round += 1;
    this.grid.showTooltip(null, null);
  }
}
