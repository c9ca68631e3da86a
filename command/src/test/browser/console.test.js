// The web console as a person uses it, in headless Chromium at a gateway that serves.
// CONSOLE: its address; SAMPLES: folder of pictures; CHROMIUM: the browser; SHOTS: folder for
// screenshots, none if unset.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { assertAccessible, assertFits, assertQuiet, launch, PATIENCE_MILLIS, visit } from './visit.js';

const sample = (name) => join(process.env.SAMPLES, name);
const MANY = { timeout: 3 * PATIENCE_MILLIS };
let browser;

before(async () => {
  browser = await launch();
});
after(() => browser?.close());

async function answered(page, name) {
  await page.locator('.item', { hasText: name }).locator('.item-state.answered').waitFor();
}

/** As a mouse drops files: the page gets a DataTransfer. */
async function drop(page, ...names) {
  const files = await Promise.all(names.map(async (name) => ({
    name, type: name.endsWith('.dcm') ? '' : `image/${name.endsWith('.png') ? 'png' : 'jpeg'}`,
    bytes: (await readFile(sample(name))).toString('base64'),
  })));
  const transfer = await page.evaluateHandle((given) => {
    const made = new DataTransfer();
    for (const { name, type, bytes } of given) {
      made.items.add(new File([Uint8Array.from(atob(bytes), (letter) => letter.charCodeAt(0))], name, { type }));
    }
    return made;
  }, files);
  await page.dispatchEvent('#drop', 'drop', { dataTransfer: transfer });
}

test('a dropped picture is answered with label, text, bars, map, neighbours and origin', MANY, async () => {
  const page = await visit(browser);
  // Every state of the text that the page shows, as it grows.
  await page.evaluate(() => {
    window.grown = [];
    new MutationObserver(() => window.grown.push(document.getElementById('text').textContent))
      .observe(document.getElementById('text'), { childList: true, characterData: true, subtree: true });
  });
  await drop(page, 'melanoma-01.jpg');
  await answered(page, 'melanoma-01.jpg');

  assert.match(await page.locator('#label').innerText(), /^Malignant Melanoma\s+>?\d+\.\d%$/);
  assert.equal(await page.locator('#other-name').innerText(), '악성흑색종');
  assert.equal(await page.locator('#agreement').innerText(), 'The model names the same class.');
  const text = await page.locator('#text').innerText();
  assert.ok(text.length > 40, text);
  const grown = await page.evaluate(() => window.grown);
  assert.ok(grown.length > 3, `the text came at once: ${grown}`);
  assert.ok(grown.every((early) => text.startsWith(early.trim())), `${grown} is not the way to ${text}`);

  assert.equal(await page.locator('#scores tr').count(), 5);
  assert.match(await page.locator('#scores tr').first().innerText(), /Malignant Melanoma/);
  await page.getByRole('button', { name: /^Show all/ }).click();
  assert.ok(await page.locator('#scores tr').count() > 10);
  const shares = await page.locator('#scores .fill').evaluateAll((bars) => bars.map((bar) => bar.getBoundingClientRect().width));
  assert.ok(shares[0] > 10 * shares[1], String(shares));

  const map = page.getByRole('img', { name: /^Map of \d+ clusters\. The picture lies nearest to cluster \d+, Malignant Melanoma/ });
  const clusters = Number((await map.getAttribute('aria-label')).match(/\d+/)[0]);
  assert.equal(await map.locator('circle.cluster').count(), clusters);
  assert.equal(await map.locator('circle.here').count(), 1);
  assert.match(await page.locator('#map-hint').innerText(), /The two axes show \d+\.\d% \+ \d+\.\d% of the variance/);

  assert.ok(await page.locator('#neighbors tr').count() >= 3);
  assert.match(await page.locator('#origin').innerText(), /demonstration-[\s\S]*node-1[\s\S]*OnnxRuntime/);
  assert.match(await page.locator('#timings').innerText(), /encode[\s\S]*generate[\s\S]*total/);
  assert.match(await page.locator('#notice').innerText(), /not for clinical use/);
  assert.match(await page.locator('#result-notice').innerText(), /not for clinical use/);
  await assertAccessible(page);
  await assertQuiet(page);
  await page.context().close();
});

