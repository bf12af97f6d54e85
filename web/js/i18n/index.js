// All words of the page: [Spanish, English] by key, a file a view.

import { calendar } from './calendar.js';
import { codes } from './codes.js';
import { common } from './common.js';
import { costCenters } from './cost_centers.js';
import { holidays } from './holidays.js';
import { metrics } from './metrics.js';
import { namespaces } from './namespaces.js';
import { records } from './records.js';
import { reports } from './reports.js';
import { tasks } from './tasks.js';
import { today } from './today.js';
import { week } from './week.js';

export const parts = { calendar, codes, common, costCenters, holidays, metrics, namespaces, records, reports, tasks, today, week };

/** @type {import('../lib/i18n.js').Dictionary} */
export const dictionary = Object.assign({}, ...Object.values(parts));
