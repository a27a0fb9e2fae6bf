// One turn to the server and back.
import { words } from './words.js';

const patience = 30_000; // milliseconds for one try

let last = 0;

// newID makes a delivery id that sorts by time: a UUID of version 7.
export function newID() {
  last = Math.max(Date.now(), last + 1);
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  for (let i = 0, t = last; i < 6; i++, t = Math.floor(t / 256)) bytes[5 - i] = t % 256;
  bytes[6] = 0x70 | (bytes[6] & 0x0f);
  bytes[8] = 0x80 | (bytes[8] & 0x3f);
  const hex = [...bytes].map((b) => b.toString(16).padStart(2, '0')).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

// post sends a turn once and says what became of it, as one of
//   { view }            taken, and on disk where it acted
//   { again, view? }    not known to be taken; worth another try after `again`
//                       milliseconds with the same id; with a view the server
//                       said so itself
//   { refused }         a sentence: not taken, and no try will help
//   { gone }            a sentence: the session or link ended
export async function post(turn, signal) {
  const body = JSON.stringify(turn);
  try {
    const answer = await fetch('turn', {
      method: 'POST', body, cache: 'no-store', redirect: 'error', keepalive: body.length < 15_000,
      headers: { 'Content-Type': 'application/json', Accept: 'application/json', 'X-Daicho': '1' },
      signal: AbortSignal.any([signal, AbortSignal.timeout(patience)]),
    });
    return judge(answer, await answer.json().catch(() => null));
  } catch {
    return { again: 0 };
  }
}

function judge(answer, body) {
  if (answer.ok) return body && body.at !== undefined ? { view: body } : { again: 0 };
  const after = 1000 * (Number.parseInt(answer.headers.get('Retry-After'), 10) || 0);
  switch (true) {
    case answer.status === 401 || answer.status === 404:
      return { gone: body?.error ?? words.gone };
    case answer.status === 429 || answer.status === 408:
      return { again: after };
    case answer.status >= 500:
      return { again: after, view: body?.title === undefined ? undefined : body };
  }
  return { refused: body?.error ?? words.failed };
}
