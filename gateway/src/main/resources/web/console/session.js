// The pictures of this session: a queue of bounded concurrency and what came of each picture.
// Everything lives in this page's memory and goes with it.

import { Problem, screen } from './api.js';

const MOST_AT_ONCE = 3;
const MOST_TRIES = 4;
const OVER = ['answered', 'abstained', 'rejected', 'failed', 'stopped'];
const DISPOSITIONS = {
  DISPOSITION_ANSWERED: 'answered',
  DISPOSITION_ABSTAINED: 'abstained',
  DISPOSITION_REJECTED: 'rejected',
};

export class Session {
  #items = [];
  #running = 0;
  #next = 1;
  #changed;

  /** @param {(item: object, what: 'added'|'state'|'text'|'removed') => void} changed */
  constructor(changed) {
    this.#changed = changed;
  }

  get items() {
    return this.#items;
  }

  add(file, parameters) {
    const shows = ['image/jpeg', 'image/png'].includes(file.type);
    const item = {
      id: this.#next++, file, name: file.name, preview: shows ? URL.createObjectURL(file) : '', parameters,
      ...fresh(),
    };
    this.#items.unshift(item);
    this.#changed(item, 'added');
    this.#advance();
    return item;
  }

  /** Screens the same picture anew. */
  again(item, parameters) {
    Object.assign(item, fresh(), { parameters: { ...item.parameters, ...parameters } });
    this.#changed(item, 'state');
    this.#advance();
  }

  stop(item) {
    if (!isOver(item)) {
      item.abort.abort();
      this.#set(item, 'stopped');
    }
  }

  remove(item) {
    item.abort.abort();
    this.#items = this.#items.filter((each) => each !== item);
    if (item.preview) {
      URL.revokeObjectURL(item.preview);
    }
    this.#changed(item, 'removed');
  }

  #set(item, state) {
    item.state = state;
    if (state === 'failed' || state === 'stopped') {
      // Half an answer may say the opposite of the whole.
      item.scored = null;
      item.text = '';
    }
    this.#changed(item, 'state');
  }

  /** First come, first served; the list shows the last one first. */
  #advance() {
    for (const item of this.#items.toReversed()) {
      if (this.#running >= MOST_AT_ONCE) {
        return;
      }
      if (item.state === 'waiting') {
        this.#running++;
        this.#run(item).finally(() => {
          this.#running--;
          this.#advance();
        });
      }
    }
  }

  async #run(item) {
    const { abort } = item;
    for (let tries = 1; ; tries++) {
      try {
        this.#set(item, 'sending');
        await this.#send(item, abort.signal);
        return;
      } catch (failure) {
        // Stopped, removed or begun anew meanwhile: whoever did that has said so.
        if (abort.signal.aborted) {
          return;
        }
        const problem = failure instanceof Problem ? failure : new Problem({ code: 'BROKEN_OFF', detail: '', retryable: true });
        if (failure !== problem) {
          console.error(failure);
        }
        if (!problem.waitSeconds || !problem.retryable || tries >= MOST_TRIES) {
          item.problem = problem;
          item.requestId ||= problem.requestId;
          this.#set(item, 'failed');
          return;
        }
        item.waitSeconds = problem.waitSeconds;
        this.#set(item, 'held');
        await pause(problem.waitSeconds, abort.signal);
        if (abort.signal.aborted) {
          return;
        }
      }
    }
  }

  async #send(item, signal) {
    // Read first: a file that is gone and a gateway that is gone look alike to fetch.
    let bytes;
    try {
      bytes = await item.file.slice(0, 1).arrayBuffer();
    } catch {
      throw new Problem({ code: 'UNREADABLE', detail: '' });
    }
    if (bytes.byteLength !== Math.min(1, item.file.size)) {
      throw new Problem({ code: 'UNREADABLE', detail: '' });
    }
    item.text = '';
    item.scored = null;
    await screen(item.file, { ...item.parameters, follow_text: 'true', cluster_map: 'true' }, signal, (name, data) => {
      if (!signal.aborted) {
        this.#take(item, name, data);
      }
    });
    if (!item.report && !signal.aborted) {
      throw new Problem({ code: 'BROKEN_OFF', detail: '', retryable: true });
    }
  }

  #take(item, name, data) {
    switch (name) {
      case 'accepted':
        item.requestId = data.requestId;
        this.#set(item, 'accepted');
        break;
      case 'scored':
        item.scored = data.label;
        this.#set(item, 'scored');
        break;
      case 'writing':
        item.text = data.anew ? data.text : item.text + data.text;
        this.#changed(item, 'text');
        break;
      case 'report':
        item.report = data;
        item.text = data.summary;
        item.requestId = data.requestId;
        this.#set(item, DISPOSITIONS[data.disposition] ?? 'failed');
        break;
      case 'error':
        throw new Problem({
          ...data, detail: data.message,
          waitSeconds: data.retryable ? Math.max(1, Math.ceil(Number(data.retryAfterMillis ?? 0) / 1000)) : 0,
        });
      default:
        // A newer gateway may say more than this page knows of.
        break;
    }
  }
}

export function isOver(item) {
  return OVER.includes(item.state);
}

function fresh() {
  return {
    state: 'waiting', abort: new AbortController(), text: '', scored: null, report: null, problem: null, requestId: '',
    waitSeconds: 0,
  };
}

function pause(seconds, signal) {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, seconds * 1000);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    }, { once: true });
  });
}
