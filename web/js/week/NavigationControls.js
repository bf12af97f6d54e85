// Previous, current and next week, the week's dates, and a date to go to.

import { icon } from '../components/icons.js';
import { h } from '../lib/html.js';
import { addDays, isDate, mondayOf } from '../lib/time.js';

const first = '1984-01-02';
const last = '2100-12-27';

export class NavigationControls {
  /** @param {{onNavigate: (direction: 'prev'|'next'|'current') => void, onDate: (date: string) => void, t: (key: string, params?: any) => string, format: () => any}} context */
  constructor({ onNavigate, onDate, t, format }) {
    this.onNavigate = onNavigate;
    this.onDate = onDate;
    this.t = t;
    this.format = format;
  }

  /** The Monday that a step leads to; null where there is no such week. @param {string} weekStartDate @param {'prev'|'next'|'current'} direction @param {string} today */
  static target(weekStartDate, direction, today) {
    const monday = direction === 'current' ? mondayOf(today) : addDays(weekStartDate, direction === 'prev' ? -7 : 7);
    return monday < first || monday > last ? null : monday;
  }

  /** @param {{weekStartDate: string, today: string}} shown */
  render({ weekStartDate, today }) {
    const { t } = this;
    const current = mondayOf(today) === weekStartDate;
    const step = (direction, sign, testid) =>
      h(
        'button',
        {
          type: 'button',
          class: 'btn btn-outline-secondary btn-icon',
          'aria-label': t(`week.${direction}`),
          title: t(`week.${direction}`),
          'data-testid': testid,
          disabled: NavigationControls.target(weekStartDate, direction, today) === null,
          onclick: () => this.onNavigate(direction),
        },
        icon(sign),
      );
    return h(
      'div',
      { class: 'week-nav', role: 'group', 'aria-label': t('week.navigation'), key: 'nav' },
      step('prev', 'previous', 'week-prev'),
      step('next', 'next', 'week-next'),
      h(
        'button',
        {
          type: 'button',
          class: 'btn btn-outline-secondary',
          'aria-pressed': current,
          'data-testid': 'week-today',
          onclick: () => this.onNavigate('current'),
        },
        t('week.current'),
      ),
      h(
        'h2',
        { class: 'week-title', 'data-testid': 'week-title', 'aria-live': 'polite' },
        this.format().range(weekStartDate, addDays(weekStartDate, 6)),
      ),
      h('input', {
        type: 'date',
        class: 'form-control week-date',
        'aria-label': t('week.goTo'),
        title: t('week.goTo'),
        min: first,
        max: addDays(last, 6),
        value: weekStartDate,
        onchange: (event) => {
          if (isDate(event.target.value)) this.onDate(event.target.value);
        },
      }),
    );
  }
}
