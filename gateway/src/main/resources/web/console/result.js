// What is known of one picture, shown in the fixed parts of the page.

import { bar, byId, cell, element, facts, headCell, row, show, svg } from './dom.js';
import { drawMap } from './map.js';
import { isOver } from './session.js';
import { abstentionSentence, currentLanguage, errorSentence, labelName, number, percent, say, stageName } from './words.js';

const FEW = 5;
const KINDS = ['first', 'second', 'third'];
const LANGUAGES = { LANGUAGE_ENGLISH: 'en', LANGUAGE_KOREAN: 'ko' };

let allScores = false;
let redraw = () => {};

let drawnWidth = 0;
new ResizeObserver(([{ contentRect }]) => {
  if (contentRect.width > 0 && contentRect.width !== drawnWidth) {
    drawnWidth = contentRect.width;
    redraw();
  }
}).observe(byId('map'));

/** @param labelSet labels by id_code, of the profile that answered, where known */
export function render(item, labelSet) {
  byId('placeholder').hidden = true;
  byId('result').hidden = false;
  byId('result').setAttribute('aria-busy', String(!isOver(item)));
  picture(item);
  regions(item);
  byId('file-name').textContent = item.name;
  const state = byId('state');
  state.textContent = say(item.state, item.waitSeconds);
  state.className = `state ${item.state}`;
  finding(item);
  renderText(item);
  refusal(item);
  actions(item);
  evidence(item, labelSet);
}

/** While the text is being written only the text changes. */
export function renderText(item) {
  const text = byId('text');
  const language = LANGUAGES[item.report?.language] ?? item.parameters.language;
  text.lang = language;
  text.classList.toggle('writing', !isOver(item));
  // A screen reader hears the text once it is whole.
  text.setAttribute('aria-busy', String(!isOver(item)));
  if (text.textContent !== item.text) {
    text.textContent = item.text;
  }
  byId('text-block').hidden = item.text === '';
  byId('cut').hidden = item.report?.finishReason !== 'FINISH_REASON_LENGTH' || item.text === '';
}

export function renderNothing() {
  byId('placeholder').hidden = false;
  byId('result').hidden = true;
}

function picture(item) {
  const image = byId('picture');
  image.hidden = !item.preview;
  byId('no-picture').hidden = Boolean(item.preview);
  if (item.preview && image.getAttribute('src') !== item.preview) {
    image.onerror = () => {
      image.hidden = true;
      byId('no-picture').hidden = false;
    };
    image.src = item.preview;
  } else if (!item.preview) {
    image.removeAttribute('src');
  }
  if (item.preview && image.complete && image.naturalWidth === 0) {
    image.hidden = true;
    byId('no-picture').hidden = false;
  }
  image.alt = item.name;
}

/** The lesions that were found, as boxes over the picture and in words; the first is the report's. */
function regions(item) {
  const image = item.report?.image;
  const main = image?.region;
  const further = item.report?.furtherLesions ?? [];
  const boxes = main?.found ? [main, ...further.map((lesion) => lesion.region)] : [];
  const over = byId('regions');
  over.hidden = boxes.length === 0 || byId('picture').hidden;
  over.replaceChildren(...(over.hidden ? [] : [svg('svg', { viewBox: `0 0 ${image.width} ${image.height}`, 'aria-hidden': 'true' },
    ...boxes.flatMap((box, index) => ['edge', index === 0 ? 'main' : 'further'].map((kind) =>
      svg('rect', { class: kind, x: box.x, y: box.y, width: box.width, height: box.height }))))]));
  const words = main ? [main.found ? say('lesion', place(main)) : say('noLesion')] : [];
  further.forEach((lesion) => words.push(say('furtherLesion', place(lesion.region), furtherFinding(lesion))));
  byId('lesions').hidden = words.length === 0;
  byId('lesions').replaceChildren(...words.map((text) => element('li', { text })));
}

function place(box) {
  return `${box.x}, ${box.y}, ${box.width} × ${box.height}`;
}

