// What others change while the page is open.

const slowest = 60_000; // milliseconds between tries
const settling = 300; // milliseconds on a page before it is watched

export class Live {
  #source = null;
  #timer = 0;
  #tries = 0;
  #where = null;
  #key = '';

  // on.changed() asks to draw the page again, on.notice(notice) brings a
  // message, on.gone() says that the session ended.
  constructor(on) {
    this.on = on;
    document.addEventListener('visibilitychange', () => this.#visible());
    addEventListener('pagehide', () => this.#close());
  }

  // follow watches what the view was drawn from. where() gives the view at
  // the time of connecting.
  follow(key, where) {
    this.#where = where;
    if (key === this.#key) return;
    this.#key = key;
    this.#close();
    this.#timer = setTimeout(() => this.#connect(), settling);
  }

  stop() {
    this.#where = null;
    this.#key = '';
    this.#close();
  }

  #visible() {
    if (!this.#where) return;
    if (document.hidden) {
      this.#close(); // a browser has few connections, and others need them
    } else {
      this.#connect();
      this.on.changed();
    }
  }

  #close() {
    clearTimeout(this.#timer);
    this.#source?.close();
    this.#source = null;
  }

  #connect() {
    this.#close();
    if (!this.#where || document.hidden) return;
    const { at, tag } = this.#where();
    const source = new EventSource(`changes?${new URLSearchParams({ at, tag })}`);
    this.#source = source;
    let opened = false;
    source.onopen = () => { this.#tries = 0; opened = true; };
    source.addEventListener('changed', () => this.on.changed());
    source.addEventListener('notice', (e) => this.on.notice(JSON.parse(e.data)));
    source.addEventListener('gone', () => this.on.gone());
    source.onerror = () => {
      this.#later();
      if (!opened) this.on.changed(); // whose answer says whether the session ended
    };
  }

  #later() {
    this.#close();
    const time = Math.min(slowest, 1000 * 2 ** this.#tries++);
    this.#timer = setTimeout(() => this.#connect(), time * (0.5 + Math.random()));
  }
}
