// Hoy: what is on, what is off, why, and what comes next, in ten seconds.

import { icon } from '../components/icons.js';
import { costCenterTag, isOn, outcome, placesMeter, taskTitle, timeText } from '../components/marks.js';
import { empty, panel, problem, skeleton } from '../components/states.js';
import { View } from '../components/view.js';
import { h } from '../lib/html.js';
import { hashOf } from '../lib/router.js';
import { dateIn, daysBetween, isoOf, mondayOf } from '../lib/time.js';
import { Resource } from '../store/resource.js';
import { failureList, inTrouble, troubleList } from './trouble.js';

const shownNames = 3;
const failureDays = 7;
const recentShown = 6;

/** How many of those that are ours are on, asleep, changing, in trouble; the excluded apart. @param {any[]} items */
export function countStates(items) {
  const counts = { active: 0, inactive: 0, moving: 0, trouble: 0, excluded: 0 };
  for (const { status } of items) {
    if (status === 'active') counts.active += 1;
    else if (status === 'excluded') counts.excluded += 1;
    else if (status === 'inactive') counts.inactive += 1;
    else if (status === 'activating' || status === 'deactivating') counts.moving += 1;
    else counts.trouble += 1;
  }
  return counts;
}

/** The sum of a report's avoided hours. @param {any} report */
export function avoidedOf(report) {
  const rows = report.costCenters.flatMap((center) => center.namespaces);
  return rows.reduce((sum, row) => sum + (row.avoidedHours ?? 0), 0);
}

export class TodayView extends View {
  constructor(root, deps) {
    super(root, deps);
    this.report = this.use(new Resource((options, date) => this.deps.services.reports.generateWeeklyReport(date, options)));
    this.failures = this.use(new Resource((options, start) => this.#readFailures(start, options)));
    this.recent = this.use(new Resource(async (options) => (await this.api.operations({ limit: recentShown }, options)).items));
    this.holidays = this.use(new Resource((_options, year) => this.deps.services.holidays.getColombianHolidays(year)));
    this.listen(this.store, 'change');
    this.listen(this.store, 'tick');
    this.listen(this.store, 'health', () => this.#readOnce());
    this.listen(this.store, 'operation', (event) => {
      if (event.detail?.status !== 'running') this.#later();
    });
    this.listen(this.store, 'resync', () => this.#read());
    this.onUnmount(() => clearTimeout(this.timer));
    if (this.store.health) this.#readOnce();
  }

  #later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.#read(), 1500);
  }

  // As soon as the clock says which week it is: nothing else of the store is waited for.
  #readOnce() {
    if (!this.read) this.#read();
  }

  #read() {
    this.read = true;
    const today = dateIn(this.store.now, this.store.timeZone);
    this.report.open(mondayOf(today));
    this.recent.reload();
    this.holidays.open(Number(today.slice(0, 4)));
    this.failures.open(isoOf(this.store.now - failureDays * 86400000).slice(0, 13));
  }

  async #readFailures(hourStart, options) {
    const start = `${hourStart}:00:00Z`;
    const [failed, partial] = await Promise.all(
      ['failed', 'partial'].map((status) => this.api.operations({ status, start, limit: 5 }, options)),
    );
    return [...failed.items, ...partial.items].sort((a, b) => (a.requested_at < b.requested_at ? 1 : -1)).slice(0, 5);
  }

