// The week as lanes: for each day and each thing that is shown (a namespace, a cost centre) the minutes of every hour, and the
// runs of hours that belong together. Plain functions over slots[day][hour].

/**
 * `minutes` are namespace-minutes: of a cost centre, those of all its namespaces together; `count` is how many namespaces they are.
 * @typedef {{key: string, name: string, costCenter: string, minutes: number[][], count: number[][], peak: number}} Lane
 */

const week = () => Array.from({ length: 7 }, () => Array(24).fill(0));

/** Entries of one namespace follow each other in a slot. @param {any[][][]} slots @param {'namespaces'|'centers'} by @returns {Lane[]} */
export function lanesOf(slots, by) {
  const lanes = new Map();
  slots.forEach((day, d) =>
    day.forEach((slot, hour) => {
      const last = new Map();
      for (const entry of slot) {
        const id = by === 'centers' ? entry.costCenter : entry.namespaceId;
        let lane = lanes.get(id);
        if (!lane) {
          const key = by === 'centers' ? `cc:${id}` : id;
          const name = by === 'centers' ? id : entry.namespaceName;
          lane = { key, name, costCenter: entry.costCenter, peak: 0, minutes: week(), count: week() };
          lanes.set(id, lane);
        }
        lane.minutes[d][hour] += entry.duration;
        lane.peak = Math.max(lane.peak, lane.minutes[d][hour]);
        if (last.get(id) !== entry.namespaceId) lane.count[d][hour] += 1;
        last.set(id, entry.namespaceId);
      }
    }),
  );
  return [...lanes.values()];
}

/** Hours of one day that follow each other, as [from, to). @param {number[]} minutes @returns {{from: number, to: number}[]} */
export function runsOf(minutes) {
  const runs = [];
  for (let hour = 0; hour < 24; hour += 1) {
    if (!minutes[hour]) continue;
    const open = runs[runs.length - 1];
    // A part of an hour joins the next one only when both touch: the end of one, the beginning of the other.
    if (open && open.to === hour) open.to = hour + 1;
    else runs.push({ from: hour, to: hour + 1 });
  }
  return runs;
}

/** How long the run that begins in that hour is, in hours. @param {number[]} minutes @param {number} from */
export function hoursOf(minutes, from) {
  let sum = 0;
  for (let hour = from; hour < 24 && minutes[hour]; hour += 1) sum += minutes[hour];
  return sum / 60;
}

/** Where in the hour the part that is on lies: at its end when the run begins there, at its beginning when it ends there. @param {number[]} minutes @param {number} hour */
export function partOf(minutes, hour) {
  const share = Math.min(1, minutes[hour] / 60);
  const before = hour > 0 && minutes[hour - 1] > 0;
  const after = hour < 23 && minutes[hour + 1] > 0;
  const top = share < 1 && !before && after ? 1 - share : 0;
  return { top, height: share, first: !before, last: !after };
}

/**
 * Where an hour of a cost centre stands in the hours of its day that have as many namespaces on: `hours` is how many begin with it, 0
 * when it goes on with the hour before.
 * @param {number[]} count @param {number} hour
 */
export function blockOf(count, hour) {
  const first = hour === 0 || count[hour - 1] !== count[hour];
  let to = hour + 1;
  while (to < 24 && count[to] === count[hour]) to += 1;
  return { first, last: to === hour + 1, hours: first ? to - hour : 0 };
}

/** The total of a week, in minutes. @param {Lane} lane */
export const weightOf = (lane) => lane.minutes.reduce((sum, day) => sum + day.reduce((a, b) => a + b, 0), 0);
