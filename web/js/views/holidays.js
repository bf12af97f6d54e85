// Festivos: the year with its laws, the local days, the calendar to subscribe to, and what a holiday means here.

import { choice, textField } from '../components/fields.js';
import { icon } from '../components/icons.js';
import { panel, sentenceOf, skeleton } from '../components/states.js';
import { cardTable } from '../components/table.js';
import { View } from '../components/view.js';
import { h } from '../lib/html.js';
import { addDays, dateIn, daysBetween, isDate, weekdayOf } from '../lib/time.js';
import { Resource } from '../store/resource.js';

const firstYear = 1984;
const lastYear = 2100;

/** The weeks of a month as days, empty places first. @param {number} year @param {number} month 1 to 12 @returns {(string|null)[]} */
export function monthDays(year, month) {
  const first = `${year}-${String(month).padStart(2, '0')}-01`;
  const list = /** @type {(string|null)[]} */ (Array(weekdayOf(first)).fill(null));
  for (let date = first; date.slice(5, 7) === first.slice(5, 7); date = addDays(date, 1)) list.push(date);
  return list;
}

export class HolidaysView extends View {
  constructor(root, deps) {
    super(root, deps);
    this.year$ = this.use(new Resource((_options, year) => deps.services.holidays.getColombianHolidays(year)));
    this.local = this.use(new Resource(async (options) => (await this.api.localHolidays(options)).holidays));
    this.listen(this.store, 'change', () => this.#follow());
    this.listen(this.store, 'resync', () => this.#reread());
    this.local.reload();
    this.#follow();
  }

  get year() {
    const asked = Number(this.route.segments[0]);
    return asked >= firstYear && asked <= lastYear ? asked : Number(dateIn(this.store.now, this.store.timeZone).slice(0, 4));
  }

  #follow() {
    this.draw();
    if (!this.store.health && !this.route.segments[0]) return;
    if (this.shown === this.year) return;
    this.shown = this.year;
    this.year$.open(this.year);
  }

  routeChanged() {
    this.#follow();
  }

  #go(year) {
    if (year >= firstYear && year <= lastYear) this.router.go('holidays', { segments: [String(year)] });
  }

