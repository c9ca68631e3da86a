// The jobs of batch screening in the console. The gateway under test has no worker: what a worker
// would say is made up here, on the way between page and gateway.
// CONSOLE: its address; CHROMIUM: the browser; SHOTS: folder for screenshots, none if unset.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { assertAccessible, assertFits, assertQuiet, launch, PATIENCE_MILLIS, visit } from './visit.js';

const LIMIT = { timeout: 3 * PATIENCE_MILLIS };
let browser;

before(async () => {
  browser = await launch();
});
after(() => browser?.close());

const outcome = (name, files, code = '') => ({ outcome: `IMAGE_OUTCOME_${name}`, code, files: String(files) });

const job = (jobId, title, state, files, outcomes, more = {}) => ({
  jobId, state: `JOB_STATE_${state}`, reason: '', releaseId: 'demonstration-4c1f', submittedMillis: '1763800000000', endedMillis: '0',
  ...more,
  spec: {
    title, source: { location: `/archive/${jobId}`, kind: 'SOURCE_KIND_FOLDER' }, outputs: [{ format: 'OUTPUT_FORMAT_PARQUET', location: `/results/${jobId}.parquet` }],
    profile: '', release: '', priority: 0, ...more.spec,
  },
  progress: { files: String(files), listed: true, outcomes, filesPerSecond: 0, remainingMillis: '0', ...more.progress },
});

const JOBS = () => [
  job('teledermatology-q4', 'Teledermatology, fourth quarter', 'SCREENING', 48210, [
    outcome('ANSWERED', 20711), outcome('ABSTAINED', 902), outcome('DUPLICATE', 318), outcome('REJECTED', 41, 'TRUNCATED_IMAGE'),
    outcome('REJECTED', 6, 'NO_PIXELS'), outcome('UNREADABLE', 12, 'TOO_LARGE'), outcome('SET_ASIDE', 3, 'ENGINE_FAILED'),
  ], { progress: { filesPerSecond: 38.4, remainingMillis: '683500' } }),
  job('bucket-of-2024', '', 'LISTING', 120000, [], { releaseId: '', progress: { listed: false }, spec: { source: { location: 's3://archive/2024/very/long/prefix/of/pictures' }, release: 'live' } }),
  job('clinic-archive', 'Clinic archive <b>2019</b>', 'PAUSED', 5000, [outcome('ANSWERED', 1250)], { reason: 'Paused on request.' }),
  job('full-disk-job', 'Dermoscopy 2018', 'FAILED', 800, [outcome('ANSWERED', 800)], { reason: 'The output /results/full.csv cannot be written: no space is left.' }),
  job('ended-job-2017', 'Archive 2017', 'COMPLETED', 12000, [outcome('ANSWERED', 11990), outcome('SET_ASIDE', 10, 'DEADLINE')], { endedMillis: '1763810000000' }),
  job('cancelled-job', 'Test run', 'CANCELLED', 10, [outcome('ANSWERED', 4)], { endedMillis: '1763700000000' }),
];

/** A page whose gateway has a worker with these jobs. */
async function visitJobs(jobs, options = {}) {
  const page = await visit(browser, options, '/console/');
  const worker = { jobs, asked: [], refusal: null };
  await page.route('**/v1/batch/jobs**', async (route) => {
    const [, id, what] = new URL(route.request().url()).pathname.match(/\/v1\/batch\/jobs(?:\/([a-z0-9-]+)([:/].+)?)?$/);
    worker.asked.push(`${route.request().method()} ${id ?? ''}${what ?? ''}`);
    if (worker.refusal) {
      await route.fulfill({ status: worker.refusal.status, contentType: 'application/problem+json', json: worker.refusal });
      return;
    }
    const found = worker.jobs.find((each) => each.jobId === id);
    const moved = { ':pause': 'JOB_STATE_PAUSED', ':resume': 'JOB_STATE_SCREENING', ':cancel': 'JOB_STATE_CANCELLED' }[what];
    if (moved) {
      found.state = moved;
    } else if (what === ':retry-failed') {
      found.progress.outcomes = found.progress.outcomes.filter((each) => !/SET_ASIDE|UNREADABLE/.test(each.outcome));
    }
    await route.fulfill({ json: !id ? { jobs: worker.jobs } : moved ? found : { job: found, files: '15' } });
  });
  await page.getByRole('link', { name: 'Batch' }).click();
  return { page, worker };
}