test('the same picture lands at the same place', MANY, async () => {
  const page = await visit(browser);
  const places = [];
  for (let round = 0; round < 2; round++) {
    await drop(page, 'nevus-01.jpg');
    await page.locator('#item-' + (round + 1) + ' .item-state.answered').waitFor();
    places.push(await page.locator('#map circle.here').evaluate((circle) => `${circle.getAttribute('cx')} ${circle.getAttribute('cy')}`));
  }
  assert.equal(places[0], places[1]);
  await page.context().close();
});

test('several files wait their turn, and what is refused says why', MANY, async () => {
  const page = await visit(browser);
  await drop(page, 'bowens-disease-01.dcm', 'truncated.jpg', 'notes.jpg', 'milia-01.png', 'nevus-01.jpg', 'verruca-01.jpg');
  for (const name of ['bowens-disease-01.dcm', 'milia-01.png', 'nevus-01.jpg', 'verruca-01.jpg']) {
    await answered(page, name);
  }
  await page.locator('.item', { hasText: 'truncated.jpg' }).click();
  const refusal = page.locator('#refusal');
  await refusal.waitFor();
  assert.match(await refusal.innerText(), /This file was refused\.[\s\S]*JPEG ends before its last pixel[\s\S]*TRUNCATED_IMAGE/);
  assert.equal(await page.locator('#label').isVisible(), false);
  assert.equal(await page.locator('#scores-card').isVisible(), false);
  await page.locator('.item', { hasText: 'notes.jpg' }).click();
  assert.match(await refusal.innerText(), /UNSUPPORTED_MEDIA/);
  // The browser says that it cannot show the file when it has tried.
  await page.locator('#no-picture').waitFor();
  await assertAccessible(page);

  assert.equal(await page.locator('#items li').count(), 6);
  await page.getByRole('button', { name: 'Remove notes.jpg' }).click();
  assert.equal(await page.locator('#items li').count(), 5);
  await page.getByRole('button', { name: 'Clear' }).click();
  assert.equal(await page.locator('#items li').count(), 0);
  assert.equal(await page.locator('#placeholder').isVisible(), true);
  await assertQuiet(page);
  await page.context().close();
});

test('the page speaks Korean, asks for Korean text and remembers it', MANY, async () => {
  const page = await visit(browser);
  await drop(page, 'nevus-01.jpg');
  await answered(page, 'nevus-01.jpg');
  const english = await page.locator('#text').innerText();
  await page.getByRole('button', { name: '한국어' }).click();
  assert.equal(await page.locator('html').getAttribute('lang'), 'ko');
  assert.match(await page.locator('#label').innerText(), /멜라닌세포모반/);
  assert.equal(await page.locator('#text').getAttribute('lang'), 'en');
  await page.getByRole('button', { name: '한국어로 설명' }).click();
  await page.locator('#text[lang="ko"]').waitFor();
  await page.waitForFunction(() => /[가-힣]{2}.*\./s.test(document.getElementById('text').textContent));
  await page.locator('#result[aria-busy="false"]').waitFor();
  assert.notEqual(await page.locator('#text').innerText(), english);
  await assertAccessible(page);
  if (process.env.SHOTS) {
    await page.screenshot({ path: join(process.env.SHOTS, 'korean.png'), fullPage: true });
  }

  await page.reload();
  assert.equal(await page.locator('html').getAttribute('lang'), 'ko');
  assert.equal(await page.locator('#items li').count(), 0);
  const kept = await page.evaluate(() => ({ ...localStorage }));
  assert.deepEqual(kept, { 'dermstream.language': 'ko' });
  assert.deepEqual(await page.context().cookies(), []);
  await assertQuiet(page);
  await page.context().close();
});

