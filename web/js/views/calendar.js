// Calendario: tasks, the automatic day, activations with their end, holidays; month, week, day and list. A click on a free time
// creates a task there, a drag moves what may move; the same by keyboard through the toolbar and each event's own dialog.

import { choice } from '../components/fields.js';
import { icon } from '../components/icons.js';
import { costCenterTag } from '../components/marks.js';
import { problem, skeleton } from '../components/states.js';
import { View } from '../components/view.js';
import { h } from '../lib/html.js';
import { hashOf } from '../lib/router.js';
import { addDays, dateIn, isDate, isoOf } from '../lib/time.js';
import { cronAt, hiddenIn, kinds, movedCron, proposedOn, signs, tenseOf, toEvents } from './calendar_events.js';
import { draftOf, TaskForm, taskBody } from './task_form.js';

const views = { month: 'dayGridMonth', week: 'timeGridWeek', day: 'timeGridDay', list: 'listWeek' };
const narrow = 768;
const laterMs = 1500;

export class CalendarView extends View {
  error = null;
  title = '';
  truncated = false;
  loaded = false;
  #calendar = null;
  #timer = 0;
  /** @type {{start: Date, end: Date}|null} */ #shown = null;
  #tasks = new Map();

  constructor(root, deps) {
    super(root, deps);
    this.host = document.createElement('div');
    this.host.className = 'cal-host';
    for (const type of ['operation', 'task', 'resync']) this.listen(this.store, type, () => this.#soon());
    this.listen(this.store, 'change', () => this.#begin());
    this.onUnmount(() => {
      clearTimeout(this.#timer);
      this.#calendar?.destroy();
    });
    this.#begin();
  }

  get #hidden() {
    return hiddenIn(this.route.query.hide);
  }

  // What the address says of the items, beside their dates.
  get #asked() {
    const { hide = '', namespace = '', cc = '' } = this.route.query;
    return JSON.stringify([hide, namespace, cc]);
  }

  get mode() {
    const { mode } = this.route.query;
    return mode in views ? mode : window.innerWidth < narrow ? 'list' : 'week';
  }

  #soon() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#calendar?.refetchEvents(), laterMs);
  }

