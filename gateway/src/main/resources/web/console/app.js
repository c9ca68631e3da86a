// The page: files enter by drop, choice or paste, the session screens them, one of them is shown.

import { forgetToken, getJson, hasToken, onTokenNeeded, Problem, requestToken } from './api.js';
import { BatchView } from './batch.js';
import { ClusterView } from './cluster.js';
import { byId, element, show } from './dom.js';
import { render, renderNothing, renderText } from './result.js';
import { isOver, Session } from './session.js';
import { apply, currentLanguage, errorSentence, labelName, onLanguage, percent, say, setLanguage } from './words.js';

const session = new Session(changed);
const cluster = new ClusterView();
const batch = new BatchView(announce);
const labelSets = new Map();
let shown = null;

// ---- pictures

function add(files) {
  const parameters = { language: currentLanguage(), lane: byId('lane').value };
  if (byId('profile').value) {
    parameters.profile = byId('profile').value;
  }
  const added = [...files].map((file) => session.add(file, { ...parameters }));
  if (added.length > 0) {
    select(added[0]);
    announce(say('added', added.length));
  }
}

function select(item) {
  shown = item;
  for (const button of document.querySelectorAll('.item')) {
    button.setAttribute('aria-current', String(button.dataset.item === String(item?.id)));
  }
  if (item) {
    render(item, labelSet(item));
  } else {
    renderNothing();
  }
}

function labelSet(item) {
  const profile = item.report?.provenance?.profile ?? item.parameters.profile ?? '';
  return labelSets.get(profile) ?? labelSets.get('') ?? new Map();
}

function changed(item, what) {
  if (what === 'text') {
    if (item === shown) {
      renderText(item);
    }
    return;
  }
  list(item, what);
  if (what === 'removed') {
    if (item === shown) {
      select(session.items[0] ?? null);
    }
    return;
  }
  if (item === shown) {
    render(item, labelSet(item));
  }
  if (item.report?.notice) {
    show(byId('notice'), item.report.notice);
  }
  if (isOver(item)) {
    announce(item.report?.label && item.state === 'answered'
      ? say('announceAnswer', item.name, labelName(item.report.label), percent(item.report.label.scorePercent))
      : say('announceEnd', item.name, say(item.state)));
  }
}

function announce(sentence) {
  byId('announce').textContent = sentence;
}

// ---- the list of this session

function list(item, what) {
  const entries = byId('items');
  const known = byId(`item-${item.id}`);
  if (what === 'removed') {
    const next = known.nextElementSibling ?? known.previousElementSibling;
    const held = known.contains(document.activeElement);
    known.remove();
    if (held) {
      (next?.querySelector('.item') ?? byId('files')).focus();
    }
  } else if (known) {
    describe(known, item);
  } else {
    entries.prepend(entry(item));
  }
  byId('count').textContent = session.items.length;
  byId('nothing').hidden = session.items.length > 0;
  byId('clear').hidden = session.items.length === 0;
}

function entry(item) {
  const thumb = item.preview
    ? element('img', { class: 'thumb', src: item.preview, alt: '' })
    : element('span', { class: 'thumb none', 'aria-hidden': 'true', text: kind(item.name) });
  const open = element('button', { type: 'button', class: 'item', 'data-item': item.id }, thumb,
    element('span', { class: 'item-words' },
      element('span', { class: 'item-name', text: item.name }),
      element('span', { class: 'item-state' })));
  open.addEventListener('click', () => {
    select(item);
    // On a narrow page the answer is below the list.
    if (byId('detail').getBoundingClientRect().top > window.innerHeight / 2) {
      byId('file-name').focus();
      byId('detail').scrollIntoView();
    }
  });
  if (item.preview) {
    thumb.addEventListener('error', () => thumb.replaceWith(
      element('span', { class: 'thumb none', 'aria-hidden': 'true', text: kind(item.name) })));
  }
  const remove = element('button', { type: 'button', class: 'remove', text: '×' });
  remove.addEventListener('click', () => session.remove(item));
  const made = element('li', { id: `item-${item.id}` }, open, remove);
  describe(made, item);
  return made;
}

function describe(made, item) {
  const found = item.state === 'abstained' ? null : item.report?.label ?? (isOver(item) ? null : item.scored);
  const state = made.querySelector('.item-state');
  state.className = `item-state ${item.state}`;
  state.textContent = found && item.state === 'answered'
    ? `${labelName(found)} ${percent(found.scorePercent)}`
    : say(item.state, item.waitSeconds);
  made.querySelector('.remove').setAttribute('aria-label', say('remove', item.name));
}

function kind(name) {
  const ending = name.split('.').pop();
  return ending.length <= 4 && ending !== name ? ending.toUpperCase() : '';
}