test('everything is reached and worked by the keyboard alone', MANY, async () => {
  const page = await visit(browser);
  await page.locator('#notice').waitFor();
  // Asked for well before the key that opens it: Chromium learns of it by a message of its own.
  const chooser = page.waitForEvent('filechooser');
  const focused = () => page.evaluate(() => {
    const { activeElement: at } = document;
    return at.id || at.dataset.view || at.dataset.language || at.className || at.localName;
  });
  const path = [];
  for (let step = 0; step < 10; step++) {
    await page.keyboard.press('Tab');
    path.push(await focused());
  }
  assert.deepEqual(path, ['skip', 'brand', 'screen', 'cluster', 'batch', 'en', 'ko', 'files', 'profile', 'lane']);
  // The ring is on the button that stands for the unseen input.
  await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('Shift+Tab');
  assert.notEqual(await page.locator('label[for="files"]').evaluate((label) => getComputedStyle(label).outlineStyle), 'none');
  await page.keyboard.press('Space');
  await (await chooser).setFiles([sample('nevus-01.jpg'), sample('truncated.jpg')]);
  await answered(page, 'nevus-01.jpg');

  while (!(await focused()).startsWith('item')) {
    await page.keyboard.press('Tab');
  }
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => document.getElementById('file-name').textContent === 'truncated.jpg');
  await page.keyboard.press('Tab');
  assert.equal(await focused(), 'remove');
  await page.keyboard.press('Enter');
  // Focus does not fall to the top of the page with what was removed.
  assert.equal(await focused(), 'item');
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => document.getElementById('file-name').textContent === 'nevus-01.jpg');
  assert.match(await page.locator('#announce').innerText(), /nevus-01\.jpg|truncated\.jpg/);
  await assertQuiet(page);
  await page.context().close();
});

test('the cluster shows its node and index and counts on', MANY, async () => {
  const page = await visit(browser, {}, '/console/cluster');
  await page.getByRole('heading', { name: 'Nodes' }).waitFor();
  const node = page.getByRole('table', { name: 'Nodes' }).locator('tbody tr');
  // One that has just started is warming up.
  await node.filter({ hasText: 'serving' }).waitFor();
  assert.match(await node.innerText(), /node-1[\s\S]*serving[\s\S]*OnnxRuntime[\s\S]*demonstration-/);
  assert.equal(await page.getByRole('table', { name: 'Indexes' }).locator('tbody tr').count(), 1);
  const first = await page.locator('#refreshed').innerText();
  await page.waitForFunction((early) => document.getElementById('refreshed').textContent !== early, first);
  await assertAccessible(page);

  await page.getByRole('button', { name: 'Pause' }).click();
  assert.equal(await page.getByRole('button', { name: 'Go on' }).getAttribute('aria-pressed'), 'true');
  await page.getByRole('link', { name: 'Screening' }).click();
  await page.locator('#drop').waitFor();
  await page.goto('/');
  assert.match(page.url(), /\/console\/$/);
  await assertQuiet(page);
  await page.context().close();
});

test('lanes, warming nodes and a gateway that is gone are shown', MANY, async () => {
  const page = await visit(browser);
  let gone = false;
  await page.route('**/v1/cluster', async (route) => {
    if (gone) {
      await route.abort();
      return;
    }
    const response = await route.fetch();
    const status = await response.json();
    status.limit = 12;
    status.lanes = [{ lane: 'LANE_STAT', inFlight: 1, share: 6, waiting: 0, waitingCapacity: 64 }, { lane: 'LANE_BATCH', inFlight: 9, share: 2, waiting: 48, waitingCapacity: 64 }];
    status.servers.find((server) => server.description.role === 'SERVER_ROLE_NODE').route.state = 'ROUTE_STATE_WARMING';
    await route.fulfill({ response, json: status });
  });
  await page.getByRole('link', { name: 'Cluster' }).click();
  const lanes = page.getByRole('table', { name: 'Lanes' });
  await lanes.waitFor();
  assert.match(await lanes.innerText(), /STAT\s+1\s+6\s+0 \/ 64[\s\S]*Batch\s+9\s+2\s+48 \/ 64/);
  assert.match(await page.getByRole('table', { name: 'Nodes' }).innerText(), /warming up/);
  await page.locator('.scroll:visible').first().focus();
  await assertAccessible(page);
  gone = true;
  await page.getByText('The gateway does not answer.').waitFor();
  // A refresh takes nobody's focus away.
  assert.equal(await page.evaluate(() => document.activeElement.className), 'scroll');
  // A refresh may be under way, and would find the page closed.
  await page.unrouteAll({ behavior: 'ignoreErrors' });
  await page.context().close();
});

