// Marks the days that are holidays: a flag and the name in the column's head, a sign on the column.

import { icon } from '../components/icons.js';
import { h } from '../lib/html.js';

export class HolidayMarker {
  #byDate = new Map();

  /** @param {{language?: () => 'es'|'en', service?: any}} [context] */
  constructor({ language = () => 'es', service = null } = {}) {
    this.language = language;
    this.service = service;
  }

  /** The holidays of the week that is shown. @param {any[]} holidays */
  setHolidays(holidays) {
    this.#byDate = new Map(holidays.map((holiday) => [holiday.date, holiday]));
  }

  /** @param {string} date */
  isHoliday(date) {
    return this.#byDate.has(date);
  }

  /** The day's name in the person's language: the week's answer has the Spanish one, the year's both. @param {string} date */
  nameOf(date) {
    const holiday = this.#byDate.get(date);
    if (!holiday) return null;
    const known = this.service?.getHolidayInfo(date);
    return this.language() === 'en' ? (known?.nameEn ?? holiday.nameEn ?? holiday.name) : holiday.name;
  }

  /** What stands in the head of the day's column. @param {string} date */
  render(date) {
    const name = this.nameOf(date);
    if (name === null) return null;
    return h(
      'span',
      { class: 'holiday-mark', 'data-testid': 'holiday-mark', title: name, key: 'holiday' },
      icon('holidays'),
      h('span', null, name),
    );
  }

  /** Marks an element that stands for a day. @param {HTMLElement} element @param {string} date */
  mark(element, date) {
    if (this.isHoliday(date)) element.setAttribute('data-holiday', '');
    else element.removeAttribute('data-holiday');
  }
}
