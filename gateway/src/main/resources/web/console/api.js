// Calls to the gateway that served this page. The token lives in this module's memory alone.

let token = '';
let askForToken = null;
let asking = null;

/** @param {(refused: boolean) => Promise<string>} ask resolves to a token, or '' if the user has none */
export function onTokenNeeded(ask) {
  askForToken = ask;
}

export function hasToken() {
  return token !== '';
}

export function forgetToken() {
  token = '';
}

/** Asks the user once, however many calls wait for it. Resolves to whether there is a token now. */
export function requestToken(refused) {
  asking ??= askForToken(refused).then((given) => {
    token = given || token;
    return given !== '';
  }).finally(() => {
    asking = null;
  });
  return asking;
}

/** What the gateway, or the way to it, has to say against a request. */
export class Problem extends Error {
  constructor({ code, detail, status = 0, retryable = false, requestId = '', waitSeconds = 0 }) {
    super(detail);
    this.code = code;
    this.status = status;
    this.retryable = retryable;
    this.requestId = requestId;
    this.waitSeconds = waitSeconds;
  }
}

async function problemOf(response) {
  const type = response.headers.get('content-type') ?? '';
  const waitSeconds = Number(response.headers.get('retry-after')) || 0;
  const requestId = response.headers.get('x-request-id') ?? '';
  if (type.startsWith('application/problem+json')) {
    return new Problem({ ...(await response.json()), requestId, waitSeconds });
  }
  return new Problem({ code: `HTTP ${response.status}`, detail: '', requestId, waitSeconds });
}

/** fetch with the token, asking for one where the gateway demands it. */
async function call(address, options = {}) {
  for (;;) {
    const used = token;
    const headers = new Headers(options.headers);
    if (used) {
      headers.set('authorization', `Bearer ${used}`);
    }
    let response;
    try {
      response = await fetch(address, { ...options, headers, cache: 'no-store', credentials: 'same-origin' });
    } catch (failure) {
      if (failure.name === 'AbortError') {
        throw failure;
      }
      throw new Problem({ code: 'UNREACHABLE', detail: '', retryable: true });
    }
    if (response.ok) {
      return response;
    }
    // Another call may have brought a new token meanwhile.
    const renewed = response.status === 401 && (used !== token || await requestToken(used !== ''));
    if (!renewed) {
      throw await problemOf(response);
    }
    await response.body?.cancel();
  }
}

export async function getJson(address) {
  return (await call(address)).json();
}

/** Without a body. */
export async function postJson(address) {
  return (await call(address, { method: 'POST' })).json();
}

/** A whole file; one that breaks off is a Problem. */
export async function getFile(address) {
  const response = await call(address);
  return response.blob().catch(() => {
    throw new Problem({ code: 'BROKEN_OFF', detail: '', retryable: true });
  });
}

/**
 * Sends a picture and hands over its events as they arrive.
 * @returns once the last event was handled; an answer that breaks off is a Problem
 */
export async function screen(file, parameters, signal, onEvent) {
  const known = ['image/jpeg', 'image/png', 'application/dicom'];
  const response = await call(`/v1/screen?${new URLSearchParams(parameters)}`, {
    method: 'POST',
    body: file,
    signal,
    headers: {
      accept: 'text/event-stream',
      'content-type': known.includes(file.type) ? file.type : 'application/octet-stream',
    },
  });
  for await (const event of events(response.body)) {
    onEvent(event.name, event.data);
  }
}

/** Server-sent events whose data is one line of JSON (HTML standard, section 9.2.6). */
export async function* events(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (;;) {
    const { value, done } = await reader.read().catch((failure) => {
      throw failure.name === 'AbortError' ? failure : new Problem({ code: 'BROKEN_OFF', detail: '', retryable: true });
    });
    if (done) {
      return;
    }
    const blocks = (rest + value).split('\n\n');
    rest = blocks.pop();
    for (const block of blocks) {
      let name = 'message';
      let data = '';
      for (const line of block.split('\n')) {
        if (line.startsWith('event: ')) {
          name = line.slice(7);
        } else if (line.startsWith('data: ')) {
          data += line.slice(6);
        }
      }
      yield { name, data: JSON.parse(data) };
    }
  }
}
