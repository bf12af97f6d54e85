// Every number and time that people read is made here, in the language of the page and the zone of the product.

export function formatTime(iso, { language, timeZone, withDate = true }) {
  const options = { timeZone, hour: 'numeric', minute: '2-digit' };
  if (withDate) Object.assign(options, { weekday: 'short', day: 'numeric', month: 'short' });
  // Spanish writes "8:00 p. m.": one word for the eye, so no line may break in it.
  return new Intl.DateTimeFormat(language, options).format(new Date(iso)).replace(/\s([ap])\.\sm\./, '\u00a0$1.\u00a0m.');
}

const steps = [['day', 86400], ['hour', 3600], ['minute', 60]];

// "dentro de 2 horas": `now` is the product's clock, not the browser's.
export function formatDistance(iso, now, language) {
  const seconds = (new Date(iso) - new Date(now)) / 1000;
  const [unit, size] = steps.find(([, s]) => Math.abs(seconds) >= s) ?? ['second', 1];
  return new Intl.RelativeTimeFormat(language, { numeric: 'auto' }).format(Math.round(seconds / size), unit);
}

export function formatCount(count, { language, one, other }) {
  const number = new Intl.NumberFormat(language).format(count);
  return `${number} ${new Intl.PluralRules(language).select(count) === 'one' ? one : other}`;
}

// The next instant after `from` at which a clock in the zone shows hour:00. Looks at each minute, so that a change of the
// clock needs no rule of its own; at most 50 hours ahead.
export function nextHour(from, hour, timeZone) {
  const clock = new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  const wanted = `${String(hour).padStart(2, '0')}:00`;
  const minute = 60000;
  let at = Math.floor(new Date(from).getTime() / minute) * minute;
  for (let i = 0; i < 50 * 60; i += 1) {
    at += minute;
    if (clock.format(at) === wanted) return new Date(at).toISOString().replace('.000Z', 'Z');
  }
  return null;
}
