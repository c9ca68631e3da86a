// The clusters of the training set on the plane of their first two principal components, and the
// picture among them.

import { svg } from './dom.js';
import { labelName, say } from './words.js';

const EDGE = 30;
const LEAST_WIDTH = 260;
const LETTER = 6.6;
const WIDE = 12.5;
const LINE = 14;

/**
 * In pixels of the page, so that its words have the size of the page's words.
 * @param available width that there is
 * @param map ClusterMap of the contract
 * @param names label of each id_code
 * @param kinds 'first', 'second' or 'third' for the id_codes that the bars show in colour
 */
export function drawMap(available, map, names, kinds, description) {
  const width = Math.max(LEAST_WIDTH, Math.floor(available));
  const height = Math.round(Math.min(width * 0.82, 460));
  const place = projection(width, height, [...map.clusters.map((cluster) => cluster.centroid), map.image]);
  const most = Math.max(...map.clusters.map((cluster) => cluster.size));
  const circles = map.clusters.map((cluster) => ({
    ...place(cluster.centroid),
    radius: 3 + 11 * Math.sqrt(cluster.size / most),
    kind: kinds.get(cluster.idCode) ?? '',
    idCode: cluster.idCode,
    title: `${names.get(cluster.idCode) ? labelName(names.get(cluster.idCode)) : cluster.idCode} · ${say('cluster')} ${cluster.clusterId} · ${cluster.size}`,
  })).sort((a, b) => b.radius - a.radius);
  const image = place(map.image);
  const drawing = svg('svg', { viewBox: `0 0 ${width} ${height}`, class: 'map', role: 'img', 'aria-label': description });
  drawing.append(
    ...circles.map((circle) => svg('circle', { cx: circle.x, cy: circle.y, r: circle.radius, class: `cluster ${circle.kind}` },
      svg('title', { text: circle.title }))),
    svg('path', { class: 'cross-edge', d: cross(image) }),
    svg('path', { class: 'cross', d: cross(image) }),
    svg('circle', { class: 'here-edge', cx: image.x, cy: image.y, r: 7 }),
    svg('circle', { class: 'here', cx: image.x, cy: image.y, r: 7 }),
    ...labels({ width, height }, circles, names, kinds, image),
  );
  return drawing;
}

/** Both axes in one scale, so that a distance means the same in every direction. */
function projection(width, height, points) {
  const xs = points.map((point) => point.x);
  const ys = points.map((point) => point.y);
  const middleX = (Math.min(...xs) + Math.max(...xs)) / 2;
  const middleY = (Math.min(...ys) + Math.max(...ys)) / 2;
  const scale = Math.min(
    (width - 2 * EDGE) / (Math.max(...xs) - Math.min(...xs) || 1),
    (height - 2 * EDGE) / (Math.max(...ys) - Math.min(...ys) || 1),
  );
  return ({ x, y }) => ({
    x: Math.round((width / 2 + (x - middleX) * scale) * 10) / 10,
    y: Math.round((height / 2 - (y - middleY) * scale) * 10) / 10,
  });
}

function cross({ x, y }) {
  return `M${x - 16} ${y}h9M${x + 7} ${y}h9M${x} ${y - 16}v9M${x} ${y + 7}v9`;
}

/** Each class is named once, at its largest cluster, where there is room; coloured classes first. */
function labels(size, circles, names, kinds, image) {
  const taken = [
    box(image.x - 17, image.y - 17, 34, 34),
    ...circles.map(({ x, y, radius }) => box(x - radius, y - radius, 2 * radius, 2 * radius)),
  ];
  const drawn = [];
  const write = (text, x, y, radius, kind) => {
    const width = [...text].reduce((sum, letter) => sum + (letter.charCodeAt(0) > 0x1100 ? WIDE : LETTER), 4);
    for (const [left, top] of [
      [x - width / 2, y - radius - LINE - 1], [x - width / 2, y + radius + 2],
      [x + radius + 4, y - LINE / 2], [x - radius - 4 - width, y - LINE / 2],
      ...[-radius - LINE, radius + 2].flatMap((down) => [[x + radius, y + down], [x - radius - width, y + down]]),
    ]) {
      const wanted = box(left, top, width, LINE);
      const inside = left >= 2 && left + width <= size.width - 2 && top >= 2 && top + LINE <= size.height - 2;
      if (inside && !taken.some((other) => overlap(wanted, other))) {
        taken.push(wanted);
        drawn.push(svg('text', { x: left, y: top + LINE - 3, class: `name ${kind}`, text, 'aria-hidden': 'true' }));
        return;
      }
    }
  };
  write(say('thisPicture'), image.x, image.y, 17, 'here-name');
  const largest = new Map();
  for (const circle of circles) {
    if (!largest.has(circle.idCode)) {
      largest.set(circle.idCode, circle);
    }
  }
  const order = [...largest.values()].sort((a, b) => (kinds.has(b.idCode) - kinds.has(a.idCode)) || b.radius - a.radius);
  for (const circle of order) {
    const label = names.get(circle.idCode);
    if (label) {
      write(labelName(label), circle.x, circle.y, circle.radius, circle.kind);
    }
  }
  return drawn;
}

function box(left, top, width, height) {
  return { left, top, right: left + width, bottom: top + height };
}

function overlap(a, b) {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}
