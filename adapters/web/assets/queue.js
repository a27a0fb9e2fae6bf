// Turns leave one at a time, in the order in which the person acted. What
// could not be sent is sent again, with the same delivery id, until it is
// known what became of it.
import { newID, post } from './wire.js';

const slowest = 15_000; // milliseconds between tries

export class Queue {
  #items = [];
  #running = false;
  #wake = null;

  // on.done(item, result) is called when an item's fate is known,
  // on.waiting(item, result) when it must be sent again.
  constructor(on) {
    this.on = on;
    addEventListener('online', () => this.kick());
  }

  // add puts in an item: { kind, make, once }. make() gives its turn when it
  // is first sent; one that is sent `once` is not tried again.
  add(item) {
    this.#items.push(item);
    this.#run();
    return item;
  }

  find(test) { return this.#items.find(test); }

  get length() { return this.#items.length; }

  // drop takes out the items that pass the test, also one under way: only for
  // what changes nothing or was not sent yet.
  drop(test) {
    for (const item of this.#items.filter(test)) {
      item.dropped = true;
      item.abort?.abort();
    }
    this.#items = this.#items.filter((i) => !i.dropped);
    this.kick();
  }

  // kick ends the wait before the next try.
  kick() { this.#wake?.(); }

  async #run() {
    if (this.#running) return;
    this.#running = true;
    while (this.#items.length > 0) await this.#first(this.#items[0]);
    this.#running = false;
  }

  async #first(item) {
    item.turn ??= { id: newID(), ...item.make() };
    item.abort = new AbortController();
    for (let tries = 0; ; tries++) {
      const result = await post(item.turn, item.abort.signal);
      if (item.dropped) return;
      if (result.again === undefined || item.once || (result.view && item.kind !== 'save')) {
        this.#items = this.#items.filter((i) => i !== item);
        this.on.done(item, result);
        return;
      }
      this.on.waiting(item, result);
      await this.#pause(Math.max(result.again, Math.min(slowest, 1000 * 2 ** tries)));
      if (item.dropped) return;
    }
  }

  #pause(time) {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, time);
      this.#wake = () => { clearTimeout(timer); resolve(); };
    });
  }
}
