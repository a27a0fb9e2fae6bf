// The page: what the person does becomes turns, what comes back is shown.
import { read, settle } from './fields.js';
import { Drop } from './drop.js';
import { Live } from './live.js';
import { Page } from './page.js';
import { Queue } from './queue.js';
import { confirmed, ended, toast } from './around.js';
import { words } from './words.js';

const start = 'menu';
const typing = 2000; // milliseconds after the last key of a long text
const dating = 700; // milliseconds after the last key of a date
const acts = (id) => id.startsWith('do/');
const route = /^[A-Za-z0-9/._~-]{1,60}$/;

const page = new Page();
const queue = new Queue({ done, waiting });
const live = new Live({ changed: refresh, notice: noticed, gone: () => gone(words.gone) });
const drop = new Drop({ draw: (s) => { page.redraw(); if (s.wrong) page.announce(s.message); }, done: dropped, gone });
const timers = new Map(); // field id → when what is typed will be saved
let over = false;
let offline = false;
let failed = null; // the press that the server could not take: { key, id }

// Saving: each answer as it is given.

function entered(box, soon) {
  const id = box.dataset.field;
  const value = read(box);
  clearTimeout(timers.get(id));
  if (value === null) {
    page.states.set(id, { value: '', name: 'refused', message: words.halfDate });
    return;
  }
  if (page.states.get(id)?.name === 'refused') page.states.delete(id);
  if (value === standing(id)) return;
  page.states.set(id, { value, name: 'typed' });
  if (soon !== undefined) timers.set(id, setTimeout(() => save(id), soon));
}

// standing is what a question holds as far as it is known or under way.
function standing(id) {
  const state = page.states.get(id);
  if (state?.value !== undefined) return state.value;
  return page.view.fields?.find((f) => f.id === id)?.value ?? '';
}

function save(id) {
  clearTimeout(timers.get(id));
  const state = page.states.get(id);
  if (state?.name !== 'typed') return;
  page.mark(id, { value: state.value, name: 'saving', message: words.saving });
  if (offline) page.stuck(words.waiting);
  if (queue.find((i) => i.kind === 'save' && i.field === id && !i.turn)) return; // takes the newest value
  const { serial, at } = { serial: page.serial, at: page.at };
  queue.add({
    kind: 'save', field: id, serial,
    make() {
      this.value = serial === page.serial ? page.states.get(id)?.value ?? state.value : state.value;
      return { press: serial === page.serial ? page.at : at, values: { [id]: this.value } };
    },
  });
}

function saveAll() {
  for (const [id, state] of page.states) if (state.name === 'typed') save(id);
}

// Pressing: a button, a link, typed words, a page's end.

function press(id, more = {}) {
  if (over || underWay(id)) return;
  if (more.submit) queue.drop((i) => i.kind === 'save' && !i.turn);
  else saveAll();
  if (!more.back) remember();
  page.busy(true);
  const turn = more.said ? { said: more.said, shown: page.at || undefined } : { press: id, values: more.values };
  const key = JSON.stringify(turn);
  if (key === failed?.key) turn.id = failed.id; // should it have been taken after all
  queue.add({ kind: 'press', id, key, ...more, make: () => turn });
}

// underWay keeps a second click from being a second turn. What only draws
// makes room for what is pressed next.
function underWay(id) {
  const pending = queue.find((i) => i.kind === 'press');
  if (!pending) return false;
  if (pending.id === id || pending.said || pending.values || acts(pending.id)) {
    queue.kick();
    return true;
  }
  queue.drop((i) => i === pending);
  return false;
}

function submit(form) {
  const values = {};
  for (const box of form.querySelectorAll('[data-field]')) {
    const value = read(box);
    if (value === null) {
      page.mark(box.dataset.field, { value: '', name: 'refused', message: words.halfDate });
      box.querySelector('input')?.focus();
      return;
    }
    clearTimeout(timers.get(box.dataset.field));
    values[box.dataset.field] = value;
  }
  press(page.view.submit.id, { values, submit: true });
}

function refresh() {
  if (over || !page.view || queue.find((i) => i.kind === 'refresh' && !i.turn)) return;
  queue.add({ kind: 'refresh', once: true, make: () => ({ press: page.at }) });
}

// What comes back.

function done(item, result) {
  if (result.gone) return gone(result.gone);
  if (result.again === undefined) reached();
  if (item.kind === 'save') saved(item, result);
  else if (item.kind === 'refresh') refreshed(result);
  else pressed(item, result);
}

function saved(item, result) {
  if (item.serial !== page.serial) return;
  if (!result.view) {
    page.mark(item.field, { value: item.value, name: 'refused', message: result.refused });
    return;
  }
  if (!page.same(result.view)) return arrive(result.view);
  page.saved(item.field, item.value, result.view);
  // a file that went beside the field may have said something meanwhile
  page.stay({ ...result.view, notice: result.view.notice ?? page.view.notice });
  placed(true);
}

// refreshed shows a newer moment of the page. What the last action said stays,
// and a view that was drawn from nothing that changes is never out of date.
function refreshed(result) {
  if (!result.view || result.again !== undefined || !page.view.watch?.length) return;
  const view = result.view;
  if (page.same(view)) {
    if (view.tag === page.view.tag) return;
    if (!view.notice && !view.problem) ({ notice: view.notice, problem: view.problem } = page.view);
    page.stay(view);
    placed(true);
  } else if (page.unsaved) {
    page.announce(words.changed);
  } else {
    arrive(view, true);
  }
}

