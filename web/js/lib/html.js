// The page's only way to the DOM. h() describes an element, render() makes the container look like the description and
// keeps what is already there: focus, caret, scroll position and what a person is typing survive every redraw. Text is
// always set as text, so nothing that comes from the API or the cluster can become markup.
//
// Properties: `key` (identity among siblings), `ref` (called with the element once it is in the tree), `gone` (called before it
// leaves), `owned` (true: the children belong to somebody else, never touched), `style` (object of CSS properties: set by the
// CSSOM, which a strict Content-Security-Policy allows), `on…` functions (listeners), the rest attributes.

const svgNamespace = 'http://www.w3.org/2000/svg';
const asProperty = new Set([
  'value',
  'checked',
  'disabled',
  'selected',
  'indeterminate',
  'hidden',
  'readOnly',
  'required',
  'multiple',
  'open',
]);

/**
 * @typedef {{tag: string, props: Record<string, any>, children: (VNode|string)[], key: any, node?: any}} VNode
 */

/** @param {any} child @param {(VNode|string)[]} list */
function flatten(child, list) {
  if (child === null || child === undefined || child === false || child === true) return list;
  if (Array.isArray(child)) for (const inner of child) flatten(inner, list);
  else list.push(typeof child === 'object' ? child : String(child));
  return list;
}

/**
 * @param {string} tag name, with classes if wanted: 'div.card.wide'
 * @param {Record<string, any>|null} [props]
 * @param {...any} children
 * @returns {VNode}
 */
export function h(tag, props, ...children) {
  const [name, ...classes] = tag.split('.');
  const own = { ...props };
  if (classes.length > 0) own.class = own.class ? `${classes.join(' ')} ${own.class}` : classes.join(' ');
  return { tag: name, props: own, children: flatten(children, []), key: own.key };
}

function setStyle(element, next, before) {
  for (const name of Object.keys(before ?? {})) if (!(name in (next ?? {}))) element.style.removeProperty(name);
  for (const [name, value] of Object.entries(next ?? {})) if (before?.[name] !== value) element.style.setProperty(name, String(value));
}

function setListener(element, name, handler) {
  element.nsHandlers ??= {};
  if (!(name in element.nsHandlers)) element.addEventListener(name, (event) => element.nsHandlers[name]?.call(element, event));
  element.nsHandlers[name] = handler;
}

function setProp(element, name, next, before) {
  if (name === 'key' || name === 'ref' || name === 'owned' || name === 'gone') return;
  if (name === 'style') return void setStyle(element, next, before);
  if (name.startsWith('on') && (typeof next === 'function' || typeof before === 'function')) {
    setListener(element, name.slice(2), typeof next === 'function' ? next : null);
    return;
  }
  if (next === before) return;
  if (asProperty.has(name) && name in element) {
    const value = next ?? (name === 'value' ? '' : false);
    if (element[name] !== value) element[name] = value;
    return;
  }
  if (name.startsWith('aria-') && typeof next === 'boolean') element.setAttribute(name, String(next));
  else if (next === null || next === undefined || next === false) element.removeAttribute(name);
  else element.setAttribute(name, next === true ? '' : String(next));
}

function make(vnode, inSvg) {
  if (typeof vnode === 'string') return document.createTextNode(vnode);
  const isSvg = inSvg || vnode.tag === 'svg';
  const element = isSvg ? document.createElementNS(svgNamespace, vnode.tag) : document.createElement(vnode.tag);
  // A select's value needs its options first.
  for (const [name, value] of Object.entries(vnode.props)) if (name !== 'value') setProp(element, name, value, undefined);
  if (!vnode.props.owned) for (const child of vnode.children) element.append(make(child, isSvg));
  element.nsTree = vnode.children;
  if ('value' in vnode.props) setProp(element, 'value', vnode.props.value, undefined);
  element.nsVnode = vnode;
  return element;
}

function announce(node) {
  if (!node.nsVnode) return;
  for (const child of node.childNodes) announce(child);
  node.nsVnode.props.ref?.(node);
}