/** Answers /v1/screen in the gateway's place with these events. */
function events(...pairs) {
  return {
    status: 200, contentType: 'text/event-stream',
    body: pairs.map(([name, data]) => `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`).join(''),
  };
}

const LABEL = { idCode: 6, nameEnglish: 'Malignant Melanoma', nameKorean: '악성흑색종', scorePercent: 51.2 };
const REPORT = {
  requestId: 'r-1', disposition: 'DISPOSITION_ANSWERED', label: LABEL, similarLabels: [], summary: 'Dark.',
  language: 'LANGUAGE_ENGLISH', agreement: 'AGREEMENT_AGREE', nearestClusters: [], nearestNeighbors: [], classConfidence: [],
  timings: [], notice: '', provenance: { releaseId: 'x', nodeId: 'n', engine: 'e', profile: 'tumour15', adapter: '' },
};

test('no answer, another label by the model, a text begun anew and a cut one are told plainly', MANY, async () => {
  const page = await visit(browser);
  let answer = events(['accepted', { requestId: 'r-1' }], ['report', {
    ...REPORT, disposition: 'DISPOSITION_ABSTAINED', label: null, abstention: 'No class has a cluster.', summary: '', agreement: 'AGREEMENT_NO_MODEL_LABEL',
  }]);
  await page.route('**/v1/screen?*', (route) => route.fulfill(answer));
  await drop(page, 'nevus-01.jpg');
  await page.locator('.item-state.abstained').waitFor();
  assert.match(await page.locator('#refusal').innerText(), /evidence does not carry an answer[\s\S]*No class has a cluster/);
  assert.equal(await page.locator('#label').isVisible(), false);

  const calibrated = {
    probabilities: [{ idCode: 6, probabilityPercent: 61 }], temperature: 0.05,
    predictionSet: { coveragePercent: 90, idCodes: [] }, classConditionalSet: { coveragePercent: 90, idCodes: [6] },
    outOfDistribution: { distance: 0.4, neighbor: 10, threshold: 0.2, truePositiveRatePercent: 95, outside: true },
  };
  answer = events(['accepted', { requestId: 'r-1' }], ['report', {
    ...REPORT, disposition: 'DISPOSITION_ABSTAINED', abstention: 'The image is unlike.', calibrated, abstentionReasons: ['ABSTENTION_REASON_OUT_OF_DISTRIBUTION'],
  }]);
  await drop(page, 'nevus-01.jpg');
  await page.locator('#item-2 .item-state.abstained').waitFor();
  assert.match(await page.locator('#refusal').innerText(), /The image is unlike/);
  assert.equal(await page.locator('#label').isVisible(), false);
  assert.match(await page.locator('#scores').innerText(), /Malignant Melanoma/);
  assert.match(await page.locator('#calibrated').innerText(), /61\.0%[\s\S]*no class[\s\S]*Malignant Melanoma[\s\S]*distance 0\.400, over 0\.200/);

  answer = events(['accepted', { requestId: 'r-2' }], ['writing', { text: 'Pale and', anew: true }], ['writing', { text: 'Dark', anew: true }], ['report', {
    ...REPORT, agreement: 'AGREEMENT_DIFFER', modelLabel: { idCode: 2, nameEnglish: 'Melanocytic Nevus' }, finishReason: 'FINISH_REASON_LENGTH',
  }]);
  await drop(page, 'nevus-01.jpg');
  await page.locator('#item-3 .item-state.answered').waitFor();
  assert.equal(await page.locator('#calibrated').isVisible(), false);
  assert.equal(await page.locator('#agreement').innerText(), 'The model names another class: Melanocytic Nevus.');
  assert.equal(await page.locator('#text').innerText(), 'Dark.');
  assert.equal(await page.locator('#cut').isVisible(), true);
  await assertAccessible(page);
  await page.context().close();
});