function furtherFinding(lesion) {
  return lesion.disposition === 'DISPOSITION_ANSWERED' && lesion.label
    ? `${labelName(lesion.label)} ${percent(lesion.label.scorePercent)}` : say('abstained');
}

function finding(item) {
  const label = byId('label');
  // A class that is no answer stands among the evidence alone.
  const found = item.state === 'abstained' ? null : item.report ? item.report.label : item.scored;
  label.hidden = !found;
  byId('other-name').hidden = !found;
  if (found) {
    label.replaceChildren(
      element('span', { class: 'label-name', text: labelName(found) }), ' ',
      element('span', { class: 'label-score', text: percent(found.scorePercent) }),
    );
    const other = byId('other-name');
    other.textContent = currentLanguage() === 'ko' ? found.nameEnglish : found.nameKorean;
    other.lang = currentLanguage() === 'ko' ? 'en' : 'ko';
  }
  const agreement = byId('agreement');
  const kind = { AGREEMENT_AGREE: 'agree', AGREEMENT_DIFFER: 'differ', AGREEMENT_NO_MODEL_LABEL: 'noModelLabel' }[item.report?.agreement];
  agreement.className = `agreement ${kind ?? ''}`;
  show(agreement, kind && (found || item.report.label) ? say(kind, item.report.modelLabel ? labelName(item.report.modelLabel) : '') : '');
  show(byId('result-notice'), item.report?.notice ?? '');
}

function refusal(item) {
  const box = byId('refusal');
  const [title, code, sentence] = reason(item);
  box.hidden = !title;
  box.replaceChildren();
  if (title) {
    box.append(element('strong', { text: title }), ' ', element('span', { text: sentence }));
    if (code) {
      box.append(element('code', { text: code }));
    }
    if (item.requestId && item.state === 'failed') {
      box.append(element('span', { class: 'hint', text: `${say('requestId')} ${item.requestId}` }));
    }
  }
}

function reason(item) {
  switch (item.state) {
    case 'rejected':
      return [say('refusedTitle'), item.report.rejection.code, errorSentence(item.report.rejection.code, item.report.rejection.message)];
    case 'abstained':
      return [say('abstainedTitle'), '', abstention(item.report)];
    case 'failed':
      return [say('failedTitle'), item.problem?.code ?? '', errorSentence(item.problem?.code, item.problem?.message)];
    case 'stopped':
      return [say('stoppedTitle'), '', ''];
    default:
      return ['', '', ''];
  }
}

/** The reasons in the page's language; those that it does not know in the gateway's words. */
function abstention(report) {
  const reasons = (report.abstentionReasons ?? []).map(abstentionSentence);
  return reasons.length > 0 && reasons.every(Boolean) ? reasons.join(' ') : report.abstention;
}

function actions(item) {
  byId('stop').hidden = isOver(item);
  const again = byId('again');
  const otherLanguage = item.report && item.state !== 'rejected' && LANGUAGES[item.report.language] !== currentLanguage();
  again.hidden = !(item.state === 'failed' || item.state === 'stopped' || otherLanguage);
  again.textContent = otherLanguage ? say(currentLanguage() === 'ko' ? 'againKorean' : 'againEnglish') : say('again');
}

function evidence(item, labelSet) {
  const report = item.report;
  const answered = report && item.state !== 'rejected';
  const names = new Map(labelSet);
  const ranked = answered ? [report.label, ...report.similarLabels].filter(Boolean) : [];
  ranked.forEach((label) => names.set(label.idCode, label));
  const kinds = new Map(ranked.slice(0, KINDS.length).map((label, index) => [label.idCode, KINDS[index]]));
  scores(report, ranked, kinds);
  calibrated(answered ? report.calibrated : null, names);
  map(report, names, kinds);
  neighbors(answered ? report : null, names);
  origin(item);
}

