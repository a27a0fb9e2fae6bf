// What stands around the page: the question before a step that cannot be
// undone, messages, and the end.
import { el } from './dom.js';
import { words } from './words.js';

const most = 3; // messages at a time

const dialog = document.getElementById('confirm');
let answer = null;

dialog.addEventListener('close', () => {
  if (dialog.open) return; // the word of an earlier question, come late
  answer?.(dialog.returnValue === 'go');
  answer = null;
});

// confirmed asks, and says whether the person went on.
export function confirmed(question, label) {
  answer?.(false);
  document.getElementById('confirm-text').textContent = question;
  document.getElementById('confirm-go').textContent = label;
  dialog.returnValue = '';
  dialog.showModal();
  return new Promise((resolve) => { answer = resolve; });
}

// toast shows a message until it is closed or looked at.
export function toast(notice, look) {
  const box = el('div', { class: 'toast' },
    el('p', {}, el('strong', {}, notice.title)),
    notice.text ? el('p', {}, notice.text) : null);
  const close = el('button', { type: 'button', class: 'button small' }, words.close);
  close.addEventListener('click', () => box.remove());
  const see = el('button', { type: 'button', class: 'button small primary' }, words.look);
  see.addEventListener('click', () => { box.remove(); look(notice.at); });
  box.append(el('div', { class: 'actions' }, notice.at ? see : null, close));
  const all = document.getElementById('toasts');
  all.append(box);
  while (all.children.length > most) all.firstElementChild.remove();
}

// ended replaces everything by a polite sentence.
export function ended(sentence) {
  document.querySelector('footer.bottom').hidden = true;
  document.querySelector('header nav').hidden = true;
  document.getElementById('trouble').textContent = '';
  const title = el('h1', { tabindex: '-1' }, words.goneTitle);
  const main = document.getElementById('main');
  main.replaceChildren(title, el('p', {}, sentence));
  main.setAttribute('aria-busy', 'false');
  title.focus();
}