test('lesions that were found are boxes over the picture and sentences beside it', MANY, async () => {
  const page = await visit(browser);
  const region = { found: true, x: 100, y: 50, width: 40, height: 40, probabilityPercent: 98 };
  const image = { format: 'JPEG', width: 320, height: 240, region };
  let answer = events(['accepted', { requestId: 'r-1' }], ['report', {
    ...REPORT, image, furtherLesions: [
      { region: { ...region, x: 200 }, disposition: 'DISPOSITION_ANSWERED', label: { ...LABEL, scorePercent: 71 }, similarLabels: [] },
      { region: { ...region, x: 10 }, disposition: 'DISPOSITION_ABSTAINED', label: LABEL, similarLabels: [] },
    ],
  }]);
  await page.route('**/v1/screen?*', (route) => route.fulfill(answer));
  await drop(page, 'nevus-01.jpg');
  await page.locator('.item-state.answered').waitFor();
  assert.equal(await page.locator('#regions svg').getAttribute('viewBox'), '0 0 320 240');
  assert.equal(await page.locator('#regions rect.main').getAttribute('x'), '100');
  assert.equal(await page.locator('#regions rect.further').count(), 2);
  const [first, second, third] = await page.locator('#lesions li').allInnerTexts();
  assert.match(first, /100, 50, 40 × 40/);
  assert.match(second, /200, 50[\s\S]*71\.0%/);
  assert.match(third, /10, 50[\s\S]*No answer/);
  await assertAccessible(page);

  answer = events(['accepted', { requestId: 'r-2' }], ['report', { ...REPORT, image: { ...image, region: { ...region, found: false } }, furtherLesions: [] }]);
  await drop(page, 'nevus-01.jpg');
  await page.locator('#item-2 .item-state.answered').waitFor();
  assert.equal(await page.locator('#regions').isVisible(), false);
  assert.match(await page.locator('#lesions').innerText(), /No lesion was found/);
  await page.context().close();
});

test('what breaks off is no answer, and can be tried again', MANY, async () => {
  const page = await visit(browser);
  const half = events(['accepted', { requestId: 'r-1' }], ['scored', { label: LABEL }], ['writing', { text: 'Dark and', anew: true }]);
  await page.route('**/v1/screen?*', (route) => route.fulfill(half));
  await drop(page, 'nevus-01.jpg');
  await page.locator('.item-state.failed').waitFor();
  assert.match(await page.locator('#refusal').innerText(), /not served[\s\S]*broke off before its end[\s\S]*r-1/);
  assert.equal(await page.locator('#label').isVisible(), false);
  assert.equal(await page.locator('#text-block').isVisible(), false);

  await page.unroute('**/v1/screen?*');
  await page.route('**/v1/screen?*', (route) => route.abort());
  await page.getByRole('button', { name: 'Screen again' }).click();
  await page.getByText('The gateway cannot be reached.').first().waitFor();
  await page.unroute('**/v1/screen?*');
  await page.getByRole('button', { name: 'Screen again' }).click();
  await answered(page, 'nevus-01.jpg');
  await page.context().close();
});

test('a full gateway is asked again when it says so, and three pictures at a time are sent', MANY, async () => {
  const page = await visit(browser);
  let inside = 0;
  let most = 0;
  let refused = 0;
  let isFull;
  const full = new Promise((resolve) => {
    isFull = resolve;
  });
  await page.route('**/v1/screen?*', async (route) => {
    refused++;
    if (refused === 2) {
      // Full behind the door: the refusal comes as an event.
      await route.fulfill(events(['accepted', { requestId: 'r' }], ['error', { code: 'OVERLOADED', message: 'Full.', retryable: true }]));
      return;
    }
    if (refused === 1) {
      await route.fulfill({
        status: 429, contentType: 'application/problem+json', headers: { 'retry-after': '1' },
        body: JSON.stringify({ code: 'OVERLOADED', detail: 'Every place is taken.', retryable: true, status: 429 }),
      });
      return;
    }
    most = Math.max(most, ++inside);
    if (inside === 3) {
      isFull();
    }
    // Nobody is answered before three are inside; a fourth would come at once.
    await full;
    await new Promise((resolve) => setTimeout(resolve, 300));
    inside--;
    await route.fulfill(events(['accepted', { requestId: 'r' }], ['report', REPORT]));
  });
  // It is told for a second only, and whoever looks now and then may miss it.
  await page.evaluate(() => {
    const isTold = () => [...document.querySelectorAll('.item-state.held')]
      .some((state) => state.textContent.includes('Full: tries again in 1 s'));
    window.told = new Promise((resolve) => {
      new MutationObserver(() => isTold() && resolve())
        .observe(document.body, { childList: true, characterData: true, attributes: true, subtree: true });
    });
  });
  await drop(page, ...Array(14).fill('nevus-01.jpg'));
  await page.evaluate(() => window.told);
  await page.waitForFunction(() => document.querySelectorAll('.item-state.answered').length === 14);
  assert.equal(most, 3);
  await page.context().close();
});

