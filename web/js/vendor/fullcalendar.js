// FullCalendar with what we use of it, its own chunk: loaded when the calendar is opened, never before.

import { Calendar } from 'fullcalendar';
import dayGrid from 'fullcalendar/daygrid';
import interaction from 'fullcalendar/interaction';
import list from 'fullcalendar/list';
import es from 'fullcalendar/locales/es';
import classicTheme from 'fullcalendar/themes/classic';
import timeGrid from 'fullcalendar/timegrid';

/** @param {HTMLElement} element @param {Record<string, any>} options */
export function makeCalendar(element, options) {
  return new Calendar(element, { plugins: [classicTheme, dayGrid, timeGrid, list, interaction], locales: [es], ...options });
}
