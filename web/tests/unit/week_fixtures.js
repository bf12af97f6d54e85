// A week, a report and an API that counts what it is asked: what the tests of the week's classes share.

import { days, hours } from '../../js/services/NamespaceScheduleService.js';

export const entry = (name, costCenter, duration = 60, scheduleType = 'cron') => ({
  namespaceId: name,
  namespaceName: name.toUpperCase(),
  costCenter,
  isActive: true,
  scheduleType,
  duration,
  sourceId: 'builtin-startup',
});

/** A week in which `dev-api` runs 07 to 20 on workdays, and `qa-pay` half of 21 on Thursday by a person. */
export function rawWeek(weekStartDate = '2026-11-16') {
  const timeSlots = {};
  days.forEach((day, d) => {
    timeSlots[day] = Object.fromEntries(
      hours.map((hour) => [hour, d < 5 && Number(hour) >= 7 && Number(hour) < 20 ? [entry('dev-api', 'CC-001')] : []]),
    );
  });
  timeSlots.thursday['21'] = [entry('qa-pay', 'CC-002', 30, 'manual')];
  return {
    weekStartDate,
    weekEndDate: '2026-11-22',
    timezone: 'America/Bogota',
    timeSlots,
    holidays: weekStartDate === '2026-11-16' ? [{ date: '2026-11-16', name: 'Independencia de Cartagena', isNational: true }] : [],
  };
}

export const report = {
  weekStartDate: '2026-11-16',
  weekEndDate: '2026-11-22',
  timezone: 'America/Bogota',
  totalHours: 336,
  usedHours: 65.5,
  costCenters: [
    {
      costCenterId: 'CC-001',
      costCenterName: 'Dev',
      totalHours: 168,
      namespaces: [
        {
          namespaceId: 'dev-api',
          namespaceName: 'dev-api',
          scheduledHours: 65,
          actualHours: 65,
          efficiency: 100,
          nonBusinessHours: 0,
          avoidedHours: 40,
          savings: null,
        },
      ],
    },
    {
      costCenterId: 'CC-002',
      costCenterName: 'CC-002',
      totalHours: 168,
      namespaces: [
        {
          namespaceId: 'qa-pay',
          namespaceName: '<b>qa</b>',
          scheduledHours: 0,
          actualHours: 0.5,
          efficiency: null,
          nonBusinessHours: 0.5,
          avoidedHours: 2,
          savings: null,
        },
      ],
    },
  ],
};

/** An API that counts what it is asked. */
export function fakeApi(overrides = {}) {
  const asked = [];
  const answer =
    (name, value) =>
    async (...args) => {
      asked.push([name, ...args.filter((arg) => typeof arg !== 'object' && arg !== undefined)]);
      return typeof value === 'function' ? value(...args) : value;
    };
  return {
    asked,
    weeklySchedule: answer('week', (date) => rawWeek(date)),
    weeklyReport: answer('report', (date) => ({ ...report, weekStartDate: date })),
    holidays: answer('holidays', {
      year: 2026,
      holidays: [{ date: '2026-12-25', name: 'Navidad', nameEn: 'Christmas Day', type: 'national' }],
    }),
    namespace: answer('namespace', { namespace: 'dev-api' }),
    ...overrides,
  };
}

export const words = (key, params) => (params ? `${key} ${Object.values(params).join(' ')}` : key);
