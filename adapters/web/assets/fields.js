// One question of a page: how it is drawn, and what stands in it.
import { el } from './dom.js';
import { words } from './words.js';
import { button, paragraphs } from './parts.js';

const isoDate = /^\d{4}-\d{2}-\d{2}$/;
const manyOptions = 8; // from here on a list that opens

const known = (field) => (field.options ?? []).some((o) => o.value === field.value);

// field draws a question. state is { value, name, message } of what was
// entered and is not on disk yet, or was just saved.
export function field(f, state = {}) {
  const shown = { ...f, value: state.value ?? f.value ?? '' };
  const body = kinds[kindOf(shown)](shown, names(shown, state));
  body.dataset.key = `f:${f.id}`;
  body.dataset.field = f.id;
  body.classList.add('field');
  body.classList.toggle('wrong', Boolean(problem(f, state)));
  body.append(...below(f, state));
  return f.heading ? [el('h2', { class: 'group', 'data-key': `h:${f.id}` }, f.heading), body] : [body];
}

const problem = (f, state) => (state.name === 'refused' && state.message) || f.problem;

function kindOf(f) {
  const options = f.options?.length ?? 0;
  if (f.kind === 'choice' && options >= manyOptions) return 'person';
  if (f.kind === 'date' && f.value && !isoDate.test(f.value) && !known(f)) return 'text';
  return kinds[f.kind] ? f.kind : 'text';
}

// names are the ids by which a control points at what is said about it.
function names(f, state) {
  const about = [];
  if (problem(f, state)) about.push(`p-${f.id}`);
  if (f.hint || f.max) about.push(`n-${f.id}`);
  if (f.remark) about.push(`r-${f.id}`);
  return {
    id: `f-${f.id}`,
    'aria-describedby': about.join(' ') || null,
    'aria-invalid': problem(f, state) ? 'true' : null,
  };
}

function caption(f) {
  return [
    f.number && el('span', { class: 'number' }, `${f.number}.`), ' ',
    el('span', { class: 'text' }, f.label),
    f.optional && el('span', { class: 'optional' }, words.optional),
  ];
}

function hint(f) {
  const text = [f.hint, f.max && words.upTo(f.max)].filter(Boolean).join('　');
  return text && el('p', { class: 'hint', id: `n-${f.id}`, 'data-key': 'hint' }, text);
}

const label = (f) => el('label', { class: 'label', for: `f-${f.id}` }, caption(f));

const kinds = {
  choice(f, name) {
    return el('fieldset', { ...name, role: 'radiogroup', 'aria-required': f.optional ? null : 'true' },
      el('legend', { class: 'label' }, caption(f)), hint(f),
      el('div', { class: 'options', 'data-key': 'control' }, f.options.map((o) =>
        el('label', { class: 'option', 'data-key': o.value },
          radio(f, o), el('span', {}, o.label)))));
  },
  text(f, name) {
    return el('div', {}, label(f), hint(f),
      el('input', { ...name, 'data-key': 'control', type: 'text', value: f.value, autocomplete: 'off', 'aria-required': f.optional ? null : 'true' }));
  },
  longtext(f, name) {
    const area = el('textarea', { ...name, 'data-key': 'control', rows: 4, 'aria-required': f.optional ? null : 'true' });
    area.value = f.value;
    return el('div', {}, label(f), hint(f), area);
  },
  date(f, name) {
    return el('fieldset', { class: 'date', role: 'group', 'aria-describedby': name['aria-describedby'] },
      el('legend', { class: 'label' }, caption(f)), hint(f),
      el('div', { class: 'line', 'data-key': 'control' },
        el('input', { id: name.id, type: 'date', value: known(f) ? '' : f.value, 'aria-label': f.label,
          'aria-invalid': name['aria-invalid'], 'aria-describedby': name['aria-describedby'] }),
        (f.options ?? []).map((o) => el('label', { class: 'option', 'data-key': o.value },
          box(f, o), el('span', {}, o.label)))));
  },
  person(f, name) {
    const list = el('select', { ...name, 'data-key': 'control', 'aria-required': f.optional ? null : 'true' },
      el('option', { value: '' }, f.optional ? words.none : words.choose),
      f.options?.map((o) => el('option', { value: o.value }, o.label)));
    list.value = f.value;
    return el('div', {}, label(f), hint(f), list);
  },
};

function radio(f, option) {
  const node = el('input', { type: 'radio', name: `f-${f.id}`, value: option.value, checked: f.value === option.value });
  node.checked = f.value === option.value;
  return node;
}

function box(f, option) {
  const node = el('input', { type: 'checkbox', value: option.value, checked: f.value === option.value });
  node.checked = f.value === option.value;
  return node;
}

// below is what stands under a control: what is wrong, what is known, help,
// buttons, and whether the answer is on disk.
function below(f, state) {
  const text = problem(f, state);
  return [
    text && el('p', { class: 'problem', id: `p-${f.id}`, 'data-key': 'problem' }, el('span', { class: 'sign', 'aria-hidden': 'true' }, '▲'), text),
    f.remark && el('p', { class: 'remark', id: `r-${f.id}`, 'data-key': 'remark' }, f.remark),
    el('div', { class: 'under', 'data-key': 'under' },
      f.help?.length ? el('details', { class: 'help', 'data-key': 'help' },
        el('summary', {}, words.help, el('span', { class: 'unseen' }, `：${f.label}`)), paragraphs(f.help)) : null,
      (f.actions ?? []).map((a) => button(a, 'small')),
      el('p', { class: 'state', 'data-key': 'state', 'data-state': state.name ?? 'quiet' }, state.name === 'refused' ? '' : state.message ?? '')),
  ].filter(Boolean);
}

// read gives what stands in a question, or null where it is half typed.
export function read(box) {
  const control = box.querySelector('textarea, select, input[type=text]');
  if (control) return tidy(control.value);
  const checked = box.querySelector('input:checked');
  if (checked) return checked.value;
  const date = box.querySelector('input[type=date]');
  if (!date) return '';
  return date.validity.badInput ? null : date.value;
}

// tidy takes out what no keyboard types but a copied text may hold.
export const tidy = (text) => text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g, ' ').replace(/\r\n?/g, '\n');

// settle keeps a date and what may stand instead of it apart: entering one
// clears the other.
export function settle(box, control) {
  if (!box.classList.contains('date')) return;
  for (const other of box.querySelectorAll('input')) {
    if (other === control) continue;
    if (control.type === 'checkbox' && !control.checked) continue;
    if (other.type === 'checkbox') other.checked = control.type === 'date' && control.value === '' ? other.checked : false;
    else other.value = '';
  }
}
