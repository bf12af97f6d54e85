// "Are you sure", with what will happen, the verb on the button, and the refusal in place.

import { sentenceOf } from '../components/states.js';
import { h } from '../lib/html.js';

/** @param {any} shell @param {{title: string, body: any, confirm: string, danger?: boolean, run: () => Promise<void>}} what @param {() => void} [closed] after it closed, done or not */
export function openConfirm(shell, { title, body, confirm, danger = false, run }, closed) {
  let busy = false;
  let error = null;
  const submit = async (event) => {
    event.preventDefault();
    if (busy) return;
    busy = true;
    error = null;
    shell.dialog.redraw();
    try {
      await run();
      shell.dialog.close();
    } catch (refusal) {
      error = refusal;
      busy = false;
      shell.dialog.redraw();
    }
  };
  shell.dialog.open(
    () => ({
      title,
      testid: 'confirm',
      onsubmit: submit,
      body: [h('div', null, body), error ? h('p', { class: 'form-problem', role: 'alert' }, sentenceOf(shell.t, error)) : null],
      footer: [
        h('button', { type: 'button', class: 'btn btn-outline-secondary', onclick: () => shell.dialog.close() }, shell.t('common.cancel')),
        h(
          'button',
          { type: 'submit', class: danger ? 'btn btn-danger' : 'btn btn-primary', 'aria-disabled': busy || null, autofocus: true },
          busy ? shell.t('common.working') : confirm,
        ),
      ],
    }),
    { onclose: closed },
  );
}