// ---- the release

async function loadRelease() {
  try {
    const release = await getJson('/v1/release');
    show(byId('notice'), release.notice);
    const choice = byId('profile');
    choice.replaceChildren(...release.profiles.map((profile) =>
      element('option', { value: profile.name, text: profile.name, selected: profile.name === release.defaultProfile })));
    byId('profile-choice').hidden = release.profiles.length < 2;
    for (const profile of release.profiles) {
      const labels = new Map(profile.labelSet.map((label) => [label.idCode, label]));
      labelSets.set(profile.name, labels);
      if (profile.name === release.defaultProfile) {
        labelSets.set('', labels);
      }
    }
  } catch (failure) {
    if (!(failure instanceof Problem)) {
      throw failure;
    }
    show(byId('notice'), errorSentence(failure.code, failure.message));
  }
  tokenButton();
}

// ---- the token

let tokenWanted = false;

onTokenNeeded((refused) => new Promise((resolve) => {
  tokenWanted = true;
  const dialog = byId('token-dialog');
  const input = byId('token');
  show(byId('token-problem'), refused ? say('tokenRefused') : '');
  input.value = '';
  dialog.returnValue = '';
  dialog.addEventListener('close', () => {
    const given = dialog.returnValue === 'use' ? input.value.trim() : '';
    input.value = '';
    resolve(given);
    setTimeout(tokenButton);
  }, { once: true });
  dialog.showModal();
}));

byId('token-form').addEventListener('submit', (event) => {
  event.preventDefault();
  byId('token-dialog').close('use');
});
byId('token-cancel').addEventListener('click', () => byId('token-dialog').close(''));
byId('token-button').addEventListener('click', async () => {
  if (hasToken()) {
    forgetToken();
  } else if (await requestToken(false)) {
    await loadRelease();
    cluster.refresh();
    batch.refresh();
  }
  tokenButton();
});

function tokenButton() {
  byId('token-button').hidden = !tokenWanted;
  byId('token-button').textContent = say(hasToken() ? 'forgetToken' : 'enterToken');
}

// ---- the page

const VIEWS = { screen: 'navScreen', cluster: 'navCluster', batch: 'navBatch' };

function currentView() {
  const named = location.hash.slice(1);
  return Object.hasOwn(VIEWS, named) ? named : 'screen';
}

function view() {
  const wanted = currentView();
  for (const name of Object.keys(VIEWS)) {
    byId(`view-${name}`).hidden = name !== wanted;
  }
  for (const link of document.querySelectorAll('[data-view]')) {
    link.setAttribute('aria-current', link.dataset.view === wanted ? 'page' : 'false');
  }
  document.title = `${say(VIEWS[wanted])} · Dermstream`;
  cluster.watch(wanted === 'cluster');
  batch.watch(wanted === 'batch');
}

window.addEventListener('hashchange', () => {
  if (location.hash !== '#main') {
    view();
    byId(`${currentView()}-title`).focus();
  }
});
document.querySelector('.skip').addEventListener('click', (event) => {
  event.preventDefault();
  byId('main').focus();
});

byId('files').addEventListener('change', (event) => {
  add(event.target.files);
  // The same file may be chosen again.
  event.target.value = '';
});
document.addEventListener('paste', (event) => add(event.clipboardData.files));
document.addEventListener('dragover', (event) => {
  if (event.dataTransfer.types.includes('Files')) {
    event.preventDefault();
    byId('drop').classList.add('over');
  }
});
document.addEventListener('dragleave', (event) => {
  if (!event.relatedTarget) {
    byId('drop').classList.remove('over');
  }
});
document.addEventListener('drop', (event) => {
  event.preventDefault();
  byId('drop').classList.remove('over');
  add(event.dataTransfer.files);
});
byId('clear').addEventListener('click', () => {
  [...session.items].forEach((item) => session.remove(item));
  byId('files').focus();
});
byId('stop').addEventListener('click', () => {
  session.stop(shown);
  byId('again').focus();
});
byId('again').addEventListener('click', () => {
  session.again(shown, { language: currentLanguage() });
  byId('file-name').focus();
});
document.querySelector('.switch').addEventListener('click', (event) => {
  const chosen = event.target.dataset.language;
  if (chosen) {
    setLanguage(chosen);
  }
});
onLanguage(() => {
  tokenButton();
  view();
  cluster.render();
  batch.render();
  for (const item of session.items) {
    describe(byId(`item-${item.id}`), item);
  }
  if (shown) {
    render(shown, labelSet(shown));
  }
});
window.addEventListener('beforeunload', (event) => {
  if (session.items.some((item) => !isOver(item))) {
    event.preventDefault();
  }
});

apply();
view();
loadRelease();