  async #begin() {
    if (this.began || !this.store.health) return;
    this.began = true;
    try {
      const { makeCalendar } = await import('../vendor/fullcalendar.js');
      if (this.gone) return;
      const [date] = this.route.segments;
      this.#calendar = makeCalendar(
        this.host,
        this.#options(isDate(date) ? date : dateIn(this.store.now, this.store.timeZone)),
      );
      this.#calendar.render();
    } catch (error) {
      this.error = error;
      this.began = false;
    }
    this.draw();
  }

  #options(initialDate) {
    return {
      headerToolbar: false,
      height: 'auto',
      initialView: views[this.mode],
      initialDate,
      firstDay: 1,
      timeZone: this.store.timeZone,
      locale: this.i18n.language,
      now: () => isoOf(this.store.now),
      nowIndicator: true,
      dayMaxEvents: 4,
      editable: true,
      selectable: true,
      selectMirror: true,
      eventOverlap: true,
      slotDuration: '01:00:00',
      snapDuration: '00:15:00',
      slotEventOverlap: false,
      eventInteractive: true,
      navLinks: false,
      rowEventClass: 'cal-row',
      listItemEventClass: 'cal-row',
      rowMoreLinkClass: 'cal-row',
      columnEventClass: 'cal-column',
      eventContent: (info) => this.#content(info),
      listItemEventTimeClass: 'cal-list-time',
      listItemEventTitleClass: 'cal-list-title',
      allDayText: this.t('calendar.allDay'),
      eventTimeFormat: { hour: 'numeric', minute: '2-digit' },
      slotHeaderFormat: { hour: '2-digit', minute: '2-digit', hour12: false },
      // What the library leaves open for screen readers: the text of a day's head is hidden, and a list holds buttons that are no items.
      dayHeaderDidMount: ({ el }) => {
        for (const hidden of el.querySelectorAll('[aria-hidden]')) hidden.removeAttribute('aria-hidden');
      },
      eventDidMount: ({ el, event }) => this.#named(el, event),
      noEventsContent: () => this.t('calendar.nothing'),
      events: (range, done, failed) => this.#read(range).then(done, failed),
      datesSet: ({ start, end }) => this.#moved(start, end),
      eventClick: ({ event, jsEvent }) => {
        jsEvent.preventDefault();
        this.#open(event.extendedProps.item);
      },
      dateClick: ({ date, allDay }) => (allDay ? this.#createOn(dateIn(date, this.store.timeZone)) : this.#create(date)),
      select: ({ start, end, allDay }) => {
        if (!allDay && end.getTime() - start.getTime() > 3600000) this.#create(start);
      },
      eventDrop: (info) => this.#dropped(info),
      eventResize: (info) => this.#resized(info),
    };
  }

  // The library hides an event's text while it measures: the name must not depend on that.
  #named(element, event) {
    if (element.getAttribute('role') !== 'button') return;
    const { item } = event.extendedProps;
    const task = this.#tasks.get(item?.task_id);
    const what = item ? [this.#name(item), task && !task.builtin ? this.t(`tasks.type.${task.operation_type}`) : null] : [event.title];
    const name = [event.allDay ? null : this.format.moment(event.start), ...what].filter(Boolean).join(', ');
    element.setAttribute('aria-label', name);
    element.setAttribute('title', name); // a column of a day is narrow
    if (element.parentElement?.getAttribute('role') === 'list') element.parentElement.setAttribute('role', 'group');
  }

  // A narrow cell has room for the time, and the colour says the rest; the whole name is in the label.
  #content({ event, isNarrow, isStart, view }) {
    if (!isNarrow || view.type === views.list || event.display === 'background') return true;
    const brief = document.createElement('span');
    brief.className = 'cal-brief';
    brief.textContent = event.allDay ? this.t('calendar.holidayShort') : isStart ? this.format.clockShort(event.start) : '…'; // begun on a day before
    return { domNodes: [brief] };
  }

  async #read({ start, end }) {
    const { timeZone } = this.store;
    this.asked = this.#asked;
    const from = dateIn(start, timeZone);
    const to = addDays(dateIn(end, timeZone), -1);
    try {
      const [{ items, truncated }, tasks] = await Promise.all([
        this.api.calendar({
          start_date: from,
          end_date: to < from ? from : to,
          namespace: this.route.query.namespace,
          cost_center: this.route.query.cc,
        }),
        this.api.tasks(),
      ]);
      this.#tasks = new Map(tasks.items.map((task) => [task.id, task]));
      this.error = null;
      this.truncated = truncated === true;
      this.loaded = true;
      this.draw();
      const hidden = this.#hidden;
      const shown = new Set(kinds.filter((kind) => !hidden.has(kind)));
      return toEvents(items, { shown, tasks: this.#tasks, timeZone, name: (item) => this.#name(item) });
    } catch (error) {
      this.error = error;
      this.loaded = true;
      this.draw();
      return [];
    }
  }

  #name(item) {
    if (item.kind === 'holiday')
      return this.i18n.language === 'en'
        ? (this.deps.services.holidays.getHolidayInfo(dateIn(item.start, this.store.timeZone))?.nameEn ?? item.title)
        : item.title;
    if (item.task_id === 'builtin-shutdown') return this.t('type.auto_shutdown');
    if (item.task_id === 'builtin-startup') return this.t('type.auto_startup');
    if (item.kind === 'activation' || item.kind === 'keep_on') return item.namespace ?? item.title;
    return item.title;
  }

  #moved(start, end) {
    const date = dateIn(new Date(start.getTime() + 43200000), this.store.timeZone);
    const current = this.#calendar ? dateIn(this.#calendar.getDate(), this.store.timeZone) : date;
    this.#shown = { start, end };
    // The corner of a table of hours has a name and no text.
    requestAnimationFrame(() => {
      for (const corner of this.host.querySelectorAll('[role=rowheader][aria-label], [role=columnheader]:not([data-date])'))
        if (corner.textContent.trim() === '') corner.setAttribute('role', 'gridcell');
    });
    this.#retitle();
    if (this.route.segments[0] !== current && this.#calendar)
      this.router.go('calendar', { segments: [current], query: this.route.query, replace: this.route.segments.length === 0 });
    this.draw();
  }

  routeChanged() {
    const [date] = this.route.segments;
    if (this.#calendar) {
      if (this.asked !== this.#asked) this.#calendar.refetchEvents();
      if (this.#calendar.view.type !== views[this.mode]) this.#calendar.changeView(views[this.mode]);
      if (isDate(date) && dateIn(this.#calendar.getDate(), this.store.timeZone) !== date) this.#calendar.gotoDate(date);
    }
    this.draw();
  }

  languageChanged() {
    this.#calendar?.setOption('locale', this.i18n.language);
    this.#calendar?.setOption('allDayText', this.t('calendar.allDay'));
    this.#calendar?.refetchEvents();
    this.#retitle();
    this.draw();
  }

  #retitle() {
    if (!this.#shown) return;
    const first = dateIn(this.#shown.start, this.store.timeZone);
    const last = addDays(dateIn(this.#shown.end, this.store.timeZone), -1);
    this.title =
      this.mode === 'month'
        ? (this.#calendar?.view?.title ?? '')
        : this.mode === 'day'
          ? this.format.dateLong(first)
          : this.format.range(first, last);
  }

  #step(what) {
    if (!this.#calendar) return;
    if (what === 'today') this.#calendar.gotoDate(dateIn(this.store.now, this.store.timeZone));
    else this.#calendar[what]();
  }

  #toggle(kind) {
    const hidden = this.#hidden;
    const hide = kinds.filter((one) => hidden.has(one) !== (one === kind)).join(',');
    this.router.setQuery({ hide }, { replace: true });
  }

  // A day of the month says no hour: one is proposed, and the form says so.
  #createOn(date) {
    const { store } = this;
    const at = proposedOn(date, { now: store.now, timeZone: store.timeZone, hours: store.setting('business_hours', '07:00-20:00') });
    this.#create(at, this.t('calendar.proposed', { time: this.format.clock(at), day: this.format.weekdayLong(date) }));
  }

  #create(at, note = null) {
    const form = new TaskForm(this.deps, null, {
      namespace: this.route.query.namespace ?? '',
      schedule: cronAt(at, this.store.timeZone),
      note,
      saved: () => this.#calendar?.refetchEvents(),
    });
    this.shell.dialog.open(() => form.describe(), { onclose: () => form.close() });
  }

  #edit(task) {
    const form = new TaskForm(this.deps, task, { saved: () => this.#calendar?.refetchEvents() });
    this.shell.dialog.open(() => form.describe(), { onclose: () => form.close() });
  }

  #dropped({ event, oldEvent, revert }) {
    const { item } = event.extendedProps;
    const task = this.#tasks.get(item.task_id);
    const schedule = task ? movedCron(task.schedule, oldEvent.start, event.start, task.timezone) : null;
    if (schedule === null) {
      revert();
      this.shell.say(this.t('calendar.cannotMove'), { tone: 'calm' });
      return;
    }
    let kept = false;
    this.shell.confirm(
      {
        title: this.t('calendar.moveTitle', { name: task.title }),
        confirm: this.t('calendar.move'),
        body: [
          h('p', null, h('strong', null, this.format.moment(oldEvent.start), ' → ', this.format.moment(event.start))),
          h('p', null, h('code', null, task.schedule), ' → ', h('code', null, schedule)),
          h('p', null, this.t('calendar.moveHint')),
        ],
        run: async () => {
          await this.api.replaceTask(task.id, { ...taskBody(draftOf(task)), schedule }, task.etag);
          kept = true;
          this.shell.say(this.t('tasks.saved', { name: task.title }));
          this.#calendar?.refetchEvents();
        },
      },
      () => {
        if (!kept) revert();
      },
    );
  }

  // The end of a booked place is somebody's request like any other: payer and reason are asked.
  #resized({ event, revert }) {
    const { item } = event.extendedProps;
    const known = this.store.find(item.namespace);
    const until = isoOf(event.end ?? event.start);
    revert(); // the event holds its old end again
    if (known) this.shell.openSwitch(known, 'extend', { until });
  }

  #open(item) {
    if (!item) return;
    const task = item.task_id ? this.#tasks.get(item.task_id) : null;
    const close = () => this.shell.dialog.close();
    const tense = tenseOf(item, this.store.now);
    const fact = (key, value) =>
      value ? [h('dt', { key: `t${key}` }, this.t(`calendar.fact.${key}`)), h('dd', { key: `d${key}` }, value)] : null;
    this.shell.dialog.open(
      () => ({
        title: this.#name(item),
        testid: 'calendar-event',
        body: h(
          'dl',
          { class: 'facts' },
          fact('what', this.t(`calendar.kind.${item.kind}`)),
          fact(
            'start',
            item.kind === 'holiday' ? this.format.dateLong(dateIn(item.start, this.store.timeZone)) : this.format.exact(item.start),
          ),
          fact('end', item.end && item.kind !== 'firing' && item.kind !== 'holiday' ? this.format.exact(item.end) : null),
          fact('state', item.kind === 'holiday' ? null : this.t(`calendar.tense.${tense}`)),
          fact(
            'namespace',
            item.namespace && item.namespace !== '*'
              ? h('a', { href: this.router.hrefWith({ ns: item.namespace }), onclick: close }, item.namespace)
              : item.namespace === '*'
                ? this.t('common.allNamespaces')
                : null,
          ),
          fact('payer', item.cost_center ? costCenterTag(this.shell.palette, item.cost_center) : null),
          fact('schedule', task ? h('code', null, task.schedule) : null),
        ),
        footer: [
          task
            ? h(
                'a',
                { class: 'btn btn-outline-secondary', href: hashOf('tasks', { segments: [task.id] }), onclick: close },
                this.t('calendar.seeTask'),
              )
            : null,
          task
            ? h(
                'button',
                { type: 'button', class: 'btn btn-primary', 'data-testid': 'calendar-edit', onclick: () => this.#edit(task) },
                icon('edit'),
                this.t('calendar.moveOrEdit'),
              )
            : null,
          item.kind === 'keep_on' && this.store.find(item.namespace)
            ? h(
                'button',
                {
                  type: 'button',
                  class: 'btn btn-primary',
                  onclick: () => this.shell.openSwitch(this.store.find(item.namespace), 'extend'),
                },
                icon('extend'),
                this.t('switch.do.extend'),
              )
            : null,
          h('button', { type: 'button', class: 'btn btn-outline-secondary', onclick: close }, this.t('common.close')),
        ],
      }),
      { light: true },
    );
  }

  render() {
    const button = (what, sign, label) =>
      h(
        'button',
        {
          type: 'button',
          class: 'btn btn-outline-secondary btn-icon',
          'aria-label': label,
          title: label,
          'data-testid': `calendar-${what}`,
          onclick: () => this.#step(what),
        },
        icon(sign),
      );
    return [
      h(
        'div',
        { class: 'toolbar', key: 'toolbar' },
        h(
          'div',
          { class: 'week-nav', role: 'group', 'aria-label': this.t('calendar.navigation') },
          button('prev', 'previous', this.t('calendar.prev')),
          button('next', 'next', this.t('calendar.next')),
          h(
            'button',
            { type: 'button', class: 'btn btn-outline-secondary', 'data-testid': 'calendar-today', onclick: () => this.#step('today') },
            this.t('calendar.today'),
          ),
          h('h2', { class: 'week-title', 'aria-live': 'polite', 'data-testid': 'calendar-title' }, this.title),
        ),
        h(
          'div.push',
          null,
          choice({
            name: 'calendar-mode',
            legend: this.t('calendar.mode'),
            hideLegend: true,
            value: this.mode,
            options: Object.keys(views).map((mode) => /** @type {[string, string]} */ ([mode, this.t(`calendar.mode.${mode}`)])),
            onchange: (mode) => this.router.setQuery({ mode }, { replace: true }),
          }),
        ),
        h(
          'button',
          { type: 'button', class: 'btn btn-primary', 'data-testid': 'calendar-new', onclick: () => this.#create(this.store.now) },
          icon('plus'),
          this.t('tasks.new'),
        ),
      ),
      h(
        'div',
        { class: 'chips cal-kinds', key: 'kinds', role: 'group', 'aria-label': this.t('calendar.kinds') },
        kinds.map((kind) =>
          h(
            'button',
            { type: 'button', class: 'chip', key: kind, 'aria-pressed': !this.#hidden.has(kind), onclick: () => this.#toggle(kind) },
            h('i', { class: `cal-key cal-key-${kind}`, 'aria-hidden': true }),
            this.t(`calendar.kind.${kind}`),
          ),
        ),
        h(
          'span',
          { class: 'cal-signs', key: 'signs' },
          Object.entries(signs).map(([type, sign]) => h('span', { key: type }, `${sign} ${this.t(`tasks.type.${type}`)}`)),
        ),
      ),
      this.error
        ? h(
            'div',
            { key: 'error' },
            problem(
              (key, params) => this.t(key, params),
              this.error,
              () => (this.#calendar ? this.#calendar.refetchEvents() : this.#begin()),
            ),
          )
        : null,
      this.truncated ? h('p', { class: 'card-note', key: 'truncated' }, this.t('calendar.truncated')) : null,
      h(
        'div',
        { class: 'cal-place', key: 'place' },
        !this.loaded && !this.error
          ? h(
              'div',
              { class: 'cal-waiting', key: 'waiting', 'aria-busy': true },
              h('span.visually-hidden', null, this.t('common.loading')),
              skeleton(1, 'grid'),
            )
          : null,
        h('div', {
          class: 'cal-frame',
          key: 'frame',
          owned: true,
          'data-mode': this.mode,
          'data-loaded': this.loaded || Boolean(this.error),
          'data-testid': 'calendar',
          ref: (element) => element.append(this.host),
        }),
      ),
    ];
  }
}
