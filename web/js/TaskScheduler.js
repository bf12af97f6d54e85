// The page's main class: the frame around the views (navigation, clock, day bar, banners, what was just said), the one view
// that is open, the drawer and the dialogs over it, and the keys.

import { Dialog } from './components/dialog.js';
import { Palette } from './components/marks.js';
import { Toasts } from './components/toasts.js';
import { wasAborted } from './api/http.js';
import { Formatter } from './lib/format.js';
import { render } from './lib/html.js';
import { dateIn } from './lib/time.js';
import { openConfirm } from './shell/confirm_dialog.js';
import { adoptionKey, banners } from './shell/banners.js';
import { dayBar } from './shell/day_bar.js';
import { frame } from './shell/frame.js';
import { openHelp } from './shell/help_dialog.js';
import { openPause } from './shell/pause_dialog.js';
import { Shortcuts } from './shell/shortcuts.js';
import { openSwitch, quickSwitch } from './shell/switch_dialog.js';
import { NamespaceDrawer } from './views/namespace_drawer.js';
import { OperationDrawer } from './views/operation_drawer.js';
import { viewsOf } from './views/index.js';

const patienceMs = 700;
const bannersKey = 'nsched.banners';

export class TaskScheduler {
  #current = null;
  #drawer = null;
  #frame = 0;
  #toSearch = false; // the next view takes the focus to its search, where it has one
  #formatter = null;
  #minute = 0;
  /** @type {string|null} */ #banners = null; // which ones were measured

  /** @param {HTMLElement} root @param {any} deps */
  constructor(root, deps) {
    this.root = root;
    this.deps = { ...deps, shell: this };
    Object.assign(this, deps);
    this.palette = new Palette();
    this.busy = false; // the simulated clock is moving
    this.menuOpen = false;
    /** False until banners are known, or patience ends: content that appeared before them would be pushed down. */
    this.settled = false;
    /** Pixels that the banners took when they were last seen here: kept free until they are known. */
    this.bannersHeight = Number(deps.preferences.recall(bannersKey) ?? 0);
    /** Namespaces whose switch is on its way: their buttons wait. */
    this.pending = new Set();
    this.t = (key, params) => deps.i18n.t(key, params);
  }

