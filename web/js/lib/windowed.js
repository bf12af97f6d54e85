// Which rows of a long list are drawn: those in sight and some around them. Rows have one height, so it is arithmetic; the rows
// left out are two spacers. The row that has the focus is always drawn, else scrolling would lose it.

export const around = { calm: 12, hurried: 1 }; // rows beyond the sight; few while every keystroke draws other ones
export const windowFrom = 60; // shorter lists are drawn whole

/**
 * @param {{count: number, rowHeight: number, top: number, height: number, pinned?: number, beyond?: number}} sight `top`: how far
 *   the list's first row is above the screen's top edge; `beyond`: how many rows more on either side
 * @returns {{segments: {from: number, to: number}[], spacers: number[]}} spacers[i] is before segments[i], the last one at the end
 */
export function windowOf({ count, rowHeight, top, height, pinned = -1, beyond = around.calm }) {
  if (count <= windowFrom || rowHeight <= 0) return { segments: [{ from: 0, to: count }], spacers: [0, 0] };
  const first = Math.max(0, Math.min(count, Math.floor(top / rowHeight) - beyond));
  const last = Math.max(first, Math.min(count, Math.ceil((top + height) / rowHeight) + beyond));
  const segments = [{ from: first, to: last }];
  if (pinned >= 0 && pinned < first) segments.unshift({ from: pinned, to: pinned + 1 });
  if (pinned >= last && pinned < count) segments.push({ from: pinned, to: pinned + 1 });
  const spacers = [];
  let drawnTo = 0;
  for (const { from, to } of segments) {
    spacers.push((from - drawnTo) * rowHeight);
    drawnTo = to;
  }
  spacers.push((count - drawnTo) * rowHeight);
  return { segments, spacers };
}