function retire(node) {
  if (!node.nsVnode) return;
  node.nsVnode.props.gone?.(node);
  for (const child of node.childNodes) retire(child);
}

function patch(element, vnode, inSvg) {
  const before = element.nsVnode.props;
  for (const name of Object.keys(before)) if (!(name in vnode.props)) setProp(element, name, undefined, before[name]);
  for (const [name, value] of Object.entries(vnode.props)) if (name !== 'value') setProp(element, name, value, before[name]);
  element.nsVnode = vnode;
  if (!vnode.props.owned) patchChildren(element, vnode.children, inSvg || vnode.tag === 'svg');
  // Only a value that the page changed is written: what a person typed meanwhile stays.
  if ('value' in vnode.props && (before.value !== vnode.props.value || vnode.tag === 'select'))
    setProp(element, 'value', vnode.props.value, Symbol.iterator);
}

const signature = (vnode) => (typeof vnode === 'string' ? '#text' : `${vnode.tag}\u0000${vnode.key ?? ''}`);

function nodeSignature(node) {
  return node.nsVnode ? signature(node.nsVnode) : '#text';
}

function patchChildren(parent, children, inSvg) {
  const free = new Map();
  for (const node of [...parent.childNodes]) {
    const name = nodeSignature(node);
    if (!free.has(name)) free.set(name, []);
    free.get(name).push(node);
  }
  const matched = children.map((child) => free.get(signature(child))?.shift() ?? null);
  for (const nodes of free.values()) {
    for (const node of nodes) {
      retire(node);
      node.remove();
    }
  }
  const fresh = [];
  let cursor = parent.firstChild;
  children.forEach((child, index) => {
    let node = matched[index];
    if (node === null) {
      node = make(child, inSvg);
      fresh.push(node);
    } else if (typeof child === 'string') {
      if (node.data !== child) node.data = child;
    } else {
      patch(node, child, inSvg);
    }
    if (node === cursor) cursor = cursor.nextSibling;
    else parent.insertBefore(node, cursor);
  });
  for (const node of fresh) announce(node);
}

/** Where a person goes on who has lost the place: the title of the dialog that is open, else the heading of the view. */
export function focusHeading() {
  const place = document.querySelector('dialog[open] h2') ?? document.querySelector('h1');
  /** @type {HTMLElement|null} */ (place)?.focus({ preventScroll: true });
}

/**
 * Makes the container's children equal the description. What has the focus keeps it when it is moved; when it is taken away, the
 * heading has it, for from the document's body no key leads anywhere.
 * @param {Element} container
 * @param {any} tree one vnode or a list, nested as you like
 */
export function render(container, tree) {
  const held = /** @type {HTMLElement|null} */ (document.activeElement);
  const within = held !== null && held !== container && container.contains(held);
  patchChildren(container, flatten(tree, []), false);
  if (!within) return;
  if (!container.contains(held)) focusHeading();
  else if (document.activeElement !== held) held.focus({ preventScroll: true });
}

/** Adjacent strings become one text node here, so that a redraw matches what the DOM holds. @param {...any} parts */
export const text = (...parts) => parts.join('');

/** All text inside a description: for tests and for accessible names. @param {any} tree @returns {string} */
export function textOf(tree) {
  if (Array.isArray(tree)) return tree.map(textOf).join('');
  if (tree === null || tree === undefined || typeof tree === 'boolean') return '';
  return typeof tree === 'object' ? textOf(tree.children) : String(tree);
}

/** Every element description inside a tree that the test accepts. @param {any} tree @param {(v: VNode) => boolean} accepts @returns {VNode[]} */
export function findAll(tree, accepts) {
  const found = [];
  const walk = (node) => {
    if (Array.isArray(node)) return void node.forEach(walk);
    if (!node || typeof node !== 'object') return;
    if (accepts(node)) found.push(node);
    walk(node.children);
  };
  walk(tree);
  return found;
}
