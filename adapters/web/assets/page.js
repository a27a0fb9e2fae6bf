// What is on screen: the view, and what was entered and is not on disk yet.
import { morph } from './dom.js';
import { draw, samePage } from './view.js';
import { words } from './words.js';

export class Page {
  view = null;
  serial = 0; // grows with every page the person goes to
  states = new Map(); // field id → { value, name, message }
  #left = new Map(); // at → states that were not on disk when it was left
  #main = document.getElementById('main');
  #trouble = document.getElementById('trouble');
  #status = document.getElementById('status');

  get at() { return this.view?.at ?? ''; }

  // unsaved reports whether something entered is not on disk.
  get unsaved() { return [...this.states.values()].some((s) => s.value !== undefined); }

  // go shows another page and puts the focus where reading begins.
  go(view) {
    const kept = new Map([...this.states].filter(([, s]) => s.value !== undefined));
    if (this.view && kept.size > 0) this.#left.set(this.at, kept);
    this.states = this.#left.get(view.at) ?? new Map();
    this.#left.delete(view.at);
    this.view = view;
    this.serial++;
    this.#main.replaceChildren(...draw(view, this.states).childNodes);
    this.#said(view);
    this.#begin();
  }

  // stay shows the same page at a later moment and leaves the focus, and the
  // question that has it, as they are.
  stay(view) {
    this.view = view;
    this.redraw();
    this.#said(view);
  }

  // answered shows what a submit led back to: the same page, with the focus on
  // the first thing to mend.
  answered(view) {
    this.stay(view);
    this.#begin();
  }

  // same reports whether the view is what is on screen, at a later moment.
  same(view) { return Boolean(this.view) && samePage(this.view, view); }

  // redraw brings the document to what view and states say. The question that
  // has the focus keeps what stands in it.
  redraw() {
    if (!this.view) return;
    const active = document.activeElement;
    const focused = active?.matches('input, textarea, select') ? active.closest('[data-field]') : null;
    morph(this.#main, withOwnAttributes(this.#main, draw(this.view, this.states)), (node) => Boolean(focused?.contains(node)));
  }

  mark(field, state) {
    this.states.set(field, state);
    this.redraw();
  }

  // saved notes that a value is on disk: unless something newer was entered
  // meanwhile, or the value is not understood and must be mended.
  saved(field, value, view) {
    const now = this.states.get(field);
    if (now && now.value !== value) return;
    const problem = view.fields?.find((f) => f.id === field)?.problem;
    if (problem) this.states.set(field, { value, name: 'mending' });
    else this.states.set(field, { name: 'saved', message: words.saved });
    if (!problem) this.announce(words.saved);
  }

  // stuck notes that what is under way could not be sent yet.
  stuck(message) {
    for (const [id, s] of this.states) {
      if (s.name === 'saving' || s.name === 'waiting') this.states.set(id, { ...s, name: 'waiting', message });
    }
    this.redraw();
  }

  announce(text) {
    // The same words twice are only read out when they differ a little.
    this.#status.textContent = this.#status.textContent === text ? `${text}\u00a0` : text;
  }

  // trouble says what went wrong, until the next answer.
  trouble(text) {
    if (this.#trouble.textContent !== (text ?? '')) this.#trouble.textContent = text ?? '';
  }

  busy(on) { this.#main.setAttribute('aria-busy', String(on)); }

  #said(view) {
    document.title = `${view.title}｜${words.name}`;
    this.trouble(view.problem);
    if (view.notice) this.announce(view.notice);
    this.busy(false);
  }

  #begin() {
    const wrong = this.#main.querySelector('.field.wrong');
    const first = wrong?.querySelector('input:checked, input, textarea, select') ?? this.#main.querySelector('h1');
    first?.focus({ preventScroll: !wrong });
    if (!wrong) scrollTo(0, 0);
  }
}

function withOwnAttributes(main, drawn) {
  for (const { name, value } of main.attributes) drawn.setAttribute(name, value);
  return drawn;
}
