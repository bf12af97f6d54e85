// What everybody must know before reading on: no connection, not ready, simulated, dry run, adoption.

import { element } from '../lib/dom.js';
import { formatCount, formatTime, nextHour } from '../lib/format.js';

export function mountBanners(root, { store, api, page }) {
  let drawn = '';
  let busy = false;

  async function advance(hour) {
    const to = nextHour(store.now, hour, store.timeZone);
    busy = true;
    draw();
    try {
      const { data } = await api.advance(to);
      page.say(page.words.moved(formatTime(data.time, { language: page.language, timeZone: store.timeZone })));
    } catch (error) {
      page.say(error.message);
    } finally {
      busy = false;
      await store.refreshAfterAction();
      draw();
    }
  }

  function wanted() {
    const { words, language } = page;
    const time = (iso) => formatTime(iso, { language, timeZone: store.timeZone });
    const list = [];
    if (store.reached === false) {
      list.push({ kind: 'error', text: store.reachedAt ? words.unreachable(formatTime(store.reachedAt, { language, withDate: false })) : words.neverReached });
    }
    if (store.reached && store.problem) list.push({ kind: 'error', text: store.problem });
    if (store.health?.cluster_mode === 'simulated') list.push({ kind: 'info', text: words.simulated(time(store.now)), clock: true });
    if (store.health?.dry_run) list.push({ kind: 'warning', text: words.dryRun });
    const adopted = store.adopted;
    if (adopted.length > 0) {
      const count = formatCount(adopted.length, { language, one: words.adoptedOne, other: words.adoptedOther });
      const first = store.firstShutdown;
      list.push({ kind: 'info', text: first ? words.adoption(count, time(first)) : words.adoptionNoTime(count) });
    }
    return list;
  }

  function draw() {
    const list = wanted();
    const state = JSON.stringify([list, busy, store.reached, page.language]);
    if (state === drawn) return;
    drawn = state;
    const focused = document.activeElement?.dataset?.hour;
    root.replaceChildren(...list.map((banner) => {
      const button = (hour, label) => element('button', { type: 'button', disabled: busy || !store.reached, 'data-hour': hour, onclick: () => advance(hour) }, label);
      const buttons = banner.clock ? [button(20, page.words.nextEvening), button(7, page.words.nextMorning)] : [];
      return element('div', { className: 'banner', 'data-kind': banner.kind, role: banner.kind === 'error' ? 'alert' : undefined }, [element('p', {}, banner.text), ...buttons]);
    }));
    if (focused) root.querySelector(`[data-hour="${CSS.escape(focused)}"]`)?.focus();
  }

  store.addEventListener('change', draw);
  page.addEventListener('language', draw);
  draw();
}
