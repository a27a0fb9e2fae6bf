// Small helpers over the document. Every text becomes a text node: nothing of
// a view is ever read as markup.

// el makes an element. Attributes that are false, null or undefined are left
// out; true stands for an attribute without a value. Children that are null or
// false are left out.
export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    node.setAttribute(name, value === true ? '' : String(value));
  }
  node.append(...children.flat(3).filter((c) => c !== null && c !== undefined && c !== false));
  return node;
}

const isControl = (node) => node.matches?.('input, textarea, select');

// morph makes `from` look like `to` while keeping the nodes it has, so that
// focus, caret, scroll and what is half typed stay where they are. Controls
// for which held(node) holds keep the value they have.
export function morph(from, to, held) {
  syncAttributes(from, to);
  if (isControl(from) && !held(from)) syncControl(from, to);
  if (from.tagName === 'TEXTAREA' || (from.tagName === 'SELECT' && held(from))) return;
  syncChildren(from, to, held);
  if (from.tagName === 'SELECT') from.value = to.value;
}

function syncChildren(from, to, held) {
  let cursor = from.firstChild;
  for (const next of [...to.childNodes]) {
    const match = find(cursor, next);
    if (!match) {
      from.insertBefore(next, cursor);
      continue;
    }
    while (cursor !== match) cursor = dropped(cursor);
    cursor = match.nextSibling;
    if (match.nodeType === Node.ELEMENT_NODE) morph(match, next, held);
    else if (match.nodeValue !== next.nodeValue) match.nodeValue = next.nodeValue;
  }
  while (cursor) cursor = dropped(cursor);
}

function dropped(node) {
  const after = node.nextSibling;
  node.remove();
  return after;
}

// find looks for the node that `next` is a newer form of: the one with its
// key, or, without a key, the very next one if it is of its kind.
function find(cursor, next) {
  const key = next.dataset?.key;
  if (!key) return cursor && !cursor.dataset?.key && cursor.nodeName === next.nodeName ? cursor : null;
  for (let node = cursor; node; node = node.nextSibling) {
    if (node.dataset?.key === key && node.nodeName === next.nodeName) return node;
  }
  return null;
}

// What a person opened stays open, and what a control holds is not an
// attribute's affair.
const own = (node, name) =>
  (node.tagName === 'DETAILS' && name === 'open') ||
  (isControl(node) && (name === 'checked' || (name === 'value' && node.type !== 'radio' && node.type !== 'checkbox')));

function syncAttributes(from, to) {
  for (const { name } of [...from.attributes]) {
    if (!to.hasAttribute(name) && !own(from, name)) from.removeAttribute(name);
  }
  for (const { name, value } of [...to.attributes]) {
    if (own(from, name)) continue;
    if (from.getAttribute(name) !== value) from.setAttribute(name, value);
  }
}

function syncControl(from, to) {
  if (from.type === 'file') return; // what was chosen is the person's
  if (from.type === 'radio' || from.type === 'checkbox') {
    if (from.checked !== to.checked) from.checked = to.checked;
  } else if (from.value !== to.value) {
    from.value = to.value;
  }
}