  #name(holiday) {
    return this.i18n.language === 'en' ? (holiday.nameEn ?? holiday.name) : holiday.name;
  }

  #reread() {
    this.deps.services.holidays.clearCache();
    this.local.reload();
    this.year$.reload();
  }

  #changed() {
    this.#reread();
    this.deps.services.schedule.clearCache(); // its days are drawn by them
    this.store.refreshSoon();
  }

  render() {
    return [
      h(
        'div',
        { class: 'toolbar', key: 'toolbar' },
        h(
          'div',
          { class: 'week-nav', role: 'group', 'aria-label': this.t('holidays.year') },
          h(
            'button',
            {
              type: 'button',
              class: 'btn btn-outline-secondary btn-icon',
              disabled: this.year <= firstYear,
              'aria-label': this.t('holidays.previous'),
              onclick: () => this.#go(this.year - 1),
            },
            icon('previous'),
          ),
          h(
            'button',
            {
              type: 'button',
              class: 'btn btn-outline-secondary btn-icon',
              disabled: this.year >= lastYear,
              'aria-label': this.t('holidays.next'),
              onclick: () => this.#go(this.year + 1),
            },
            icon('next'),
          ),
          h('h2', { class: 'week-title', 'aria-live': 'polite' }, String(this.year)),
        ),
        h(
          'a',
          {
            class: 'btn btn-outline-secondary push',
            href: `api/holidays/${this.year}?format=ics`,
            download: true,
            'data-testid': 'holidays-ics',
          },
          icon('download'),
          this.t('holidays.ics'),
        ),
        h(
          'button',
          { type: 'button', class: 'btn btn-primary', 'data-testid': 'holiday-new', onclick: () => this.#add() },
          icon('plus'),
          this.t('holidays.add'),
        ),
      ),
      h(
        'div',
        { class: 'today-grid', key: 'grid' },
        h(
          'div',
          { class: 'stack' },
          panel((key, params) => this.t(key, params), this.year$, { waiting: skeleton(12), content: (list) => this.#table(list) }),
        ),
        h('div', { class: 'stack' }, this.#mode(), this.#locals()),
      ),
      this.year$.ready ? this.#months(this.year$.value) : null,
    ];
  }

  #table(list) {
    const today = dateIn(this.store.now, this.store.timeZone);
    const next = list.find((one) => one.date >= today)?.date;
    return h(
      'div',
      {
        class: 'card-box report-box table-scroll',
        key: 'table',
        tabindex: '0',
        role: 'region',
        'aria-label': this.t('holidays.caption', { year: this.year }),
      },
      cardTable({
        class: 'holidays-table',
        testid: 'holidays-table',
        heads: ['date', 'name', 'rule', 'law'].map((name) => ({ name, label: this.t(`holidays.column.${name}`) })),
        rows: list.map((one) => ({
          key: one.date,
          class: one.date === next ? 'next-holiday' : null,
          cells: [
            [
              this.format.dateShort(one.date),
              one.date === next
                ? h(
                    'span.cell-sub',
                    null,
                    daysBetween(today, one.date) === 0
                      ? this.t('today.holidayToday')
                      : this.t('today.inDays', { count: daysBetween(today, one.date) }),
                  )
                : null,
            ],
            [this.#name(one), one.type === 'local' ? h('span.chip.local-chip', null, this.t('holidays.local')) : null],
            one.type === 'local'
              ? '–'
              : one.originalDate !== one.date
                ? this.t('holidays.moved', { date: this.format.dateShort(one.originalDate) })
                : this.t(one.isFixed ? 'holidays.fixed' : 'holidays.movable'),
            one.law ?? '–',
          ],
        })),
      }),
    );
  }

  #mode() {
    const mode = this.store.setting('holidays', 'mark');
    const source = this.store.settings?.holidays?.source;
    const fixed = source && !['default', 'stored'].includes(source);
    return h(
      'section',
      { class: 'card-box', key: 'mode', 'aria-labelledby': 'holiday-mode' },
      h('header.card-head', null, h('h2', { id: 'holiday-mode' }, this.t('holidays.mode'))),
      fixed
        ? h('p', null, h('strong', null, this.t(`holidays.mode.${mode}`)))
        : choice({
            name: 'holiday-mode',
            legend: this.t('holidays.mode'),
            hideLegend: true,
            value: mode,
            options: [
              ['mark', this.t('holidays.mode.mark')],
              ['observe', this.t('holidays.mode.observe')],
            ],
            onchange: (value) => this.#setMode(value),
          }),
      h('p', null, this.t(`holidays.modeMeans.${mode}`)),
      fixed ? h('p.card-note', null, this.t('holidays.fixedBy', { source })) : null,
    );
  }

  async #setMode(mode) {
    try {
      const { message } = await this.api.changeSettings({ holidays: mode }, this.store.settings?.etag);
      this.shell.say(message);
    } catch (error) {
      this.shell.fail(error);
    }
    await this.store.refresh();
    this.draw();
  }

  #locals() {
    return h(
      'section',
      { class: 'card-box', key: 'local', 'aria-labelledby': 'holiday-local' },
      h('header.card-head', null, h('h2', { id: 'holiday-local' }, this.t('holidays.locals'))),
      panel((key, params) => this.t(key, params), this.local, {
        waiting: skeleton(2),
        content: (list) =>
          list.length === 0
            ? h('p.muted', { key: 'none' }, this.t('holidays.noLocals'))
            : h(
                'ul',
                { class: 'plain-list', key: 'list' },
                list.map((one) =>
                  h(
                    'li',
                    { class: 'local-row', key: one.date },
                    h('div', null, h('strong', null, this.#name(one)), h('p.muted', null, this.format.dateLong(one.date))),
                    h(
                      'button',
                      {
                        type: 'button',
                        class: 'btn btn-quiet btn-icon btn-sm',
                        'aria-label': this.t('holidays.remove', { name: one.name }),
                        title: this.t('holidays.remove', { name: one.name }),
                        onclick: () => this.#remove(one),
                      },
                      icon('trash'),
                    ),
                  ),
                ),
              ),
      }),
    );
  }

  #months(list) {
    const marked = new Map(list.map((one) => [one.date, one]));
    const today = dateIn(this.store.now, this.store.timeZone);
    return h(
      'section',
      { class: 'year-grid', key: 'months', 'aria-label': this.t('holidays.monthsOf', { year: this.year }) },
      Array.from({ length: 12 }, (_, i) => {
        const days = monthDays(this.year, i + 1);
        const first = /** @type {string} */ (days.find((day) => day !== null));
        const here = list.filter((one) => one.date.slice(0, 7) === first.slice(0, 7));
        return h(
          'div',
          { class: 'month', key: first },
          h('h3', null, this.format.month(first)),
          h(
            'div',
            {
              class: 'month-days',
              role: 'img',
              'aria-label':
                here.length === 0
                  ? this.t('holidays.noneIn', { month: this.format.month(first) })
                  : here.map((one) => `${this.format.dateShort(one.date)}: ${this.#name(one)}`).join('; '),
            },
            Array.from({ length: 7 }, (_, d) =>
              h('span', { class: 'month-head', key: `h${d}` }, this.format.weekday(addDays('2026-11-16', d)).slice(0, 2)),
            ),
            days.map((day, n) => {
              const holiday = day && marked.get(day);
              const classes = [
                'month-day',
                day && weekdayOf(day) > 4 ? 'month-weekend' : '',
                holiday ? (holiday.type === 'local' ? 'month-local' : 'month-holiday') : '',
                day === today ? 'month-today' : '',
              ]
                .filter(Boolean)
                .join(' ');
              return h(
                'span',
                { class: classes, key: day ?? `e${n}`, title: holiday ? this.#name(holiday) : null },
                day ? String(Number(day.slice(8))) : '',
              );
            }),
          ),
        );
      }),
    );
  }

  #remove(one) {
    this.shell.confirm({
      title: this.t('holidays.remove', { name: one.name }),
      body: h('p', null, this.format.dateLong(one.date)),
      confirm: this.t('common.delete'),
      danger: true,
      run: async () => {
        const { message } = await this.api.removeLocalHoliday(one.date);
        this.shell.say(message);
        this.#changed();
      },
    });
  }

  #add() {
    const form = { date: '', name: '', nameEn: '' };
    let error = null;
    let busy = false;
    const submit = async (event) => {
      event.preventDefault();
      error = !isDate(form.date)
        ? new Error(this.t('holidays.needDate'))
        : !form.name.trim()
          ? new Error(this.t('holidays.needName'))
          : null;
      if (error || busy) return this.shell.dialog.redraw();
      busy = true;
      try {
        const { message } = await this.api.addLocalHoliday({
          date: form.date,
          name: form.name.trim(),
          ...(form.nameEn.trim() ? { nameEn: form.nameEn.trim() } : {}),
        });
        this.shell.dialog.close();
        this.shell.say(message);
        this.#changed();
      } catch (refusal) {
        error = refusal;
        busy = false;
        this.shell.dialog.redraw();
      }
      return undefined;
    };
    const input = (name) => ({
      value: form[name],
      oninput: (event) => {
        form[name] = event.target.value;
      },
    });
    this.shell.dialog.open(() => ({
      title: this.t('holidays.add'),
      testid: 'holiday-form',
      onsubmit: submit,
      body: [
        h('p', { class: 'dialog-lead' }, this.t('holidays.addHint')),
        textField(
          { id: 'holiday-date', label: this.t('holidays.column.date') },
          { type: 'date', autofocus: true, required: true, ...input('date') },
        ),
        textField({ id: 'holiday-name', label: this.t('holidays.nameEs') }, { maxlength: 200, required: true, ...input('name') }),
        textField({ id: 'holiday-name-en', label: this.t('holidays.nameEn') }, { maxlength: 200, ...input('nameEn') }),
        error
          ? h(
              'p',
              { class: 'form-problem', role: 'alert' },
              sentenceOf((key) => this.t(key), error),
            )
          : null,
      ],
      footer: [
        h(
          'button',
          { type: 'button', class: 'btn btn-outline-secondary', onclick: () => this.shell.dialog.close() },
          this.t('common.cancel'),
        ),
        h('button', { type: 'submit', class: 'btn btn-primary', 'data-testid': 'holiday-save' }, this.t('common.save')),
      ],
    }));
  }
}