  render() {
    const { items, error } = this.store;
    if (error && !items)
      return problem(
        (key, params) => this.t(key, params),
        error,
        () => this.store.refresh(),
      );
    if (items?.length === 0) return empty({ title: this.t('today.empty'), hint: this.t('today.emptyHint'), sign: 'namespaces' });
    return h(
      'div',
      { class: 'today' },
      this.#lead(items),
      h(
        'div',
        { class: 'today-grid' },
        h('div', { class: 'stack' }, this.#upcoming(), this.#failures(), this.#recent()),
        h('div', { class: 'stack' }, this.#places(), this.#avoided(), this.#holiday()),
      ),
    );
  }

  #lead(items) {
    const { offHours, upcoming, pause } = this.store;
    if (!items || !offHours)
      return h('section', { class: 'hero', key: 'lead', 'aria-busy': true }, skeleton(1, 'hero'), skeleton(4, 'tile'));
    const counts = countStates(items);
    const next = upcoming?.items.find((item) => item.namespaces.length > 0);
    const link = (states, name, sign, count) =>
      h(
        'a',
        {
          class: 'tile',
          key: name,
          href: hashOf('namespaces', { query: { state: states } }),
          'data-kind': name,
          'data-zero': count === 0 ? '' : null,
          'data-testid': `count-${name}`,
        },
        icon(sign),
        h('span.tile-number', null, this.format.integer(count)),
        h('span.tile-word', null, this.t(`today.count.${name}`)),
      );
    return h(
      'section',
      { class: 'hero', key: 'lead', 'data-night': offHours.now ? '' : null },
      h(
        'div',
        { class: 'hero-words' },
        h(
          'p',
          { class: 'hero-kicker' },
          icon(pause ? 'pause' : offHours.now ? 'inactive' : 'active'),
          this.t(pause ? 'today.pausedNow' : offHours.now ? 'today.offHours' : 'today.business'),
        ),
        h(
          'p',
          { class: 'hero-sentence', 'data-testid': 'lead' },
          this.t('today.leadOn', { on: this.format.integer(counts.active), off: this.format.integer(counts.inactive) }),
          counts.excluded > 0 ? ` ${this.t('today.leadExcluded', { count: counts.excluded })}` : '',
          ' ',
          next
            ? this.t('today.leadNext', {
                time: this.format.near(next.at, this.store.now),
                left: this.format.countdown(next.at, this.store.now),
                what: this.t(isOn(next.operation_type) ? 'dayBar.on' : 'dayBar.off', { count: next.namespaces.length }),
              })
            : upcoming
              ? this.t('today.leadNothing')
              : '',
        ),
      ),
      h(
        'div',
        { class: 'tiles', role: 'group', 'aria-label': this.t('today.counts') },
        link('active', 'active', 'active', counts.active),
        link('inactive', 'inactive', 'inactive', counts.inactive),
        link('activating,deactivating', 'moving', 'activating', counts.moving),
        link('degraded,unknown', 'trouble', 'degraded', counts.trouble),
      ),
    );
  }

  #card(name, title, content, extra = null) {
    return h(
      'section',
      { class: 'card-box', key: name, 'aria-labelledby': `today-${name}`, 'data-testid': `today-${name}` },
      h('header.card-head', null, h('h2', { id: `today-${name}` }, title), extra),
      content,
    );
  }

