// Asks for what a switch needs (who pays, for how long, why) and sends it. Refusals are shown where they arose.

import { element } from '../lib/dom.js';

const proposed = 240;   // minutes, off-hours

export function mountSwitchDialog(dialog, { store, api, page }) {
  function field(label, input, hint) {
    const made = [element('label', { htmlFor: input.id }, label), input];
    if (hint) {
      input.setAttribute('aria-describedby', `${input.id}-hint`);
      made.push(element('p', { className: 'hint', id: `${input.id}-hint` }, hint));
    }
    return made;
  }

  function durationField() {
    const { words } = page;
    const chosen = store.view?.off_hours.now ? String(proposed) : '';
    const options = ['60', '120', String(proposed), '480', ''].map((minutes) => element('option', { value: minutes, selected: minutes === chosen }, words.durations[minutes]));
    return element('select', { id: 'switch-duration', name: 'duration' }, options);
  }

  function bodyOf(form, direction) {
    const body = {};
    const text = (name) => form.elements[name]?.value.trim() ?? '';
    if (text('cost_center')) body.cost_center = text('cost_center');
    if (text('requested_by')) body.requested_by = text('requested_by');
    if (text('reason')) body.reason = text('reason');
    if (direction === 'on' && form.elements.duration.value) body.duration_minutes = Number(form.elements.duration.value);
    return body;
  }

  return function open(item, direction) {
    const { words } = page;
    const on = direction === 'on';
    const problem = element('p', { className: 'problem', role: 'alert' });
    const submit = element('button', { type: 'submit', className: 'primary' }, on ? words.on : words.off);
    const cancel = element('button', { type: 'button', onclick: () => dialog.close() }, words.cancel);
    const input = (name, maxLength, value = '', required = false) => element('input', { id: `switch-${name}`, name, maxLength, value, required, autocomplete: 'off' });
    const form = element('form', {}, [
      element('h2', { id: 'switch-title' }, on ? words.onNamed(item.display_name) : words.offNamed(item.display_name)),
      element('p', { className: 'hint' }, on ? words.onHint : words.offHint),
      ...(on ? field(words.costCenter, input('cost_center', 63, item.cost_center ?? '', true)) : []),
      ...(on ? field(words.duration, durationField()) : []),
      ...field(words.requestedBy, input('requested_by', 128)),
      ...field(words.reason, input('reason', 500)),
      problem,
      element('div', { className: 'buttons' }, [cancel, submit]),
    ]);
    form.addEventListener('submit', async (event) => {
      event.preventDefault();
      problem.textContent = '';
      submit.disabled = true;
      submit.textContent = words.working;
      try {
        page.say((await api.switchNamespace(item.namespace, direction, bodyOf(form, direction))).message);
        dialog.close();
      } catch (error) {
        problem.textContent = error.message;
      } finally {
        submit.disabled = false;
        submit.textContent = on ? words.on : words.off;
        store.refreshAfterAction();
      }
    });
    dialog.replaceChildren(form);
    dialog.showModal();
    (form.elements.cost_center?.value === '' ? form.elements.cost_center : submit).focus();
  };
}
