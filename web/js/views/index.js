// The views in the order of the navigation. What a setting takes away is not in the list, so neither navigation, keys nor
// addresses lead to it.

import { NamespacesView } from './namespaces.js';
import { TasksView } from './tasks.js';
import { TodayView } from './today.js';
import { WeekView } from './week.js';

/** @param {{weekly: boolean}} settings @returns {{name: string, View: typeof import('../components/view.js').View}[]} */
export function viewsOf({ weekly }) {
  return [
    { name: 'today', View: TodayView },
    { name: 'namespaces', View: NamespacesView },
    { name: 'week', View: WeekView },
    { name: 'tasks', View: TasksView },
  ].filter((view) => weekly || view.name !== 'week');
}
