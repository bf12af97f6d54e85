// The week as lanes: for each day and each thing that is shown (a namespace, a cost centre) the minutes of every hour, and the
// runs of hours that belong together. Plain functions over slots[day][hour].

/**
 * @typedef {{key: string, name: string, costCenter: string, minutes: number[][], count: number[][], entries: number}} Lane
 */

/** @param {any[][][]} slots @param {(entry: any) => {key: string, name: string}} group @returns {Lane[]} */
export function lanesOf(slots, group) {
  const lanes = new Map();
  slots.forEach((day, d) =>
    day.forEach((slot, hour) => {
      for (const entry of slot) {
        const { key, name } = group(entry);
        let lane = lanes.get(key);
        if (!lane) {
          lane = {
            key,
            name,
            costCenter: entry.costCenter,
            entries: 0,
            minutes: Array.from({ length: 7 }, () => Array(24).fill(0)),
            count: Array.from({ length: 7 }, () => Array(24).fill(0)),
          };
          lanes.set(key, lane);
        }
        lane.minutes[d][hour] = Math.max(lane.minutes[d][hour], 0) + (lane.key === entry.namespaceId ? entry.duration : 0);
        if (lane.key !== entry.namespaceId) lane.minutes[d][hour] = Math.max(lane.minutes[d][hour], Math.min(60, entry.duration));
        lane.count[d][hour] += 1;
        lane.entries += 1;
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

/** Where in the hour the part that is on lies: at its end when the run begins there, at its beginning when it ends there. @param {number[]} minutes @param {number} hour */
export function partOf(minutes, hour) {
  const share = Math.min(1, minutes[hour] / 60);
  const before = hour > 0 && minutes[hour - 1] > 0;
  const after = hour < 23 && minutes[hour + 1] > 0;
  const top = share < 1 && !before && after ? 1 - share : 0;
  return { top, height: share, first: !before, last: !after };
}

/** The total of a week, in minutes. @param {Lane} lane */
export const weightOf = (lane) => lane.minutes.reduce((sum, day) => sum + day.reduce((a, b) => a + b, 0), 0);
