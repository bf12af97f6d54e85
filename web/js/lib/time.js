// Civil time in an IANA zone, by Intl alone: the browser's own zone never takes part. Instants are milliseconds, dates are
// 'YYYY-MM-DD'; days of the week count from Monday = 0.

const clocks = new Map();

function clockOf(timeZone) {
  if (!clocks.has(timeZone)) {
    clocks.set(
      timeZone,
      new Intl.DateTimeFormat('en-US', {
        timeZone,
        hourCycle: 'h23',
        year: 'numeric',
        month: '2-digit',
        day: '2-digit',
        hour: '2-digit',
        minute: '2-digit',
        second: '2-digit',
      }),
    );
  }
  return clocks.get(timeZone);
}

const pad = (number, width = 2) => String(number).padStart(width, '0');

// How far a clock in the zone is ahead of UTC, in milliseconds, as Intl says it.
function askedOffset(instant, timeZone) {
  const parts = {};
  for (const { type, value } of clockOf(timeZone).formatToParts(instant)) parts[type] = Number(value);
  const { year, month, day, hour, minute, second } = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(instant / 1000) * 1000;
}

const dayMs = 86400000;
const offsets = new Map();
const mostOffsets = 4000;

function offsetAtMidnight(day, timeZone) {
  const key = `${timeZone} ${day}`;
  let offset = offsets.get(key);
  if (offset === undefined) {
    if (offsets.size >= mostOffsets) offsets.clear();
    offset = askedOffset(day * dayMs, timeZone);
    offsets.set(key, offset);
  }
  return offset;
}

// To ask Intl is dear, and a day of UTC whose two ends have one offset has no other between them: no zone changes twice in a day.
function offsetAt(instant, timeZone) {
  const day = Math.floor(instant / dayMs);
  const offset = offsetAtMidnight(day, timeZone);
  return offset === offsetAtMidnight(day + 1, timeZone) ? offset : askedOffset(instant, timeZone);
}

/** @param {number|string|Date} instant @param {string} timeZone */
export function partsIn(instant, timeZone) {
  const at = new Date(instant).getTime();
  const shown = new Date(at + offsetAt(at, timeZone));
  return {
    year: shown.getUTCFullYear(),
    month: shown.getUTCMonth() + 1,
    day: shown.getUTCDate(),
    hour: shown.getUTCHours(),
    minute: shown.getUTCMinutes(),
    second: shown.getUTCSeconds(),
    date: `${pad(shown.getUTCFullYear(), 4)}-${pad(shown.getUTCMonth() + 1)}-${pad(shown.getUTCDate())}`,
    weekday: (shown.getUTCDay() + 6) % 7,
  };
}

export const dateIn = (instant, timeZone) => partsIn(instant, timeZone).date;

const utcOf = (date) => Date.UTC(Number(date.slice(0, 4)), Number(date.slice(5, 7)) - 1, Number(date.slice(8, 10)));

/** Monday = 0. @param {string} date */
export const weekdayOf = (date) => (new Date(utcOf(date)).getUTCDay() + 6) % 7;

/** @param {string} date @param {number} days */
export const addDays = (date, days) => new Date(utcOf(date) + days * 86400000).toISOString().slice(0, 10);

/** @param {string} date */
export const mondayOf = (date) => addDays(date, -weekdayOf(date));

/** @param {string} from @param {string} to */
export const daysBetween = (from, to) => Math.round((utcOf(to) - utcOf(from)) / 86400000);

/** Whether the text is a date that exists. @param {unknown} value */
export function isDate(value) {
  return (
    typeof value === 'string' &&
    /^\d{4}-\d{2}-\d{2}$/.test(value) &&
    !Number.isNaN(utcOf(value)) &&
    new Date(utcOf(value)).toISOString().slice(0, 10) === value
  );
}

/** The instant at which a clock in the zone shows that time; in a gap the first one after it. @param {string} date @param {number} minutes @param {string} timeZone */
export function instantOf(date, minutes, timeZone) {
  const wanted = utcOf(date) + minutes * 60000;
  let guess = wanted;
  for (let round = 0; round < 3; round += 1) {
    const p = partsIn(guess, timeZone);
    const shown = Date.UTC(p.year, p.month - 1, p.day, p.hour, p.minute, p.second);
    if (shown === wanted) break;
    guess += wanted - shown;
  }
  return guess;
}

/** '2026-11-19T15:00' in the zone, for datetime-local fields. @param {number} instant @param {string} timeZone */
export function localField(instant, timeZone) {
  const p = partsIn(instant, timeZone);
  return `${p.date}T${pad(p.hour)}:${pad(p.minute)}`;
}

/** What a datetime-local field holds, as an RFC 3339 time; null when it holds none. @param {string} value @param {string} timeZone */
export function fieldInstant(value, timeZone) {
  const match = /^(\d{4}-\d{2}-\d{2})T(\d{2}):(\d{2})/.exec(value);
  if (!match || !isDate(match[1])) return null;
  return isoOf(instantOf(match[1], Number(match[2]) * 60 + Number(match[3]), timeZone));
}

/** RFC 3339, UTC, whole seconds. @param {number|Date} instant */
export const isoOf = (instant) => new Date(instant).toISOString().replace(/\.\d{3}Z$/, 'Z');

const dayNames = ['MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT', 'SUN'];

/** 'MON-FRI' or 'MON,WED' as a set of days, Monday = 0. @param {string} words */
export function parseDays(words) {
  const days = new Set();
  for (const part of words.toUpperCase().split(',')) {
    const [first, last = first] = part
      .trim()
      .split('-')
      .map((name) => dayNames.indexOf(name.trim()));
    if (first < 0 || last < 0) continue;
    for (let day = first; ; day = (day + 1) % 7) {
      days.add(day);
      if (day === last) break;
    }
  }
  return days;
}

/** '07:00-20:00' as minutes of the day. @param {string} words */
export function parseHours(words) {
  const match = /^(\d{1,2}):(\d{2})-(\d{1,2}):(\d{2})$/.exec(words.trim());
  if (!match) return { start: 7 * 60, end: 20 * 60 };
  const [, a, b, c, d] = match.map(Number);
  return { start: a * 60 + b, end: c * 60 + d };
}

/**
 * Business hours between two instants, as [start, end) pairs.
 * @param {number} from @param {number} to
 * @param {{timeZone: string, hours: string, days: string, closed?: (date: string) => boolean}} rules
 */
export function businessIntervals(from, to, { timeZone, hours, days, closed = () => false }) {
  const { start, end } = parseHours(hours);
  const open = parseDays(days);
  const found = [];
  for (let date = addDays(dateIn(from, timeZone), -1); ; date = addDays(date, 1)) {
    const opens = instantOf(date, start, timeZone);
    if (opens >= to) break;
    const closes = instantOf(date, end, timeZone);
    if (open.has(weekdayOf(date)) && !closed(date) && closes > from) found.push([Math.max(opens, from), Math.min(closes, to)]);
  }
  return found;
}

/** The next instant after `from` at which a clock in the zone shows hour:00, at most two days ahead. @param {number|string} from @param {number} hour @param {string} timeZone */
export function nextHour(from, hour, timeZone) {
  const now = new Date(from).getTime();
  for (let days = 0; days < 3; days += 1) {
    const at = instantOf(addDays(dateIn(now, timeZone), days), hour * 60, timeZone);
    if (at > now) return isoOf(at);
  }
  return null;
}