  #upcoming() {
    const { upcoming, now } = this.store;
    const title = this.t('today.next24');
    if (!upcoming) return this.#card('next', title, skeleton(3));
    const rows = upcoming.items.filter((item) => new Date(item.at).getTime() > now - 60000);
    if (rows.length === 0)
      return this.#card('next', title, empty({ title: this.t('today.next24Empty'), hint: this.t('today.next24Hint'), sign: 'clock' }));
    return this.#card('next', title, [
      h(
        'ol',
        { class: 'timeline' },
        rows.slice(0, 12).map((item) => this.#change(item)),
      ),
      rows.length > 12 || upcoming.truncated ? h('p.muted', null, this.t('today.truncated')) : null,
    ]);
  }

  #change(item) {
    const { now } = this.store;
    const on = isOn(item.operation_type);
    const names = item.namespaces;
    const what = item.operation_type === 'command' ? item.title : this.t(on ? 'dayBar.on' : 'dayBar.off', { count: names.length });
    const others = names.length - shownNames;
    return h(
      'li',
      {
        class: 'timeline-row',
        key: `${item.at}${item.operation_type}${item.task_id}${names[0]}`,
        'data-kind': item.operation_type === 'command' ? 'command' : on ? 'on' : 'off',
      },
      h(
        'div.timeline-time',
        null,
        timeText(item.at, this.format.clock(item.at), this.format.exact(item.at)),
        h('span.muted', null, this.format.distance(item.at, now)),
      ),
      h('span.timeline-sign', null, icon(item.operation_type === 'command' ? 'tasks' : on ? 'active' : 'inactive')),
      h(
        'div.timeline-what',
        null,
        item.operation_type === 'command'
          ? h('a', { href: hashOf('tasks', { segments: [item.task_id] }) }, h('strong', null, what))
          : h('strong', null, what[0].toUpperCase() + what.slice(1)),
        h(
          'p.muted',
          null,
          names.slice(0, shownNames).map((name, i) => [i > 0 ? ', ' : '', h('a', { href: this.router.hrefWith({ ns: name }) }, name)]),
          others > 0 ? [' ', h('a', { href: hashOf('namespaces') }, this.t('bulk.others', { count: others }))] : null,
        ),
        item.source !== 'task' && this.i18n.has(`today.source.${item.source}`)
          ? h('p.muted', null, this.t(`today.source.${item.source}`))
          : item.task_id && item.operation_type !== 'command'
            ? h(
                'p',
                null,
                h(
                  'a',
                  { href: hashOf('tasks', { segments: [item.task_id] }) },
                  taskTitle((key) => this.t(key), item.task_id, item.title),
                ),
              )
            : null,
      ),
    );
  }

  #places() {
    const { offHours, now } = this.store;
    const title = this.t('today.places');
    if (!offHours) return this.#card('places', title, skeleton(5));
    const free = Math.max(0, offHours.limit - offHours.holders.length);
    return this.#card(
      'places',
      title,
      [
        h(
          'ul',
          { class: 'place-list' },
          offHours.holders.map((holder) =>
            h(
              'li',
              { class: 'place-row', key: holder.namespace },
              h('span.place.place-taken', { 'aria-hidden': true }),
              h(
                'div',
                null,
                h('a', { href: this.router.hrefWith({ ns: holder.namespace }) }, holder.namespace),
                h(
                  'div',
                  { class: 'place-sub' },
                  costCenterTag(this.shell.palette, holder.cost_center),
                  holder.requested_by && holder.requested_by !== 'anonymous' ? h('span.muted', null, holder.requested_by) : null,
                ),
              ),
              h(
                'div',
                { class: 'place-end' },
                holder.frees_at
                  ? [
                      timeText(holder.frees_at, this.format.near(holder.frees_at, now)),
                      h('span.muted', null, this.format.distance(holder.frees_at, now)),
                    ]
                  : null,
              ),
              this.#placeActions(holder),
            ),
          ),
          Array.from({ length: Math.min(free, 12) }, (_, i) =>
            h(
              'li',
              { class: 'place-row place-row-free', key: `free${i}` },
              h('span.place', { 'aria-hidden': true }),
              h('span.muted', null, this.t('today.placeFree')),
            ),
          ),
        ),
        h('p', { class: 'card-note' }, this.t('today.placesHint')),
      ],
      placesMeter((key, params) => this.t(key, params), offHours),
    );
  }

  #placeActions(holder) {
    const item = this.store.find(holder.namespace);
    if (!item) return null;
    return h(
      'div',
      { class: 'place-actions' },
      h(
        'button',
        {
          type: 'button',
          class: 'btn btn-quiet btn-icon btn-sm',
          title: this.t('today.extend', { name: holder.namespace }),
          'aria-label': this.t('today.extend', { name: holder.namespace }),
          onclick: () => this.shell.openSwitch(item, 'extend'),
        },
        icon('extend'),
      ),
      h(
        'button',
        {
          type: 'button',
          class: 'btn btn-quiet btn-icon btn-sm',
          title: this.t('today.end', { name: holder.namespace }),
          'aria-label': this.t('today.end', { name: holder.namespace }),
          onclick: () => this.shell.openSwitch(item, 'deactivate'),
        },
        icon('power'),
      ),
    );
  }

  #failures() {
    const trouble = inTrouble(this.store.items ?? []);
    return this.#card(
      'failed',
      this.t('today.failed'),
      [
        trouble.length > 0 ? troubleList(this, trouble) : null,
        panel((key, params) => this.t(key, params), this.failures, {
          waiting: skeleton(1, 'line'),
          content: (items) =>
            items.length > 0
              ? failureList(this, items)
              : trouble.length > 0
                ? null
                : h('p', { class: 'all-good', key: 'none' }, icon('check'), this.t('today.failedNone')),
        }),
      ],
      h('a', { href: hashOf('records', { segments: ['operations'] }) }, this.t('today.seeAll')),
    );
  }

  #recent() {
    return this.#card(
      'recent',
      this.t('today.recent'),
      panel((key, params) => this.t(key, params), this.recent, {
        waiting: skeleton(4),
        content: (items) =>
          items.length === 0
            ? h('p', { class: 'muted', key: 'none' }, this.t('today.recentNone'))
            : h(
                'ul',
                { class: 'plain-list', key: 'list' },
                items.map((op) =>
                  h(
                    'li',
                    { key: op.id, class: 'recent' },
                    h(
                      'span',
                      { class: 'timeline-sign', 'data-on': isOn(op.operation_type) ? '' : null },
                      icon(op.operation_type === 'command' ? 'tasks' : isOn(op.operation_type) ? 'active' : 'inactive'),
                    ),
                    h(
                      'div',
                      null,
                      h('a', { href: this.router.hrefWith({ op: op.id }) }, op.namespace),
                      h(
                        'p.muted',
                        null,
                        this.t(`type.${op.operation_type}`),
                        op.trigger === 'person' && op.requested_by !== 'anonymous' ? ` · ${op.requested_by}` : '',
                      ),
                    ),
                    h(
                      'div',
                      { class: 'recent-end' },
                      outcome((key) => this.t(key), op.status),
                      h('span.muted', null, this.format.distance(op.requested_at, this.store.now)),
                    ),
                  ),
                ),
              ),
      }),
      h('a', { href: hashOf('records', { segments: ['operations'] }) }, this.t('today.seeAll')),
    );
  }

  #avoided() {
    const today = dateIn(this.store.now, this.store.timeZone);
    return this.#card(
      'avoided',
      this.t('today.avoided'),
      panel((key, params) => this.t(key, params), this.report, {
        waiting: skeleton(1, 'number'),
        content: (report) => {
          const hours = avoidedOf(report);
          const namespaces = (this.store.items ?? []).length;
          const total = namespaces * (daysBetween(mondayOf(today), today) + 1) * 24;
          const share = total > 0 ? Math.min(100, (hours / total) * 100) : 0;
          return [
            h(
              'p',
              { class: 'big-number', key: 'n', 'data-testid': 'avoided-hours' },
              this.format.hours(hours),
              report.savings ? h('span.big-number-side', null, this.format.money(report.savings.amount, report.savings.currency)) : null,
            ),
            h(
              'div',
              {
                class: 'bar',
                key: 'b',
                role: 'img',
                'aria-label': this.t('today.avoidedOf', { percent: this.format.percent(share), total: this.format.hours(total) }),
              },
              h('span', { class: 'bar-part', style: { width: `${share.toFixed(1)}%` } }),
            ),
            h('p', { class: 'card-note', key: 't' }, this.t('today.avoidedHint')),
          ];
        },
      }),
      h('a', { href: hashOf('reports', { segments: [mondayOf(today)] }) }, this.t('today.seeReport')),
    );
  }

  #holiday() {
    const today = dateIn(this.store.now, this.store.timeZone);
    return this.#card(
      'holiday',
      this.t('today.holiday'),
      panel((key, params) => this.t(key, params), this.holidays, {
        waiting: skeleton(1, 'number'),
        content: (holidays) => {
          const next = holidays.find((one) => one.date >= today);
          if (!next) return h('p.muted', { key: 'none' }, this.t('today.holidayNone'));
          const days = daysBetween(today, next.date);
          return [
            h(
              'p',
              { class: 'holiday-name', key: 'n' },
              icon('holidays'),
              this.i18n.language === 'en' ? (next.nameEn ?? next.name) : next.name,
            ),
            h(
              'p',
              { key: 'd' },
              this.format.dateLong(next.date),
              ' · ',
              days === 0 ? this.t('today.holidayToday') : this.t('today.inDays', { count: days }),
            ),
            h(
              'p',
              { class: 'card-note', key: 'm' },
              this.t(this.store.setting('holidays') === 'observe' ? 'today.holidayObserve' : 'today.holidayMark'),
            ),
          ];
        },
      }),
      h('a', { href: hashOf('holidays', { segments: [today.slice(0, 4)] }) }, this.t('today.seeAll')),
    );
  }
}