function pressed(item, result) {
  page.busy(false);
  if (result.again !== undefined || result.refused) {
    failed = { key: item.key, id: item.turn.id };
    page.trouble(result.refused ?? result.view?.problem ?? words.failed);
    scrollTo(0, 0);
    return;
  }
  failed = null;
  if (item.said) document.getElementById('said').value = '';
  if (item.submit) page.states.clear();
  if (item.submit && page.same(result.view)) {
    keepWrong(item.values, result.view);
    page.answered(result.view);
    return placed(true);
  }
  if (result.view.at === page.at && acts(item.id)) {
    if (result.view.notice || result.view.problem) page.answered(result.view);
    else page.stay(result.view);
    return placed(true);
  }
  arrive(result.view, item.back);
  if (item.back) scrollTo(0, item.scroll ?? 0);
}

// keepWrong leaves standing what a submit did not accept, as it was entered.
function keepWrong(values, view) {
  for (const f of view.fields ?? []) if (f.problem) page.states.set(f.id, { value: values[f.id], name: 'mending' });
}

function arrive(view, replace) {
  const same = view.at === page.at;
  if (!same) drop.clear();
  page.go(view);
  placed(replace || same);
}

// placed keeps the address of what is shown, so that back, forward and reload
// show it again.
function placed(replace) {
  const state = { at: page.at, scroll: replace ? scrollY : 0 };
  if (replace) history.replaceState(state, '', `#${page.at}`);
  else history.pushState(state, '', `#${page.at}`);
  live.follow(`${page.serial} ${page.view.watch ?? ''}`, () => page.view);
}

function remember() {
  if (page.view) history.replaceState({ at: page.at, scroll: scrollY }, '', `#${page.at}`);
}

function waiting(item, result) {
  if (item.kind === 'save' && item.serial === page.serial) {
    page.stuck(result.view ? words.retrying : words.waiting);
  }
  if (!offline) page.trouble(result.view?.problem ?? words.offline);
  offline = true;
}

function reached() {
  if (!offline) return;
  offline = false;
  page.trouble('');
  page.announce(words.again);
}

function noticed(notice) {
  toast(notice, (at) => press(at));
  refresh();
}

function gone(sentence) {
  if (over) return;
  over = true;
  queue.drop(() => true);
  live.stop();
  ended(sentence);
}

// dropped shows what a file led to, and leaves the focus where it is.
function dropped(view) {
  const chosen = document.getElementById('file');
  if (chosen) chosen.value = '';
  if (!page.same(view)) return arrive(view);
  page.stay(view);
  placed(true);
}

function hand(files) {
  if (over || !page.view) return;
  if (!page.view.drop) return page.trouble(words.noDrop);
  saveAll();
  drop.take([...files], page.view.drop, page.at);
}

// What the person does.

document.addEventListener('click', async (e) => {
  if (e.target.id === 'file-again') return drop.again();
  const target = e.target.closest?.('[data-press]');
  if (!target || e.ctrlKey || e.metaKey || e.shiftKey) return;
  e.preventDefault();
  const { press: id, confirm } = target.dataset;
  if (!confirm || await confirmed(confirm, target.textContent)) press(id);
});

document.addEventListener('submit', async (e) => {
  if (e.target.method === 'dialog') return;
  e.preventDefault();
  if (e.target.id === 'words') {
    const said = e.target.elements.said.value.trim();
    if (said) press('', { said });
  } else if (e.target.id === 'form' && page.view.submit) {
    const { confirm, label } = page.view.submit;
    if (!confirm || await confirmed(confirm, label)) submit(e.target);
  }
});

document.addEventListener('input', (e) => {
  const box = e.target.closest('[data-field]');
  if (!box) return;
  settle(box, e.target);
  entered(box, { date: dating, textarea: typing }[e.target.type]);
});

document.addEventListener('change', (e) => {
  if (e.target.id === 'file') return hand(e.target.files);
  const box = e.target.closest('[data-field]');
  if (!box || e.target.type === 'date') return; // a date is saved when it was left alone for a moment
  save(box.dataset.field);
});

document.addEventListener('focusout', (e) => {
  const box = e.target.closest?.('[data-field]');
  if (!box || (box.contains(e.relatedTarget) && e.relatedTarget.matches('input'))) return;
  save(box.dataset.field);
  setTimeout(() => page.redraw()); // what came meanwhile, now that the focus left
});

// A file that misses the box must not take the page away.
for (const kind of ['dragover', 'drop']) {
  document.addEventListener(kind, (e) => {
    if (![...e.dataTransfer?.types ?? []].includes('Files')) return;
    e.preventDefault();
    if (kind === 'drop') hand(e.dataTransfer.files);
  });
}

document.addEventListener('visibilitychange', () => { if (document.hidden && page.view) saveAll(); });

addEventListener('beforeunload', (e) => {
  if (!over && (page.unsaved || drop.sending || queue.find((i) => i.kind === 'save' || i.values || (i.id && acts(i.id))))) e.preventDefault();
});

addEventListener('popstate', (e) => {
  const at = wanted(e.state?.at);
  if (at !== page.at) press(at, { back: true, scroll: e.state?.scroll });
});

addEventListener('pageshow', (e) => { if (e.persisted) refresh(); });

// wanted is the view the address names, if it names one.
function wanted(at = decodeURIComponent(location.hash.slice(1))) {
  return route.test(at) && !acts(at) ? at : start;
}

history.scrollRestoration = 'manual';
press(wanted(), { back: true, scroll: history.state?.scroll });