function scores(report, ranked, kinds) {
  byId('scores-card').hidden = ranked.length === 0;
  const similarity = new Map((report?.classConfidence ?? []).map((each) => [each.idCode, each.similarity]));
  const shown = allScores ? ranked : ranked.slice(0, FEW);
  byId('scores').replaceChildren(...shown.map((label) => row(
    headCell(labelName(label)),
    bar(label.scorePercent / 100, kinds.get(label.idCode) ?? ''),
    cell(percent(label.scorePercent), 'number'),
    cell(similarity.has(label.idCode) ? number(similarity.get(label.idCode), 3) : '', 'number'),
  )));
  const toggle = byId('all-scores');
  toggle.hidden = ranked.length <= FEW;
  toggle.setAttribute('aria-expanded', String(allScores));
  toggle.textContent = allScores ? say('fewScores') : say('allScores', ranked.length);
  toggle.onclick = () => {
    allScores = !allScores;
    scores(report, ranked, kinds);
  };
}

function calibrated(evidence, names) {
  byId('calibrated').hidden = !evidence;
  if (!evidence) {
    return;
  }
  const [best] = evidence.probabilities;
  const { distance, threshold, outside } = evidence.outOfDistribution;
  const classes = (set) => set.idCodes.map((idCode) => nameOf(names, idCode)).join(', ') || say('noClass');
  facts(byId('calibrated'), [
    [say('probability'), best ? `${nameOf(names, best.idCode)} ${percent(best.probabilityPercent)}` : ''],
    [say('predictionSet', percent(evidence.predictionSet.coveragePercent)), classes(evidence.predictionSet)],
    [say('classConditionalSet'), classes(evidence.classConditionalSet)],
    [say('unlike'), say(outside ? 'isOutside' : 'isInside', number(distance, 3), number(threshold, 3))],
  ]);
}

function map(report, names, kinds) {
  const clusters = report?.clusterMap;
  byId('map-card').hidden = !clusters;
  redraw = () => {};
  if (!clusters) {
    byId('map').replaceChildren();
    return;
  }
  const nearest = report.nearestClusters[0];
  const description = nearest
    ? say('mapLabel', clusters.clusters.length, nearest.clusterId, nameOf(names, nearest.idCode), number(nearest.cosineSimilarity, 3))
    : say('map');
  redraw = () => byId('map').replaceChildren(drawMap(byId('map').clientWidth, clusters, names, kinds, description));
  redraw();
  byId('map-hint').textContent = say('mapHint', percent(clusters.variancePercentX), percent(clusters.variancePercentY), clusters.clusters.length);
}

function neighbors(report, names) {
  const nearest = report?.nearestNeighbors ?? [];
  const clusters = report?.nearestClusters ?? [];
  byId('neighbors-card').hidden = nearest.length === 0 && clusters.length === 0;
  byId('neighbors').replaceChildren(...nearest.map((each) => row(
    headCell(each.identifier, 'identifier'), cell(nameOf(names, each.idCode)), cell(number(each.cosineSimilarity, 3), 'number'))));
  byId('clusters').replaceChildren(...clusters.map((each) => row(
    headCell(String(each.clusterId)), cell(nameOf(names, each.idCode)), cell(number(each.size, 0), 'number'),
    cell(number(each.cosineSimilarity, 3), 'number'))));
}

function nameOf(names, idCode) {
  return names.has(idCode) ? labelName(names.get(idCode)) : String(idCode);
}

function origin(item) {
  const report = item.report;
  byId('origin-card').hidden = !report;
  if (!report) {
    return;
  }
  const { provenance, image } = report;
  facts(byId('origin'), [
    [say('release'), provenance?.releaseId],
    [say('profile'), provenance?.profile],
    [say('adapter'), provenance?.adapter],
    [say('node'), provenance?.nodeId],
    [say('engine'), provenance?.engine],
    [say('image'), image ? `${image.format}, ${image.width} × ${image.height}` : ''],
    [say('requestId'), report.requestId],
  ]);
  const longest = Math.max(1, ...report.timings.map((timing) => Number(timing.nanos)));
  byId('timings').replaceChildren(...report.timings.map((timing) => row(
    headCell(stageName(timing.stage)),
    bar(Number(timing.nanos) / longest, 'quiet'),
    cell(say('milliseconds', number(Number(timing.nanos) / 1e6, 1)), 'number'),
  )));
}