/** As when a person comes back to the page: it asks at once. */
const comeBack = (page) => page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));

const leave = async (page) => {
  await page.unrouteAll({ behavior: 'ignoreErrors' });
  await page.context().close();
};

test('jobs are told, followed and moved', LIMIT, async () => {
  const { page, worker } = await visitJobs(JOBS());
  const table = page.getByRole('table', { name: 'Jobs' });
  await table.waitFor();
  assert.match(await table.locator('tbody tr').first().innerText(),
    /Teledermatology, fourth quarter[\s\S]*screening[\s\S]*21,993 of 48,210 \(45\.6%\)[\s\S]*38\.4[\s\S]*11 mins? 24 secs?[\s\S]*62[\s\S]*TRUNCATED_IMAGE 41[\s\S]*TOO_LARGE 12[\s\S]*9 more[\s\S]*demonstration-4c1f[\s\S]*2025/);
  assert.match(await table.locator('tbody tr').nth(1).innerText(), /s3:\/\/archive[\s\S]*listing files[\s\S]*0 of 120,000 found so far[\s\S]*whichever answers/);
  // Names are text.
  assert.equal(await table.locator('b').count(), 0);
  assert.equal(await page.locator('#job-card').isVisible(), false);

  // What runs is followed, and who works in the table keeps the focus.
  const first = page.getByRole('button', { name: 'Teledermatology, fourth quarter' });
  await first.focus();
  worker.jobs[0].progress.outcomes[0].files = '25711';
  worker.jobs = [job('a-new-one', 'A new one', 'SCREENING', 1, []), ...worker.jobs];
  await page.getByRole('button', { name: 'A new one' }).waitFor();
  await page.getByText('26,993 of 48,210').first().waitFor();
  assert.equal(await page.evaluate(() => document.activeElement.textContent), 'Teledermatology, fourth quarter');

  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Teledermatology, fourth quarter' }).waitFor();
  assert.equal(await page.evaluate(() => document.activeElement.id), 'job-title');
  const outcomes = page.getByRole('table', { name: 'What became of the files' });
  assert.match(await outcomes.innerText(), /Answered\s+25,711\s+Waiting\s+21,217\s+|Answered\s+25,711\s+No answer\s+902[\s\S]*Refused\s+TRUNCATED_IMAGE\s+41[\s\S]*Waiting\s+21,217/);
  assert.match(await page.locator('#job-facts').innerText(), /\/archive\/teledermatology-q4[\s\S]*\/results\/teledermatology-q4\.parquet/);
  assert.equal(await page.getByRole('link', { name: 'Report so far' }).getAttribute('href'), '/v1/batch/jobs/teledermatology-q4/report');
  await assertAccessible(page);

  // By the keyboard: pause; the focus does not fall to the top with the button that goes.
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement.id), 'job-pause');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Go on' }).waitFor();
  assert.equal(await page.evaluate(() => document.activeElement.id), 'job-title');
  assert.match(await page.locator('#announce').innerText(), /Teledermatology, fourth quarter: paused\./);
  await page.getByRole('button', { name: 'Go on' }).click();
  await page.getByRole('button', { name: 'Pause' }).waitFor();
  await page.getByRole('button', { name: 'Try failed files again (15)' }).click();
  await page.waitForFunction(() => document.getElementById('announce').textContent === '15 files are tried again.');
  assert.equal(await page.locator('#job-retry').isVisible(), false);

  // What cannot be undone is asked about, and keeping is what Enter does.
  const dialog = page.getByRole('dialog', { name: 'Cancel this job?' });
  await page.getByRole('button', { name: 'Cancel job' }).click();
  await dialog.waitFor();
  await assertAccessible(page);
  assert.match(await dialog.innerText(), /“Teledermatology, fourth quarter” ends for good/);
  await page.keyboard.press('Enter');
  await dialog.waitFor({ state: 'hidden' });
  await page.getByRole('button', { name: 'Cancel job' }).click();
  await page.keyboard.press('Escape');
  assert.ok(!worker.asked.some((each) => each.includes('cancel')), String(worker.asked));
  await page.getByRole('button', { name: 'Cancel job' }).click();
  await dialog.getByRole('button', { name: 'Cancel the job' }).click();
  await page.locator('#job-state', { hasText: 'cancelled' }).waitFor();
  assert.deepEqual(worker.asked.filter((each) => each.startsWith('POST')),
    [':pause', ':resume', ':retry-failed', ':cancel'].map((what) => `POST teledermatology-q4${what}`));
  for (const name of ['Pause', 'Go on', 'Cancel job…']) {
    assert.equal(await page.getByRole('button', { name }).isVisible(), false, name);
  }
  await assertQuiet(page);
  await leave(page);
});

