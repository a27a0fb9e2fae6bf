// A view as a page.
import { el } from './dom.js';
import { dropBox } from './drop.js';
import { field } from './fields.js';
import { attachment, button, paragraphs, progress, section, table } from './parts.js';

// draw gives what stands in <main> for a view. states holds, by field, what
// was entered and is not on disk yet.
export function draw(view, states) {
  const main = el('main');
  main.append(...[
    el('h1', { tabindex: '-1', 'data-key': 'title' }, view.title),
    view.notice && el('p', { class: 'notice', 'data-key': 'notice' }, view.notice),
    progress(view.progress),
    view.body?.length ? el('div', { class: 'prose', 'data-key': 'body' }, paragraphs(view.body)) : null,
    table(view.table),
    (view.attach ?? []).map(attachment),
    (view.sections ?? []).map(section),
    ...(view.fields?.length ? [form(view, states)] : [dropBox(view.drop), buttons(view.actions)]),
    view.footer?.length ? el('div', { class: 'footnote', 'data-key': 'footer' }, paragraphs(view.footer)) : null,
  ].flat().filter(Boolean));
  return main;
}

function form(view, states) {
  return el('form', { id: 'form', novalidate: true, autocomplete: 'off', 'data-key': 'form' },
    view.fields.map((f) => field(f, states.get(f.id))),
    dropBox(view.drop),
    buttons(view.actions, view.submit));
}

function buttons(actions, submit) {
  if (!submit && !actions?.length) return null;
  return el('div', { class: 'actions', 'data-key': 'actions' },
    submit && el('button', { type: 'submit', class: `button ${submit.style || 'primary'}`, 'data-key': 'submit', 'data-confirm': submit.confirm }, submit.label),
    (actions ?? []).map((a) => button(a)));
}

// samePage reports whether two views are the same page at two moments, so
// that one can be merged into the other under the reader's hands.
export function samePage(a, b) {
  if (a.at === b.at) return true;
  const ids = (v) => (v.fields ?? []).map((f) => f.id).join(' ');
  return ids(a) !== '' && ids(a) === ids(b) && a.title === b.title;
}
