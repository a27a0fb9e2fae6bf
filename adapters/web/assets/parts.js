// The parts of a view that are not questions.
import { el } from './dom.js';
import { words } from './words.js';

const signs = { done: '●', open: '○', caution: '▲' };

export const paragraphs = (texts) => (texts ?? []).map((t) => el('p', {}, t));

// button draws an action.
export function button(action, size = '') {
  const style = ['button', action.style, size].filter(Boolean).join(' ');
  return el('button', { type: 'button', class: style, 'data-key': `a:${action.id}`, 'data-press': action.id, 'data-confirm': action.confirm }, action.label);
}

export function progress(p) {
  if (!p) return null;
  const text = `${p.done}／${p.of}${p.unit ?? ''}`;
  return el('div', { class: 'progress', 'data-key': 'progress' },
    el('progress', { max: Math.max(1, p.of), value: Math.max(0, p.done), 'aria-label': words.progress, 'aria-valuetext': text }),
    el('span', {}, text));
}

export function section(s, i) {
  return el('section', { 'data-key': `s:${i}` },
    el('h2', {}, s.heading), paragraphs(s.body),
    s.points?.length ? el('ul', {}, s.points.map((t) => el('li', {}, t))) : null,
    s.links?.length ? el('ul', { class: 'links' }, s.links.map((l) => el('li', {}, link(l)))) : null);
}

function link(l) {
  let target = null;
  try {
    target = new URL(l.url);
  } catch { /* shown as it stands */ }
  if (target?.protocol !== 'https:' && target?.protocol !== 'http:') return `${l.label} ${l.url}`;
  return el('a', { href: target.href, target: '_blank', rel: 'noopener noreferrer' }, l.label, el('span', { class: 'unseen' }, '（新しいタブで開きます）'));
}

// table draws rows under headings. Its roles are said aloud, since on narrow
// screens each row is shown as a card.
export function table(t, key = 'table') {
  if (!t) return null;
  return el('table', { class: 'rows', role: 'table', 'data-key': key },
    t.caption ? el('caption', {}, t.caption) : null,
    el('thead', { role: 'rowgroup' }, el('tr', { role: 'row' }, t.head.map((h) =>
      h ? el('th', { scope: 'col', role: 'columnheader' }, h) : el('td', { role: 'cell' })))),
    el('tbody', { role: 'rowgroup' }, (t.rows ?? []).map((row, i) => line(row, t.head, i))));
}

function line(row, head, i) {
  const open = Boolean(row.open);
  return el('tr', { role: 'row', class: open ? 'opens' : null, 'data-key': row.open ? `${row.open}:${i}` : `row:${i}` },
    row.cells.map((cell, column) => {
      const inside = open && column === 0
        ? el('a', { href: `#${row.open}`, 'data-press': row.open }, inner(cell))
        : inner(cell);
      return column === 0
        ? el('th', { scope: 'row', role: 'rowheader', 'data-head': head[0] }, inside)
        : el('td', { role: 'cell', class: cell.text || cell.bar ? null : 'empty', 'data-head': head[column] ?? '' }, inside);
    }));
}

function inner(cell) {
  const bar = cell.bar && el('progress', { class: 'bar', max: Math.max(1, cell.bar.of), value: Math.max(0, cell.bar.done), 'aria-hidden': 'true' });
  const short = cell.text.length <= 10 && 'short'; // a name or a figure stays in one line
  return el('span', { class: ['cell', cell.mark, short].filter(Boolean).join(' ') },
    cell.mark && el('span', { class: 'sign', 'aria-hidden': 'true' }, signs[cell.mark]),
    bar, el('span', { class: 'text' }, cell.text));
}

export function attachment(a, i) {
  if (a.kind !== 'picture') {
    return el('p', { 'data-key': `file:${i}` }, a.alt, ' ', el('a', { class: 'button', href: a.url, download: a.name }, words.receive(a.name)));
  }
  return el('figure', { 'data-key': `file:${i}` },
    el('img', { src: a.url, alt: a.alt, decoding: 'async' }),
    a.table ? el('details', { class: 'help', 'data-key': 'figures' }, el('summary', {}, words.figures), table(a.table, 'figures')) : null);
}
