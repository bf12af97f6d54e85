// Small signs that many views share: a state, a cost centre, a time, the places.

import { h } from '../lib/html.js';
import { icon } from './icons.js';

export const states = ['active', 'activating', 'deactivating', 'inactive', 'degraded', 'excluded', 'unknown'];
export const isMoving = (status) => status === 'activating' || status === 'deactivating';

/** Whether a change of that type switches on. @param {string} type */
export const isOn = (type) => /startup$|^activate$|^manual_activation$/.test(type);

/** The words for a change to come. @param {string} type */
export const changeKey = (type) => (type === 'command' ? 'change.command' : isOn(type) ? 'change.on' : 'change.off');

/** Sign and word, and how far it is while it moves. @param {(key: string, params?: any) => string} t @param {any} item */
export function stateBadge(t, item) {
  const status = states.includes(item.status) ? item.status : 'unknown';
  const ring =
    isMoving(status) && item.workloads
      ? `${status === 'activating' ? item.workloads.active : item.workloads.total - item.workloads.active}/${item.workloads.total}`
      : null;
  return h(
    'span',
    { class: 'state', 'data-state': status, 'data-testid': 'state' },
    icon(status),
    h('span', null, t(`state.${status}`)),
    ring ? h('span.state-ring', null, ring) : null,
  );
}

/**
 * Which colour a cost centre has: by order of name, remembered for as long as the page is open; the ninth starts again, striped. None
 * has one before the list of them was learned, else the first to be drawn would take the first colour.
 */
export class Palette {
  #numbers = new Map();
  #learned = false;

  /** @param {(string|null)[]} names */
  learn(names) {
    this.#learned = true;
    const fresh = [...new Set(names)].filter((name) => name && name !== 'system' && !this.#numbers.has(name)).sort();
    for (const name of fresh) this.#numbers.set(name, this.#numbers.size);
  }

  /** @param {string|null} name @returns {{color: string, striped: boolean}} */
  of(name) {
    if (!name || name === 'system' || !this.#learned) return { color: 'none', striped: false };
    if (!this.#numbers.has(name)) this.learn([name]);
    const number = this.#numbers.get(name);
    return { color: String(number % 8), striped: number >= 8 };
  }
}

/** @param {Palette} palette @param {string|null} name @param {string} [otherwise] */
export function costCenterTag(palette, name, otherwise = '—') {
  const { color, striped } = palette.of(name);
  return h('span', { class: 'cc-tag', 'data-cc': color, 'data-striped': striped ? '' : null }, name ?? otherwise);
}

/** @param {string} iso @param {string} shown @param {string} [title] */
export const timeText = (iso, shown, title) => h('time', { datetime: iso, title: title ?? null }, shown);

/** Filled and free places: never colour alone. @param {(key: string, params?: any) => string} t @param {{limit: number, used: number}} places */
export const placesMeter = (t, { limit, used }) =>
  h(
    'span',
    { class: 'places', role: 'img', 'aria-label': t('places.meter', { used, limit }) },
    limit <= 12 ? Array.from({ length: limit }, (_, i) => h('span', { class: i < used ? 'place place-taken' : 'place', key: i })) : null,
    h('span', { class: 'places-count', 'aria-hidden': true }, `${used}/${limit}`),
  );

/** Outcome of an operation, a run or a record, as a word with a sign. @param {(key: string, params?: any) => string} t @param {string} status */
export function outcome(t, status) {
  const sign =
    {
      completed: 'check',
      ok: 'check',
      running: 'clock',
      active: 'clock',
      pending: 'clock',
      partial: 'warning',
      failed: 'warning',
      missed: 'warning',
      superseded: 'info',
    }[status] ?? 'info';
  const tone =
    { completed: 'good', ok: 'good', active: 'moving', running: 'moving', partial: 'bad', failed: 'bad', missed: 'bad' }[status] ?? 'calm';
  return h('span', { class: 'outcome', 'data-tone': tone }, icon(sign), t(`outcome.${status}`));
}

const builtinTitles = {
  'Apagado automático': 'type.auto_shutdown',
  'Encendido automático': 'type.auto_startup',
  'Automatic shutdown': 'type.auto_shutdown',
  'Automatic startup': 'type.auto_startup',
};

/** A task's title; the built-in ones have theirs in the person's language until somebody renames them. @param {(key: string) => string} t @param {string|null} id @param {string} title */
export const taskTitle = (t, id, title) => (id?.startsWith('builtin-') && title in builtinTitles ? t(builtinTitles[title]) : title);

/** Who did it, as it is recorded; nobody signs in with a name where no proxy says it. @param {(key: string) => string} t @param {string} who */
export const personName = (t, who) => (who === 'anonymous' ? t('who.somebody') : who);

/** A sentence of the server's; those about what a person did begin with the name. @param {(key: string) => string} t @param {string|null} sentence */
export function told(t, sentence) {
  if (!sentence?.startsWith('anonymous ')) return sentence;
  const who = personName(t, 'anonymous');
  return who[0].toUpperCase() + who.slice(1) + sentence.slice('anonymous'.length);
}