  /** Dates and numbers in the person's language and the cluster's zone. */
  get format() {
    const { language } = this.deps.i18n;
    const { timeZone } = this.deps.store;
    if (this.#formatter?.language !== language || this.#formatter?.timeZone !== timeZone)
      this.#formatter = new Formatter(language, timeZone);
    return this.#formatter;
  }

  get views() {
    return viewsOf({ weekly: this.deps.store.setting('weekly_view', true) !== false });
  }

  get viewName() {
    return this.deps.router.route.view || 'today';
  }

  start() {
    const { store, i18n, router, preferences } = this.deps;
    store.start(); // what it asks for is on its way while the frame is drawn
    this.drawNow();
    const part = (name) => /** @type {HTMLElement} */ (this.root.querySelector(`[data-part="${name}"]`));
    this.content = part('content');
    this.live = part('announcer');
    this.toasts = new Toasts(part('toasts'), this.t);
    this.dialog = new Dialog(document.body, this.t, 'dialog');
    this.panel = new Dialog(document.body, this.t, 'drawer');
    for (const [target, type] of [
      [store, 'change'],
      [store, 'tick'],
      [preferences, 'change'],
    ])
      target.addEventListener(type, () => this.draw());
    store.addEventListener('change', () => {
      if (store.complete)
        this.palette.learn([...store.costCenters.map((one) => one.cost_center), ...(store.items ?? []).map((item) => item.cost_center)]);
    });
    store.addEventListener('change', () => this.#knowHolidays());
    i18n.addEventListener('change', () => {
      this.drawNow();
      this.panel.redraw();
      this.dialog.redraw();
      store.refresh();
    });
    router.addEventListener('change', () => this.#follow());
    new Shortcuts(this).listen();
    this.#follow();
    setInterval(() => this.#eachSecond(), 1000);
    setTimeout(() => this.#settle(), patienceMs);
    store.addEventListener('change', () => {
      if (store.complete) this.#settle();
    });
  }

  // The day bar leaves observed holidays dark; a year that cannot be read now is asked for with the next change.
  #knowHolidays() {
    const { store, services } = this.deps;
    if (store.setting('holidays') !== 'observe' || !store.health) return;
    const year = Number(dateIn(store.now, store.timeZone).slice(0, 4));
    if (services.holidays.getCachedHolidays(year) === null)
      services.holidays.getColombianHolidays(year).then(
        () => this.draw(),
        () => {},
      );
  }

  // The clock shows minutes: nothing else has to be drawn each second.
  #eachSecond() {
    const minute = Math.floor(this.deps.store.now / 60000);
    if (minute === this.#minute) return;
    this.#minute = minute;
    this.draw();
  }

  #settle() {
    if (this.settled) return;
    this.settled = true;
    this.draw();
  }

  /** Shows the view of the address, and the drawer that it names. */
  #follow() {
    const name = this.viewName;
    const known = this.views.find((view) => view.name === name);
    if (!known) {
      this.deps.router.go('today', { replace: true });
      return;
    }
    if (this.#current?.name === name) {
      this.#current.view.routeChanged();
    } else {
      const first = this.#current === null;
      this.#current?.view.unmount();
      this.menuOpen = false;
      const host = document.createElement('div');
      host.className = `view view-${name}`;
      host.dataset.testid = `view-${name}`;
      this.content.replaceChildren(host);
      const view = new known.View(host, this.deps);
      this.#current = { name, view };
      view.drawNow();
      if (!first) {
        this.drawNow(); // the heading says the new name before it gets the focus
        window.scrollTo(0, 0);
        const heading = /** @type {HTMLElement|null} */ (this.root.querySelector('h1'));
        ((this.#toSearch && this.#search) || heading)?.focus();
      }
    }
    this.#toSearch = false;
    this.#followDrawer();
  }

  #followDrawer() {
    const { ns, op } = this.deps.router.route.query;
    const wanted = op ? `op:${op}` : ns ? `ns:${ns}` : null;
    if (this.#drawer?.wanted === wanted) {
      this.#drawer?.content.routeChanged();
      return;
    }
    this.#drawer?.content.close();
    this.#drawer = null;
    if (wanted === null) {
      this.panel.close();
      return;
    }
    const content = op
      ? new OperationDrawer(op, this.deps, () => this.panel.redraw())
      : new NamespaceDrawer(ns, this.deps, () => this.panel.redraw());
    this.#drawer = { wanted, content };
    this.panel.open(() => content.describe(), {
      light: true,
      onclose: () => {
        if (this.#drawer?.content !== content) return;
        content.close();
        this.#drawer = null;
        this.deps.router.setQuery({ ns: null, tab: null, op: null });
      },
    });
  }

  draw() {
    if (this.#frame) return;
    this.#frame = requestAnimationFrame(() => this.drawNow());
  }

  drawNow() {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    const { i18n } = this.deps;
    document.documentElement.lang = i18n.language === 'en' ? 'en' : 'es-CO';
    document.title = `${this.t(`view.${this.viewName}`)} · Namespace Scheduler`;
    const shown = this.deps.store.complete ? banners(this).filter(Boolean) : [];
    render(this.root, frame(this, { banners: shown, dayBar: dayBar(this) }));
    if (this.deps.store.complete) this.#rememberBanners(shown);
    this.toasts?.draw();
    if (this.panel?.isOpen) this.panel.redraw();
    // Nobody can be on a view that a setting took away.
    if (this.#current && !this.views.some((view) => view.name === this.#current?.name)) this.deps.router.go('today', { replace: true });
  }

  #rememberBanners(shown) {
    const names = shown.map(({ key }) => key).join(' ');
    if (names === this.#banners) return;
    this.#banners = names;
    requestAnimationFrame(() => {
      const { offsetHeight } = /** @type {HTMLElement} */ (this.root.querySelector('.banners'));
      this.deps.preferences.remember(bannersKey, String(offsetHeight));
    });
  }

  /** Says what happened, for eyes and for screen readers. @param {string} message @param {any} [how] */
  say(message, how) {
    this.toasts.say(message, how);
    this.announce(message);
  }

  /** @param {unknown} error */
  fail(error) {
    if (wasAborted(error)) return;
    const message =
      error instanceof Error && /** @type {any} */ (error).status === 0
        ? this.t(/** @type {any} */ (error).write ? 'problem.unsent' : 'problem.unreachable')
        : error instanceof Error
          ? error.message
          : String(error);
    this.say(message, { tone: 'bad' });
  }

  /** @param {string} message */
  announce(message) {
    this.live.textContent = '';
    this.live.textContent = message;
  }

  /** Asks before what cannot be taken back. @param {{title: string, body: any, confirm: string, danger?: boolean, run: () => Promise<void>}} what @param {() => void} [closed] */
  confirm(what, closed) {
    openConfirm(this, what, closed);
  }

  /** Asks for duration, payer and reason first. @param {any} item @param {'activate'|'deactivate'|'extend'} action @param {{until?: string}} [wanted] */
  openSwitch(item, action, wanted = {}) {
    openSwitch(this, [item], action, wanted);
  }

  /** Acts at once where nothing has to be asked. @param {any} item @param {'activate'|'deactivate'} action */
  quickSwitch(item, action) {
    return quickSwitch(this, item, action);
  }

  /** @param {any[]} items @param {'activate'|'deactivate'} action @param {() => void} [done] */
  openBulk(items, action, done) {
    openSwitch(this, items, action, { bulk: true, done });
  }

  openPause() {
    openPause(this);
  }

  openHelp() {
    openHelp(this);
  }

  focusSearch() {
    const here = this.#search;
    if (here) here.focus();
    else {
      this.#toSearch = true; // of the view that the address names: it is there when the browser has told of the new one
      this.deps.router.go('namespaces');
    }
  }

  get #search() {
    return /** @type {HTMLInputElement|null} */ (this.content.querySelector('[data-search]'));
  }

  /** Moves the simulated clock. @param {string} to */
  async advance(to) {
    this.busy = true;
    this.draw();
    try {
      const { data } = await this.deps.api.advance(to);
      this.say(this.t('banner.moved', { time: this.format.moment(data.time) }));
    } catch (error) {
      this.fail(error);
    } finally {
      this.busy = false;
      await this.deps.store.resync();
      this.draw();
    }
  }

  dismissAdoption() {
    this.deps.preferences.remember(adoptionKey, '1');
    this.draw();
  }
}
