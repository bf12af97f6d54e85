// The views in the order of the navigation. What a setting takes away is not in the list, so neither navigation, keys nor
// addresses lead to it.

import { CalendarView } from './calendar.js';
import { CostCentersView } from './cost_centers.js';
import { HolidaysView } from './holidays.js';
import { MetricsView } from './metrics.js';
import { NamespacesView } from './namespaces.js';
import { RecordsView } from './records.js';
import { ReportsView } from './reports.js';
import { TasksView } from './tasks.js';
import { TodayView } from './today.js';
import { WeekView } from './week.js';

/** @param {{weekly: boolean}} settings @returns {{name: string, View: typeof import('../components/view.js').View}[]} */
export function viewsOf({ weekly }) {
  return [
    { name: 'today', View: TodayView },
    { name: 'namespaces', View: NamespacesView },
    { name: 'week', View: WeekView },
    { name: 'calendar', View: CalendarView },
    { name: 'tasks', View: TasksView },
    { name: 'reports', View: ReportsView },
    { name: 'records', View: RecordsView },
    { name: 'cost-centers', View: CostCentersView },
    { name: 'holidays', View: HolidaysView },
    { name: 'metrics', View: MetricsView },
  ].filter((view) => weekly || view.name !== 'week');
}
