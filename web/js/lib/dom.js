// Elements from plain values. Text always goes in as text: nothing here parses HTML.

export function element(tag, properties = {}, children = []) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null) continue;
    if (name.startsWith('on')) made.addEventListener(name.slice(2), value);
    else if (name in made && name !== 'role') made[name] = value;
    else made.setAttribute(name, value);
  }
  made.append(...[children].flat().filter((child) => child !== null && child !== undefined));
  return made;
}

// Changes a text only when it differs, so that a selection or a screen reader is not disturbed.
export function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}
