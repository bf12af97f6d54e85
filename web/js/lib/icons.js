// The sign of each state, drawn by us: 16 × 16, in the colour of the text beside it.

const drawings = {
  active: ['circle:8,8,3.2', 'M8 1v2M8 13v2M1 8h2M13 8h2M3 3l1.5 1.5M11.5 11.5 13 13M13 3l-1.5 1.5M4.5 11.5 3 13'],
  inactive: ['M6 2a6.3 6.3 0 1 0 8 8A5.6 5.6 0 0 1 6 2z'],
  activating: ['M4.5 9a3.5 3.5 0 0 1 7 0', 'M8 2v2M2.5 5l1.4 1.2M13.5 5l-1.4 1.2M1 12h14'],
  deactivating: ['M6.5 1.5a4.6 4.6 0 1 0 6 6 4 4 0 0 1-6-6z', 'M1 14h14'],
  degraded: ['M8 2 15 14H1z', 'M8 6.5v3.2M8 11.6v.4'],
  excluded: ['M8 1.5 13.5 4v4c0 3-2.2 5.4-5.5 6.5C4.7 13.4 2.5 11 2.5 8V4z'],
  unknown: ['M5 5.5a3 3 0 1 1 4.4 2.7C8.4 8.7 8 9.2 8 10.2M8 13v.4'],
};

export function stateIcon(state) {
  const space = 'http://www.w3.org/2000/svg';
  const svg = document.createElementNS(space, 'svg');
  for (const [name, value] of Object.entries({ viewBox: '0 0 16 16', fill: 'none', stroke: 'currentColor', 'stroke-width': '1.6', 'stroke-linecap': 'round', 'stroke-linejoin': 'round', 'aria-hidden': 'true' }))
    svg.setAttribute(name, value);
  for (const drawing of drawings[state] ?? drawings.unknown) {
    const circle = drawing.startsWith('circle:') ? drawing.slice(7).split(',') : null;
    const shape = document.createElementNS(space, circle ? 'circle' : 'path');
    if (circle) ['cx', 'cy', 'r'].forEach((name, i) => shape.setAttribute(name, circle[i]));
    else shape.setAttribute('d', drawing);
    svg.append(shape);
  }
  return svg;
}
