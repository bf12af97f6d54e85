// As much of a DOM as lib/html.js and the grid use, so that what they do to it can be tested without a browser.

/** How often a node was put somewhere. */
export const moves = { count: 0 };

class FakeNode {
  constructor() {
    this.parentNode = null;
    this.childNodes = [];
  }

  get firstChild() {
    return this.childNodes[0] ?? null;
  }
  get firstElementChild() {
    return this.children[0] ?? null;
  }
  get children() {
    return this.childNodes.filter((node) => 'localName' in node);
  }
  get parentElement() {
    return this.parentNode;
  }
  get nextSibling() {
    return this.parentNode?.childNodes[this.parentNode.childNodes.indexOf(this) + 1] ?? null;
  }
  get textContent() {
    return this.childNodes.map((node) => node.textContent).join('');
  }
  set textContent(value) {
    for (const node of [...this.childNodes]) node.remove();
    if (value !== '') this.append(value);
  }

  append(...nodes) {
    for (const node of nodes) this.insertBefore(typeof node === 'string' ? document.createTextNode(node) : node, null);
  }

  insertBefore(node, before) {
    node.remove();
    const at = before === null ? this.childNodes.length : this.childNodes.indexOf(before);
    this.childNodes.splice(at, 0, node);
    node.parentNode = this;
    moves.count += 1;
    return node;
  }

  remove() {
    if (!this.parentNode) return;
    this.parentNode.childNodes.splice(this.parentNode.childNodes.indexOf(this), 1);
    this.parentNode = null;
  }

  after(node) {
    this.parentNode.insertBefore(node, this.nextSibling);
  }

  replaceChildren(...nodes) {
    this.textContent = '';
    this.append(...nodes);
  }

  contains(node) {
    for (let one = node; one; one = one.parentNode) if (one === this) return true;
    return false;
  }
}

class FakeText extends FakeNode {
  constructor(data) {
    super();
    this.data = String(data);
  }

  get textContent() {
    return this.data;
  }
}

class FakeStyle {
  values = new Map();
  setProperty(name, value) {
    this.values.set(name, value);
  }
  removeProperty(name) {
    this.values.delete(name);
  }
}

/** One part of a selector: tag, .class, [name], [name="value"]. */
function matchesPart(element, part) {
  for (const [, tag, className, name, value] of part.matchAll(/([a-z][\w-]*)|\.([\w-]+)|\[([\w-]+)(?:="([^"]*)")?\]/g)) {
    if (tag && element.localName !== tag) return false;
    if (className && !(element.getAttribute('class') ?? '').split(' ').includes(className)) return false;
    if (name && (value === undefined ? !element.hasAttribute(name) : element.getAttribute(name) !== value)) return false;
  }
  return true;
}

/** data-… attributes by the names that scripts use for them. @param {FakeElement} element */
function dataOf(element) {
  const attribute = (name) => `data-${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
  return new Proxy(
    {},
    {
      get: (_, name) => element.getAttribute(attribute(String(name))) ?? undefined,
      set: (_, name, value) => {
        element.setAttribute(attribute(String(name)), value);
        return true;
      },
    },
  );
}

export class FakeElement extends FakeNode {
  constructor(localName, namespace = null) {
    super();
    this.localName = localName;
    this.namespaceURI = namespace;
    this.attributes = new Map();
    this.listeners = new Map();
    this.style = new FakeStyle();
    if (localName === 'input' || localName === 'textarea' || localName === 'select') this.value = '';
    if (localName === 'input') Object.assign(this, { checked: false, indeterminate: false });
    if (localName === 'dialog') this.open = false;
    this.dataset = dataOf(this);
    this.disabled = false;
    this.hidden = false;
    this.offsetWidth = 100;
  }

  get className() {
    return this.getAttribute('class') ?? '';
  }
  set className(value) {
    this.setAttribute('class', value);
  }
  setAttribute(name, value) {
    this.attributes.set(name, String(value));
  }
  getAttribute(name) {
    return this.attributes.get(name) ?? null;
  }
  hasAttribute(name) {
    return this.attributes.has(name);
  }
  removeAttribute(name) {
    this.attributes.delete(name);
  }
  addEventListener(type, handler) {
    this.listeners.set(type, [...(this.listeners.get(type) ?? []), handler]);
  }
  focus() {
    document.activeElement = this;
  }
  getBoundingClientRect() {
    return { left: 0, top: 0, right: 10, bottom: 10, width: 10, height: 10 };
  }

  closest(selector) {
    for (let element = this; element; element = element.parentNode)
      if (element instanceof FakeElement && matchesPart(element, selector)) return element;
    return null;
  }

  querySelectorAll(selector) {
    const found = [];
    const walk = (node) => {
      for (const child of node.children) {
        if (matchesPart(child, selector)) found.push(child);
        walk(child);
      }
    };
    walk(this);
    return found;
  }

  querySelector(selector) {
    return this.querySelectorAll(selector)[0] ?? null;
  }

  /** Tells the listeners of this element and of those around it. */
  fire(type, detail = {}) {
    const event = {
      type,
      target: this,
      prevented: false,
      preventDefault() {
        this.prevented = true;
      },
      ...detail,
    };
    for (let element = this; element; element = element.parentNode)
      for (const handler of element.listeners?.get(type) ?? []) handler.call(element, event);
    return event;
  }
}

/** Puts the fake in place of the browser's document. */
export function installDocument() {
  const body = new FakeElement('body');
  const listeners = new EventTarget();
  globalThis.document = /** @type {any} */ ({
    body,
    documentElement: new FakeElement('html'),
    title: '',
    addEventListener: listeners.addEventListener.bind(listeners),
    removeEventListener: listeners.removeEventListener.bind(listeners),
    activeElement: body,
    createElement: (name) => new FakeElement(name),
    createElementNS: (namespace, name) => new FakeElement(name, namespace),
    createTextNode: (data) => new FakeText(data),
    querySelector: (selector) => body.querySelector(selector),
    getElementById: (id) => body.querySelectorAll(`[id="${id}"]`)[0] ?? null,
  });
  return body;
}

/** An element in the document, with an id if wanted. @param {string} [id] */
export function place(id) {
  const element = document.createElement('div');
  if (id) element.setAttribute('id', id);
  document.body.append(element);
  return element;
}
