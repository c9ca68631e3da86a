// The cluster as the gateway sees it, asked for again every two seconds while the page is looked at.

import { getJson, Problem } from './api.js';
import { bar, byId, cell, element, facts, headCell, row, show, svg } from './dom.js';
import { currentLanguage, errorSentence, number, say } from './words.js';

const PERIOD_MILLIS = 2000;
const MOST_POINTS = 90;
const ROLES = ['SERVER_ROLE_NODE', 'SERVER_ROLE_INDEX', 'SERVER_ROLE_GATEWAY'];

export class ClusterView {
  #status = null;
  #at = null;
  #problem = null;
  #watched = false;
  #paused = false;
  #timer = 0;
  #asking = false;
  /** Latencies of each server, in nanoseconds, by its instance and address. */
  #latencies = new Map();

  constructor() {
    byId('pause').addEventListener('click', () => {
      this.#paused = !this.#paused;
      this.render();
      this.refresh();
    });
    document.addEventListener('visibilitychange', () => this.refresh());
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
    if (!this.#watched || this.#paused || document.hidden || this.#asking) {
      return;
    }
    this.#asking = true;
    try {
      this.#status = await getJson('/v1/cluster');
      this.#at = new Date();
      this.#problem = null;
      this.#remember();
    } catch (failure) {
      if (!(failure instanceof Problem)) {
        throw failure;
      }
      this.#problem = failure;
    } finally {
      this.#asking = false;
      this.render();
    }
    // Who has no right to look must not be asked for a token every two seconds.
    if (!['UNAUTHENTICATED', 'PERMISSION_DENIED'].includes(this.#problem?.code)) {
      this.#timer = setTimeout(() => this.refresh(), PERIOD_MILLIS);
    }
  }

  #remember() {
    const seen = new Map();
    for (const server of this.#status.servers) {
      if (server.route) {
        const past = this.#latencies.get(key(server)) ?? [];
        seen.set(key(server), [...past, Number(server.route.latencyNanos)].slice(-MOST_POINTS));
      }
    }
    this.#latencies = seen;
  }

