// A file handed in: chosen or dropped, sent with its progress, and sent again
// under the same delivery id until it is known what became of it.
import { el } from './dom.js';
import { newID } from './wire.js';
import { words } from './words.js';

const patience = 180_000; // milliseconds for one try

// now is what the box says: { message, wrong, percent, again }.
let now = {};

// dropBox draws what a view asks for.
export function dropBox(d) {
  if (!d) return null;
  return el('div', { class: `field drop${now.wrong ? ' wrong' : ''}`, 'data-key': 'drop' },
    el('label', { class: 'label', for: 'file' }, d.label),
    d.hint && el('p', { class: 'hint', id: 'file-hint', 'data-key': 'hint' }, d.hint),
    el('input', { id: 'file', type: 'file', 'data-key': 'file', accept: d.accept?.join(','), disabled: now.percent !== undefined,
      'aria-describedby': 'file-hint file-place file-state', 'aria-invalid': now.wrong ? 'true' : null }),
    el('p', { class: 'hint', id: 'file-place', 'data-key': 'place' }, words.dropHere),
    now.percent === undefined ? null
      : el('progress', { 'data-key': 'percent', max: 100, value: now.percent, 'aria-label': words.progress }),
    el('p', { class: now.wrong ? 'problem' : 'sent', id: 'file-state', 'data-key': 'said' },
      now.wrong && el('span', { class: 'sign', 'aria-hidden': 'true' }, '▲'), now.message ?? ''),
    now.again ? el('button', { type: 'button', class: 'button small', id: 'file-again', 'data-key': 'again' }, words.sendAgain) : null);
}

// Drop sends files. on.draw() asks to draw the box again, on.done(view) brings
// what a file led to, on.gone(sentence) says that the session ended.
export class Drop {
  #wire = null;
  #turn = null;

  constructor(on) {
    this.on = on;
  }

  get sending() { return this.#wire !== null; }

  // clear forgets the file of a page that was left.
  clear() {
    this.#wire?.abort();
    this.#wire = this.#turn = null;
    now = {};
  }

  // take sends the one file of what was chosen or dropped.
  take(files, drop, shown) {
    if (this.sending || files.length === 0) return;
    if (files.length > 1) return this.#say({ message: words.oneFile, wrong: true });
    const [file] = files;
    if (drop.max && file.size > drop.max) {
      return this.#say({ message: words.largeFile(file.name, Math.round(drop.max / 1024 / 1024)), wrong: true });
    }
    this.#turn = { file, shown, id: newID() };
    this.again();
  }

  // again sends the same file once more, as the same delivery.
  again() {
    if (this.sending || !this.#turn) return;
    const { file, shown, id } = this.#turn;
    const wire = new XMLHttpRequest();
    this.#wire = wire;
    wire.open('POST', `drop?${new URLSearchParams({ id, shown, name: file.name })}`);
    wire.timeout = patience;
    for (const [name, value] of [['Accept', 'application/json'], ['Content-Type', 'application/octet-stream'], ['X-Daicho', '1']]) {
      wire.setRequestHeader(name, value);
    }
    wire.upload.onprogress = (e) => e.lengthComputable && this.#sent(wire, e.loaded / e.total);
    wire.onload = () => this.#came(wire);
    wire.onerror = wire.ontimeout = () => this.#came(wire);
    this.#sent(wire, 0);
    wire.send(file);
  }

  #sent(wire, part) {
    if (wire !== this.#wire) return;
    const percent = Math.floor(100 * part);
    this.#say({ percent, message: words.sending(this.#turn.file.name, percent) });
  }

  #came(wire) {
    if (wire !== this.#wire) return;
    this.#wire = null;
    const body = read(wire);
    const { status } = wire;
    if (status === 200 && body?.at !== undefined) {
      this.#turn = null;
      now = { message: body.problem ?? body.notice, wrong: Boolean(body.problem) };
      this.on.done(body);
    } else if (status === 401 || status === 404) {
      this.on.gone(body?.error ?? words.gone);
    } else if (status === 0 || status === 408 || status === 429 || status >= 500) {
      this.#say({ message: body?.problem ?? body?.error ?? words.notSent, wrong: true, again: true });
    } else {
      this.#turn = null;
      this.#say({ message: body?.error ?? words.notSent, wrong: true });
    }
  }

  #say(state) {
    now = state;
    this.on.draw(state);
  }
}

function read(wire) {
  try {
    return JSON.parse(wire.responseText);
  } catch {
    return null;
  }
}