test('refusals, an absent worker and an empty list are told', LIMIT, async () => {
  const { page, worker } = await visitJobs([]);
  await page.getByText('There are no jobs yet.').waitFor();
  await page.getByText('dermstream batch submit').waitFor();
  await assertAccessible(page);
  worker.jobs = JOBS();
  await comeBack(page);
  await page.getByRole('button', { name: 'Clinic archive <b>2019</b>' }).click();

  worker.refusal = { status: 409, code: 'JOB_STATE', detail: 'Job clinic-archive is COMPLETED and cannot be resumed.' };
  await page.getByRole('button', { name: 'Go on' }).click();
  await page.locator('#job-problem', { hasText: 'is COMPLETED and cannot be resumed' }).waitFor();
  worker.refusal = { status: 503, code: 'NOT_READY', detail: 'The batch worker cannot be reached; try again in a moment.' };
  await comeBack(page);
  await page.locator('#batch-problem', { hasText: /The batch worker cannot be reached.*What is shown is of/ }).waitFor();
  assert.equal(await page.getByRole('table', { name: 'Jobs' }).isVisible(), true);
  await assertAccessible(page);
  worker.refusal = { status: 403, code: 'PERMISSION_DENIED', detail: 'This takes the role observe or operate.' };
  await comeBack(page);
  await page.locator('#batch-problem', { hasText: 'takes the role' }).waitFor();
  await leave(page);

  // The gateway under test itself.
  const bare = await visit(browser, {}, '/console/batch');
  await bare.getByText('This gateway knows no batch worker').waitFor();
  assert.equal(await bare.locator('#batch-problem').isVisible(), false);
  await assertAccessible(bare);
  await bare.context().close();
});

test('a report is opened as a link, and with a token saved as a file', LIMIT, async () => {
  const { page } = await visitJobs(JOBS());
  let tokens = [];
  await page.route('**/v1/batch/jobs/*/report', async (route) => {
    tokens.push(route.request().headers().authorization ?? '');
    await route.fulfill({ contentType: 'text/html; charset=utf-8', body: '<h1>the report</h1>' });
  });
  await page.getByRole('button', { name: 'Archive 2017' }).click();
  await page.context().route('**/v1/batch/jobs/*/report', (route) => route.fulfill({ contentType: 'text/html', body: '<h1>the report</h1>' }));
  const opening = page.context().waitForEvent('page');
  await page.getByRole('link', { name: 'Report', exact: true }).click();
  const report = await opening;
  await report.getByRole('heading', { name: 'the report' }).waitFor();
  await report.close();

  await page.evaluate(async () => {
    const api = await import('./api.js');
    api.onTokenNeeded(async () => 'secret');
    await api.requestToken(false);
  });
  const saving = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Report', exact: true }).click();
  const saved = await saving;
  assert.equal(saved.suggestedFilename(), 'report-ended-job-2017.html');
  assert.equal(await readFile(await saved.path(), 'utf8'), '<h1>the report</h1>');
  assert.deepEqual(tokens, ['Bearer secret']);
  await assertQuiet(page);
  await leave(page);
});

test('jobs are legible on every screen', LIMIT, async () => {
  const { page } = await visitJobs(JOBS(), { reducedMotion: 'reduce' });
  await page.getByRole('button', { name: 'Teledermatology, fourth quarter' }).click();
  for (const [language, heading] of [['English', 'Batch screening'], ['한국어', '일괄 판독']]) {
    await page.getByRole('button', { name: language }).click();
    await page.getByRole('heading', { name: heading }).waitFor();
    for (const [width, height, colorScheme] of [[1280, 800, 'light'], [390, 844, 'dark']]) {
      await page.setViewportSize({ width, height });
      await page.emulateMedia({ colorScheme });
      await assertFits(page);
      await assertAccessible(page);
      if (process.env.SHOTS) {
        await page.screenshot({ path: join(process.env.SHOTS, `batch-${language === 'English' ? 'english' : 'korean'}-${width}-${colorScheme}.png`), fullPage: true });
      }
    }
  }
  await leave(page);
});
