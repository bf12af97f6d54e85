// Every date, number and amount that a person reads. One zone (the cluster's) and one language per Formatter; the kinds of
// Intl objects are few and dear, so they are kept.

import { dateIn, daysBetween, partsIn } from './time.js';

const mostKept = 1000;
const locales = { es: 'es-CO', en: 'en' };

// Spanish writes "8:00 p. m.": one word for the eye, so no line may break in it.
const glue = (words) => words.replace(/\s([ap])\.\s?m\./g, '\u00a0$1.\u00a0m.').replace(/\s([AP]M)\b/g, '\u00a0$1');

export class Formatter {
  #made = new Map();
  #near = new Map();
  #exact = new Map();

  /** @param {'es'|'en'} language @param {string} timeZone */
  constructor(language, timeZone) {
    this.language = language;
    this.locale = locales[language];
    this.timeZone = timeZone;
  }

  #date(name, options) {
    if (!this.#made.has(name)) this.#made.set(name, new Intl.DateTimeFormat(this.locale, { timeZone: this.timeZone, ...options }));
    return this.#made.get(name);
  }

  #number(name, options) {
    if (!this.#made.has(name)) this.#made.set(name, new Intl.NumberFormat(this.locale, options));
    return this.#made.get(name);
  }

  /** "8:00 p. m." @param {string|number|Date} at */
  clock(at) {
    return glue(this.#date('clock', { hour: 'numeric', minute: '2-digit' }).format(new Date(at)));
  }

  /** "20:00", where there is room for no more @param {string|number|Date} at */
  clockShort(at) {
    return this.#date('clockShort', { hour: 'numeric', minute: '2-digit', hourCycle: 'h23' }).format(new Date(at));
  }

  /** "8:00:12 p. m." @param {string|number|Date} at */
  clockSeconds(at) {
    return glue(this.#date('clockSeconds', { hour: 'numeric', minute: '2-digit', second: '2-digit' }).format(new Date(at)));
  }

  /** "jue, 19 nov" @param {string|number|Date} at */
  day(at) {
    return this.#date('day', { weekday: 'short', day: 'numeric', month: 'short' }).format(new Date(at));
  }

  /** "jue, 19 nov, 8:00 p. m." @param {string|number|Date} at */
  moment(at) {
    return glue(
      this.#date('moment', { weekday: 'short', day: 'numeric', month: 'short', hour: 'numeric', minute: '2-digit' }).format(new Date(at)),
    );
  }

  /** With year and seconds: for records. @param {string|number|Date} at */
  exact(at) {
    return this.#kept(this.#exact, String(at), () =>
      glue(
        this.#date('exact', {
          year: 'numeric',
          day: 'numeric',
          month: 'short',
          hour: 'numeric',
          minute: '2-digit',
          second: '2-digit',
        }).format(new Date(at)),
      ),
    );
  }

  // Hundreds of rows name the same few instants, and to ask Intl is dear.
  #kept(words, key, make) {
    let kept = words.get(key);
    if (kept === undefined) {
      if (words.size > mostKept) words.clear();
      kept = make();
      words.set(key, kept);
    }
    return kept;
  }

  /** "2026-11-19 20:00:00", in the zone: for long tables, where times are compared by eye. @param {string|number|Date} at */
  stamp(at) {
    const { date, hour, minute, second } = partsIn(new Date(at), this.timeZone);
    return `${date} ${[hour, minute, second].map((part) => String(part).padStart(2, '0')).join(':')}`;
  }

  /** The clock alone when it is today, with the weekday within a week, else with the date. @param {string|number|Date} at @param {number|string} now */
  near(at, now) {
    return this.#kept(this.#near, `${at}|${Math.floor(new Date(now).getTime() / 60000)}`, () => this.#nearly(at, now));
  }

  #nearly(at, now) {
    const days = daysBetween(dateIn(now, this.timeZone), dateIn(at, this.timeZone));
    if (days === 0) return this.clock(at);
    if (Math.abs(days) > 6) return this.moment(at);
    return `${this.weekday(dateIn(at, this.timeZone))} ${this.clock(at)}`;
  }

  #civil(name, options, date) {
    return this.#date(`civil-${name}`, { ...options, timeZone: 'UTC' }).format(new Date(`${date}T00:00:00Z`));
  }

  /** "lunes, 16 de noviembre de 2026" @param {string} date */
  dateLong(date) {
    return this.#civil('long', { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' }, date);
  }

  /** "16 nov 2026" @param {string} date */
  date(date) {
    return this.#civil('date', { day: 'numeric', month: 'short', year: 'numeric' }, date);
  }

  /** "lun, 16 nov" @param {string} date */
  dateShort(date) {
    return this.#civil('short', { weekday: 'short', day: 'numeric', month: 'short' }, date);
  }

  /** "lun" @param {string} date */
  weekday(date) {
    return this.#civil('weekday', { weekday: 'short' }, date);
  }

  /** "lunes" @param {string} date */
  weekdayLong(date) {
    return this.#civil('weekdayLong', { weekday: 'long' }, date);
  }

  /** "16" @param {string} date */
  dayOfMonth(date) {
    return String(Number(date.slice(8, 10)));
  }

  /** "noviembre" @param {string} date */
  month(date) {
    return this.#civil('month', { month: 'long' }, date);
  }

  /** "16 – 22 nov 2026" @param {string} from @param {string} to */
  range(from, to) {
    return this.#date('civil-range', { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' }).formatRange(
      new Date(`${from}T00:00:00Z`),
      new Date(`${to}T00:00:00Z`),
    );
  }

  /** "dentro de 2 h 14 min", "hace 5 min": `now` is the product's clock, not the browser's. @param {string|number|Date} at @param {string|number|Date} now */
  distance(at, now) {
    const seconds = (new Date(at).getTime() - new Date(now).getTime()) / 1000;
    if (seconds < 0 && seconds > -60) return this.language === 'en' ? 'just now' : 'hace un momento';
    const span = this.span(seconds >= 0 ? seconds : Math.floor(-seconds / 60) * 60);
    if (seconds >= 0) return this.language === 'en' ? `in ${span}` : `dentro de ${span}`;
    return this.language === 'en' ? `${span} ago` : `hace ${span}`;
  }

  /** "2 h 14 min", as a countdown shows it; never below zero. @param {number} seconds */
  span(seconds) {
    const minutes = Math.max(0, Math.ceil(seconds / 60));
    const days = Math.floor(minutes / 1440);
    const hours = Math.floor((minutes % 1440) / 60);
    const rest = minutes % 60;
    if (days > 0) return hours > 0 ? `${days} d ${hours} h` : `${days} d`;
    if (hours > 0) return rest > 0 ? `${hours} h ${rest} min` : `${hours} h`;
    return `${rest} min`;
  }

  /** "2 h 14 min" until `at`. @param {string|number|Date} at @param {number|string} now */
  countdown(at, now) {
    return this.span((new Date(at).getTime() - new Date(now).getTime()) / 1000);
  }

  /** @param {number} value */
  integer(value) {
    return this.#number('integer', { maximumFractionDigits: 0 }).format(value);
  }

  /** @param {number} value */
  decimal(value) {
    return this.#number('decimal', { maximumFractionDigits: 1 }).format(value);
  }

  /** "62,5 h" @param {number} value */
  hours(value) {
    return `${this.decimal(value)}\u00a0h`;
  }

  /** 96.2 → "96,2 %" @param {number|null} value */
  percent(value) {
    return value === null || value === undefined ? '–' : `${this.decimal(value)}\u00a0%`;
  }

  /** @param {number} amount @param {string} currency */
  money(amount, currency) {
    return this.#number(`money-${currency}`, { style: 'currency', currency }).format(amount);
  }

  /** A price of one unit, which may be a fraction of the smallest coin: "0,005 USD" @param {number} amount @param {string} currency */
  price(amount, currency) {
    return `${this.#number('price', { maximumFractionDigits: 6 }).format(amount)}\u00a0${currency}`;
  }

  /** "a, b y c" @param {string[]} names */
  list(names) {
    if (!this.#made.has('list')) this.#made.set('list', new Intl.ListFormat(this.locale, { type: 'conjunction' }));
    return this.#made.get('list').format(names);
  }

  /** Names in the order a person expects: ns-9 before ns-10, accents ignored. @param {string} a @param {string} b */
  compare(a, b) {
    if (!this.#made.has('collator')) this.#made.set('collator', new Intl.Collator(this.locale, { numeric: true, sensitivity: 'base' }));
    return this.#made.get('collator').compare(a, b);
  }
}

/** "America/Bogota" → "Bogotá"-like: the last part, readable. @param {string} timeZone */
export const zoneCity = (timeZone) => (timeZone === 'America/Bogota' ? 'Bogotá' : timeZone.split('/').pop().replaceAll('_', ' '));

const marks = /[\u0300-\u036f]/g;

/** For searching: no accents, no capitals. @param {string} words */
export const plain = (words) => words.normalize('NFD').replace(marks, '').toLowerCase();
