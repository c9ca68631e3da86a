// The jobs of batch screening as a worker tells of them, and what a person may do with them.

import { getFile, getJson, hasToken, postJson, Problem } from './api.js';
import { bar, byId, cell, element, facts, headCell, row, show } from './dom.js';
import { currentLanguage, errorSentence, number, percent, say } from './words.js';

const JOBS = '/v1/batch/jobs';
const RUNNING_PERIOD_MILLIS = 1000;
const QUIET_PERIOD_MILLIS = 5000;
const MOST_ROWS = 50;
const MOST_REASONS = 2;
const NOT_IMPLEMENTED = 501;
const RUNNING = ['JOB_STATE_LISTING', 'JOB_STATE_SCREENING', 'JOB_STATE_WRITING'];
const RESTING = ['JOB_STATE_PAUSED', 'JOB_STATE_FAILED'];
const FAILED = ['IMAGE_OUTCOME_UNREADABLE', 'IMAGE_OUTCOME_SET_ASIDE'];
const NOT_SCREENED = ['IMAGE_OUTCOME_REJECTED', ...FAILED];
const DOTS = { JOB_STATE_COMPLETED: 'good', JOB_STATE_PAUSED: 'fair', JOB_STATE_FAILED: 'bad', JOB_STATE_CANCELLED: 'off' };

export class BatchView {
  #announce;
  #jobs = null;
  #at = null;
  #problem = null;
  #refusal = null;
  #chosen = '';
  #whole = false;
  #watched = false;
  #timer = 0;
  #asking = false;
  #acting = false;
  /** How often a job was moved from here. */
  #moves = 0;
  /** The rows of the table by job: they stay, and with them the focus. */
  #rows = new Map();

  /** @param {(sentence: string) => void} announce tells a screen reader */
  constructor(announce) {
    this.#announce = announce;
    document.addEventListener('visibilitychange', () => this.refresh());
    byId('all-jobs').addEventListener('click', () => {
      this.#whole = true;
      this.render();
      byId('job-rows').rows[MOST_ROWS]?.querySelector('button').focus();
    });
    byId('job-pause').addEventListener('click', () => this.#act('pause'));
    byId('job-resume').addEventListener('click', () => this.#act('resume'));
    byId('job-retry').addEventListener('click', () => this.#act('retry-failed'));
    byId('job-cancel').addEventListener('click', () => this.#askToCancel());
    byId('job-report').addEventListener('click', (event) => {
      // A browser that follows a link sends no token.
      if (hasToken()) {
        event.preventDefault();
        this.#download();
      }
    });
  }

  watch(watched) {
    this.#watched = watched;
    if (watched) {
      this.render();
    }
    this.refresh();
  }

  async refresh() {
    clearTimeout(this.#timer);
    if (!this.#watched || document.hidden || this.#asking) {
      return;
    }
    this.#asking = true;
    try {
      const before = this.#moves;
      const { jobs } = await getJson(JOBS);
      // A list from before a move would undo it on the page.
      if (before === this.#moves) {
        this.#took(jobs);
        this.#at = new Date();
      }
      this.#problem = null;
    } catch (failure) {
      if (!(failure instanceof Problem)) {
        throw failure;
      }
      this.#problem = failure;
    } finally {
      this.#asking = false;
      this.render();
    }
    // Who has no right to look must not be asked again and again, nor a gateway without a worker.
    if (!this.#isFinal(this.#problem)) {
      const running = !this.#problem && this.#jobs.some((job) => RUNNING.includes(job.state));
      this.#timer = setTimeout(() => this.refresh(), running ? RUNNING_PERIOD_MILLIS : QUIET_PERIOD_MILLIS);
    }
  }

  #isFinal(problem) {
    return problem?.status === NOT_IMPLEMENTED || ['UNAUTHENTICATED', 'PERMISSION_DENIED'].includes(problem?.code);
  }

  #took(jobs) {
    for (const job of jobs) {
      const before = this.#jobs?.find((known) => known.jobId === job.jobId);
      if (before && before.state !== job.state) {
        this.#announce(`${nameOf(job)}: ${say(job.state)}.`);
      }
    }
    this.#jobs = jobs;
  }

  #job() {
    return this.#jobs?.find((job) => job.jobId === this.#chosen) ?? null;
  }

  // ---- what a person does

  async #act(what) {
    const job = this.#job();
    if (!job || this.#acting) {
      return;
    }
    this.#acting = true;
    try {
      const answer = await postJson(`${JOBS}/${job.jobId}:${what}`);
      const moved = answer.job ?? answer;
      this.#refusal = null;
      this.#moves++;
      this.#took(this.#jobs.map((known) => (known.jobId === moved.jobId ? moved : known)));
      if (answer.job) {
        this.#announce(say('retried', number(answer.files, 0)));
      }
    } catch (failure) {
      this.#refused(failure);
    } finally {
      this.#acting = false;
      this.render();
    }
    this.refresh();
  }

  #askToCancel() {
    const asked = this.#chosen;
    const dialog = byId('cancel-dialog');
    byId('cancel-why').textContent = say('cancelWhy', nameOf(this.#job()));
    dialog.returnValue = '';
    dialog.addEventListener('close', () => {
      // The job may have gone from the list while the question stood.
      if (dialog.returnValue === 'cancel' && asked === this.#chosen) {
        this.#act('cancel');
      }
    }, { once: true });
    dialog.showModal();
  }

  async #download() {
    const job = this.#job();
    try {
      const address = URL.createObjectURL(await getFile(`${JOBS}/${job.jobId}/report`));
      element('a', { href: address, download: `report-${job.jobId}.html` }).click();
      // The browser reads it after the click.
      setTimeout(() => URL.revokeObjectURL(address), 60_000);
      this.#refusal = null;
    } catch (failure) {
      this.#refused(failure);
    }
    this.render();
  }

  #refused(failure) {
    if (!(failure instanceof Problem)) {
      throw failure;
    }
    this.#refusal = failure;
  }