  render() {
    byId('pause').textContent = say(this.#paused ? 'resume' : 'pause');
    byId('pause').setAttribute('aria-pressed', String(this.#paused));
    const time = this.#at?.toLocaleTimeString(currentLanguage()) ?? '';
    byId('refreshed').textContent = this.#at ? say('refreshed', time) : '';
    show(byId('cluster-problem'), this.#trouble(time));
    byId('cluster-body').hidden = !this.#status;
    if (this.#status) {
      this.#facts();
      this.#lanes();
      ROLES.forEach((role) => this.#servers(role));
    }
  }

  #trouble(time) {
    if (!this.#problem) {
      return '';
    }
    return this.#status && this.#problem.code === 'UNREACHABLE'
      ? say('stale', time)
      : errorSentence(this.#problem.code, this.#problem.message);
  }

  #facts() {
    const { cluster, membership, members, answeredBy, limit } = this.#status;
    facts(byId('cluster-facts'), [
      [say('clusterName'), cluster || say('notMember')],
      [say('membership'), say(membership)],
      [say('members'), members ? number(members, 0) : ''],
      [say('answeredBy'), answeredBy.address],
      [say('limit'), limit ? number(limit, 0) : ''],
    ]);
  }

  #servers(role) {
    const servers = this.#status.servers.filter((server) => server.description.role === role);
    const routed = servers.some((server) => server.route);
    const device = servers.some((server) => server.description.device || server.description.engine);
    const heads = [
      [say('name')], [say('state')], [say('inFlight')],
      ...(routed ? [[say('fromHere'), 'number'], [say('latency'), 'number']] : []),
      ...(device ? [[say('engine')]] : []),
      ...(role === 'SERVER_ROLE_GATEWAY' ? [] : [[say('release')]]),
      [say('address')], [say('uptime'), 'number'],
    ];
    fillTable(role, heads, servers.map((server) => this.#server(server, { role, routed, device })));
  }

  #server(server, { role, routed, device }) {
    const { description, route } = server;
    const cells = [
      headCell(description.name || description.address, 'brief'), state(server),
      load(description.inFlight, description.capacity),
    ];
    if (routed) {
      cells.push(cell(route ? number(route.inFlight, 0) : '', 'number'), this.#latency(server));
    }
    if (device) {
      cells.push(cell(description.engine || description.device));
    }
    if (role !== 'SERVER_ROLE_GATEWAY') {
      cells.push(element('td', { class: 'identifier' }, description.releaseId,
        element('span', { class: 'hint block', text: description.profiles.join(', ') })));
    }
    cells.push(cell(description.address, 'identifier brief'), cell(uptime(description), 'number'));
    return row(...cells);
  }

  #latency(server) {
    const nanos = Number(server.route?.latencyNanos ?? 0);
    const made = element('td', { class: 'number latency' });
    if (nanos > 0) {
      made.append(spark(this.#latencies.get(key(server)) ?? []), element('span', { text: say('milliseconds', number(nanos / 1e6, 1)) }));
    }
    return made;
  }

  /** Of a gateway that tells of its lanes. */
  #lanes() {
    const lanes = this.#status.lanes ?? [];
    if (lanes.length > 0) {
      const heads = [[say('name')], [say('inFlight'), 'number'], [say('share'), 'number'], [say('waitingCount')]];
      fillTable('lanes', heads, lanes.map((lane) => row(
        headCell(say(lane.lane), 'brief'), cell(number(lane.inFlight, 0), 'number'), cell(number(lane.share, 0), 'number'),
        load(lane.waiting, lane.waitingCapacity))));
    }
  }
}

function key(server) {
  return `${server.description.instanceId} ${server.description.address}`;
}

/** Only the rows are made anew, so that focus and scrolling stay. */
function fillTable(name, heads, rows) {
  const known = byId(`table-${name}`) ?? newTable(name);
  byId(`title-${name}`).textContent = say(name);
  known.parentElement.setAttribute('aria-label', say(name));
  known.parentElement.hidden = rows.length === 0;
  byId(`none-${name}`).hidden = rows.length > 0;
  byId(`none-${name}`).textContent = say('none');
  known.tHead.replaceChildren(row(...heads.map(([text, kind]) => element('th', { scope: 'col', class: kind, text }))));
  known.tBodies[0].replaceChildren(...rows);
}

function newTable(name) {
  const made = element('table', { id: `table-${name}`, 'aria-labelledby': `title-${name}` }, element('thead'), element('tbody'));
  byId('cluster-tables').append(element('section', { class: 'card' },
    element('h2', { id: `title-${name}` }),
    element('div', { class: 'scroll', tabindex: '0', role: 'region' }, made),
    element('p', { class: 'hint', id: `none-${name}` })));
  return made;
}

function state({ description, route }) {
  const known = route?.state ?? (description.serving ? 'serving' : 'notServing');
  const kind = {
    serving: 'good', ROUTE_STATE_SERVING: 'good', ROUTE_STATE_WARMING: 'fair', ROUTE_STATE_UNKNOWN: 'fair',
    ROUTE_STATE_SUSPENDED: 'fair',
  }[known] ?? 'bad';
  return element('td', { class: 'brief' }, element('span', { class: `dot ${kind}`, 'aria-hidden': 'true' }), say(known));
}

function load(inFlight, capacity) {
  const made = element('td', { class: 'load' }, element('span', { text: capacity ? `${number(inFlight, 0)} / ${number(capacity, 0)}` : number(inFlight, 0) }));
  if (capacity) {
    made.append(bar(inFlight / capacity, 'quiet').firstChild);
  }
  return made;
}

function spark(values) {
  const most = Math.max(...values, 1);
  const points = values.map((value, index) => `${(index / (MOST_POINTS - 1)) * 80},${18 - (value / most) * 16}`);
  return svg('svg', { class: 'spark', viewBox: '0 0 80 20', role: 'img', 'aria-label': say('latencyTrend') },
    svg('polyline', { points: points.join(' ') }));
}

function uptime({ startedMillis }) {
  if (Number(startedMillis) === 0) {
    return '';
  }
  const seconds = Math.max(0, Math.round((Date.now() - Number(startedMillis)) / 1000));
  const units = [['day', 86400], ['hour', 3600], ['minute', 60], ['second', 1]];
  const [unit, size] = units.find(([, length]) => seconds >= length) ?? units[3];
  return new Intl.NumberFormat(currentLanguage(), { style: 'unit', unit, unitDisplay: 'short' }).format(Math.floor(seconds / size));
}