test('a picture that is stopped stays stopped and its request ends', MANY, async () => {
  const page = await visit(browser);
  const held = new Promise((resolve) => {
    page.route('**/v1/screen?*', resolve);
  });
  const ended = page.waitForEvent('requestfailed', (request) => request.url().includes('/v1/screen'));
  await drop(page, 'nevus-01.jpg');
  await held;
  await page.getByRole('button', { name: 'Stop' }).click();
  await page.locator('.item-state.stopped').waitFor();
  assert.match((await ended).failure().errorText, /ABORTED/);
  assert.equal(await page.locator('.item-state').innerText(), 'Stopped');
  assert.equal(await page.getByRole('button', { name: 'Screen again' }).isVisible(), true);
  await page.context().close();
});

test('the rules by which pages are judged find what breaks them', MANY, async () => {
  const page = await visit(browser);
  await page.locator('#notice').waitFor();
  await assertAccessible(page);
  for (const fault of [
    (body) => body.append(Object.assign(document.createElement('button'), { textContent: '' })),
    (body) => {
      body.append('pale');
      body.style.color = '#999';
    },
    (body) => body.append(document.createElement('img')),
    (body) => body.append(Object.assign(document.createElement('p'), { id: 'notice', textContent: 'twice' })),
    (body) => body.append(Object.assign(document.createElement('h4'), { textContent: 'too deep' })),
  ]) {
    await page.reload();
    await page.locator('#notice').waitFor();
    await page.evaluate(`(${fault})(document.body)`);
    await assert.rejects(assertAccessible(page), assert.AssertionError, String(fault));
  }
  await page.evaluate(() => {
    document.body.append(Object.assign(document.createElement('script'), { textContent: '1' }));
  });
  await assert.rejects(assertQuiet(page), assert.AssertionError);
  await page.context().close();
});

for (const colorScheme of ['light', 'dark']) {
  for (const [width, height] of [[1280, 800], [390, 844]]) {
    test(`legible at ${width} by ${height}, ${colorScheme}`, MANY, async () => {
      const page = await visit(browser, { colorScheme, viewport: { width, height }, reducedMotion: 'reduce' });
      const shot = (name) => process.env.SHOTS
        && page.screenshot({ path: join(process.env.SHOTS, `${name}-${width}-${colorScheme}.png`), fullPage: name !== 'empty' });
      await page.locator('#notice').waitFor();
      await shot('empty');
      await drop(page, 'truncated.jpg', 'bowens-disease-01.dcm', 'nevus-01.jpg', 'melanoma-01.jpg');
      for (const name of ['bowens-disease-01.dcm', 'nevus-01.jpg', 'melanoma-01.jpg']) {
        await answered(page, name);
      }
      await page.locator('.item', { hasText: 'melanoma-01.jpg' }).click();
      await assertFits(page);
      await assertAccessible(page);
      await shot('answer');
      await page.locator('.item', { hasText: 'truncated.jpg' }).click();
      await assertAccessible(page);
      await shot('refused');
      await page.goto('/console/cluster');
      await page.getByRole('heading', { name: 'Nodes' }).waitFor();
      await assertFits(page);
      await assertAccessible(page);
      await shot('cluster');
      await page.context().close();
    });
  }
}