  #choose(id) {
    this.#chosen = id;
    this.#refusal = null;
    this.render();
    byId('job-title').focus();
  }

  // ---- what is shown

  render() {
    const jobs = this.#jobs;
    const time = this.#at?.toLocaleTimeString(currentLanguage()) ?? '';
    const missing = this.#problem?.status === NOT_IMPLEMENTED;
    byId('batch-refreshed').textContent = this.#at ? say('refreshed', time) : '';
    show(byId('batch-problem'), missing ? '' : this.#trouble(time));
    show(byId('batch-none'), missing ? say('noWorker') : jobs?.length === 0 ? say('noJobs') : '');
    byId('submit-where').hidden = missing || !jobs;
    byId('batch-body').hidden = missing || !jobs || jobs.length === 0;
    if (jobs) {
      this.#table();
      this.#detail();
    }
  }

  #trouble(time) {
    if (!this.#problem) {
      return '';
    }
    const sentence = problemSentence(this.#problem);
    return this.#jobs ? `${sentence} ${say('shownIs', time)}` : sentence;
  }

  #table() {
    const shown = this.#whole ? this.#jobs : this.#jobs.slice(0, MOST_ROWS);
    byId('jobs-count').textContent = number(this.#jobs.length, 0);
    byId('all-jobs').hidden = shown.length === this.#jobs.length;
    byId('all-jobs').textContent = say('allJobs', number(this.#jobs.length, 0));
    const made = new Map(shown.map((job) => [job.jobId, this.#rows.get(job.jobId) ?? this.#row(job)]));
    const order = [...made.values()];
    const body = byId('job-rows');
    if (order.length !== body.rows.length || order.some((each, index) => each !== body.rows[index])) {
      const held = body.contains(document.activeElement) ? document.activeElement : null;
      body.replaceChildren(...order);
      held?.focus();
    }
    this.#rows = made;
    shown.forEach((job) => this.#fill(made.get(job.jobId), job));
  }

  #row(job) {
    const open = element('button', { type: 'button', class: 'plain job', 'aria-controls': 'job-card' });
    open.addEventListener('click', () => this.#choose(job.jobId));
    const head = headCell('');
    head.append(open, element('span', { class: 'hint block' }));
    return row(head);
  }

  #fill(made, job) {
    made.setAttribute('aria-current', String(job.jobId === this.#chosen));
    const [open, below] = made.firstChild.children;
    open.textContent = nameOf(job);
    below.textContent = job.spec.title ? job.spec.source.location : '';
    while (made.lastChild !== made.firstChild) {
      made.lastChild.remove();
    }
    const { progress } = job;
    made.append(
      element('td', { class: 'brief' }, ...stateOf(job)),
      element('td', { class: 'doing' }, ...progressOf(job)),
      cell(progress.filesPerSecond ? number(progress.filesPerSecond, 1) : '', 'number more'),
      cell(duration(Number(progress.remainingMillis)), 'number more'),
      element('td', { class: 'failures more' }, ...failuresOf(job)),
      cell(releaseOf(job), 'identifier more'),
      cell(moment(job.submittedMillis), 'brief more'));
  }

  #detail() {
    const job = this.#job();
    byId('job-card').hidden = !job;
    if (!job) {
      return;
    }
    const held = byId('job-actions').contains(document.activeElement) ? document.activeElement : null;
    const running = RUNNING.includes(job.state);
    const resting = RESTING.includes(job.state);
    byId('job-title').textContent = nameOf(job);
    byId('job-state').replaceChildren(...stateOf(job), ' · ', ...progressOf(job));
    show(byId('job-reason'), job.reason);
    show(byId('job-problem'), this.#refusal ? problemSentence(this.#refusal) : '');
    byId('job-pause').hidden = !running;
    byId('job-resume').hidden = !resting;
    byId('job-cancel').hidden = !running && !resting;
    const failed = countOf(job, (outcome) => FAILED.includes(outcome.outcome));
    byId('job-retry').hidden = failed === 0 || !job.progress.listed || job.state === 'JOB_STATE_CANCELLED';
    byId('job-retry').textContent = say('retryFailed', number(failed, 0));
    byId('job-report').hidden = countOf(job) === 0;
    byId('job-report').textContent = say(running || resting ? 'reportSoFar' : 'report');
    byId('job-report').href = `${JOBS}/${job.jobId}/report`;
    // The focus does not fall to the top of the page with a button that goes.
    if (held?.hidden) {
      byId('job-title').focus();
    }
    this.#outcomes(job);
    this.#facts(job);
  }

  #outcomes(job) {
    const files = Number(job.progress.files);
    const waiting = files - countOf(job);
    const rows = [...job.progress.outcomes].sort((a, b) => Number(b.files) - Number(a.files))
      .map((outcome) => [outcome.outcome, outcome.code, Number(outcome.files)]);
    if (waiting > 0) {
      rows.push(['filesWaiting', '', waiting]);
    }
    byId('outcomes').replaceChildren(...rows.map(([outcome, code, count]) => row(
      headCell(say(outcome)), reason(code), bar(files ? count / files : 0), cell(number(count, 0), 'number'))));
  }

  #facts(job) {
    const { spec, progress } = job;
    facts(byId('job-facts'), [
      [say('source'), spec.source.location],
      [say('outputs'), spec.outputs.map((output) => output.location).join('\n')],
      [say('release'), releaseOf(job)],
      [say('profile'), spec.profile],
      [say('priority'), spec.priority ? number(spec.priority, 0) : ''],
      [say('rate'), progress.filesPerSecond ? number(progress.filesPerSecond, 1) : ''],
      [say('remaining'), duration(Number(progress.remainingMillis))],
      [say('submitted'), moment(job.submittedMillis)],
      [say('ended'), moment(job.endedMillis)],
      [say('jobId'), job.jobId],
    ]);
  }
}

function nameOf(job) {
  return job.spec.title || job.spec.source.location || job.jobId;
}

function releaseOf(job) {
  return job.releaseId || (job.spec.release === 'live' ? say('whicheverLive') : job.spec.release);
}

function countOf(job, wanted = () => true) {
  return job.progress.outcomes.filter(wanted).reduce((sum, outcome) => sum + Number(outcome.files), 0);
}

function stateOf(job) {
  return [element('span', { class: `dot ${DOTS[job.state] ?? 'run'}`, 'aria-hidden': 'true' }), say(job.state)];
}

function progressOf(job) {
  const files = Number(job.progress.files);
  const done = countOf(job);
  const words = say(job.progress.listed ? 'doneOf' : 'doneSoFar', number(done, 0), number(files, 0));
  const share = files ? done / files : 0;
  return [
    element('span', { text: job.progress.listed && files ? `${words} (${percent(share * 100)})` : words }),
    bar(job.progress.listed ? share : 0).firstChild,
  ];
}

/** The number, and what it was mostly for. */
function failuresOf(job) {
  const byCode = new Map();
  for (const { outcome, code, files } of job.progress.outcomes) {
    if (NOT_SCREENED.includes(outcome)) {
      byCode.set(code, (byCode.get(code) ?? 0) + Number(files));
    }
  }
  if (byCode.size === 0) {
    return [];
  }
  const reasons = [...byCode].sort(([, a], [, b]) => b - a);
  const rest = reasons.slice(MOST_REASONS).reduce((sum, [, files]) => sum + files, 0);
  const total = reasons.reduce((sum, [, files]) => sum + files, 0);
  const lines = reasons.slice(0, MOST_REASONS).map(([code, files]) => `${code} ${number(files, 0)}`);
  return [number(total, 0), ...[...lines, ...(rest ? [say('furtherReasons', number(rest, 0))] : [])]
    .map((text) => element('span', { class: 'hint block', text }))];
}

function reason(code) {
  const sentence = code ? errorSentence(code, '') : '';
  return element('td', { class: 'identifier' }, code, sentence === code ? '' : element('span', { class: 'hint', text: sentence }));
}

function problemSentence(problem) {
  return problem.code === 'NOT_READY' ? say('workerNotReady', problem.message) : errorSentence(problem.code, problem.message);
}

function moment(millis) {
  return Number(millis) === 0 ? ''
    : new Intl.DateTimeFormat(currentLanguage(), { dateStyle: 'medium', timeStyle: 'short' }).format(Number(millis));
}

/** In its two largest units. */
function duration(millis) {
  if (!millis) {
    return '';
  }
  const units = [['day', 86400], ['hour', 3600], ['minute', 60], ['second', 1]];
  const seconds = Math.max(1, Math.round(millis / 1000));
  const first = units.findIndex(([, length]) => seconds >= length);
  return units.slice(first, first + 2)
    .map(([unit, length], index) => [unit, Math.floor((index === 0 ? seconds : seconds % units[first][1]) / length)])
    .filter(([, count]) => count > 0)
    .map(([unit, count]) => new Intl.NumberFormat(currentLanguage(), { style: 'unit', unit, unitDisplay: 'short' }).format(count))
    .join(' ');
}
