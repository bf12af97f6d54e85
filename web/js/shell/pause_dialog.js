// The pause: until when nothing is switched off, and why. Ends early from the same place.

import { textField } from '../components/fields.js';
import { sentenceOf } from '../components/states.js';
import { h } from '../lib/html.js';
import { fieldInstant, localField, nextHour, parseHours } from '../lib/time.js';

const leastHours = 4;

/** The end that is proposed: the next morning that is some hours away, since a pause that ends before the evening pauses nothing. @param {any} store */
export function proposedEnd(store) {
  const opening = Math.floor(parseHours(store.setting('business_hours', '07:00-20:00')).start / 60);
  return nextHour(store.now + leastHours * 3600000, opening, store.timeZone);
}

/** @param {any} shell */
export function openPause(shell) {
  const { store, api } = shell.deps;
  const { t } = shell;
  const form = {
    until: localField(new Date(store.pause?.until ?? proposedEnd(store)).getTime(), store.timeZone),
    reason: store.pause?.reason ?? '',
  };
  let busy = false;
  let error = null;

  async function attempt(work) {
    busy = true;
    error = null;
    shell.dialog.redraw();
    try {
      const { message } = await work();
      await store.refresh();
      shell.dialog.close();
      shell.say(message);
    } catch (refusal) {
      error = refusal;
    }
    busy = false;
    shell.dialog.redraw();
  }

  const submit = (event) => {
    event.preventDefault();
    if (busy) return;
    const until = fieldInstant(form.until, store.timeZone);
    if (until === null) {
      error = new Error(t('pause.noUntil'));
      shell.dialog.redraw();
      return;
    }
    attempt(() => api.pause({ until, reason: form.reason.trim() || t('pause.defaultReason') }));
  };

  shell.dialog.open(() => ({
    title: store.pause ? t('pause.titleOn') : t('pause.title'),
    testid: 'pause-dialog',
    onsubmit: submit,
    body: [
      h('p', null, t('pause.explain')),
      textField(
        { id: 'pause-until', label: t('pause.until', { zone: store.timeZone }) },
        {
          type: 'datetime-local',
          value: form.until,
          required: true,
          oninput: (event) => {
            form.until = event.target.value;
          },
        },
      ),
      textField(
        { id: 'pause-reason', label: t('pause.reason') },
        {
          value: form.reason,
          maxlength: 500,
          oninput: (event) => {
            form.reason = event.target.value;
          },
        },
      ),
      error ? h('p', { class: 'form-problem', role: 'alert' }, sentenceOf(t, error)) : null,
    ],
    footer: [
      store.pause
        ? h(
            'button',
            {
              type: 'button',
              class: 'btn btn-outline-danger me-auto',
              'aria-disabled': busy || null,
              'data-testid': 'pause-end',
              onclick: () => busy || attempt(() => api.resume()),
            },
            t('pause.end'),
          )
        : null,
      h('button', { type: 'button', class: 'btn btn-outline-secondary', onclick: () => shell.dialog.close() }, t('common.cancel')),
      h(
        'button',
        { type: 'submit', class: 'btn btn-primary', 'aria-disabled': busy || null, 'data-testid': 'pause-submit' },
        busy ? t('common.working') : store.pause ? t('pause.move') : t('pause.start'),
      ),
    ],
  }));
}
