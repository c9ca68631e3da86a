// Making elements. Text goes in as text, never as markup.

export function byId(id) {
  return document.getElementById(id);
}

/** @param properties 'class', 'text' and attributes; null and false leave one out */
export function element(name, properties = {}, ...children) {
  return fill(document.createElement(name), properties, children);
}

export function svg(name, properties = {}, ...children) {
  return fill(document.createElementNS('http://www.w3.org/2000/svg', name), properties, children);
}

function fill(made, properties, children) {
  for (const [key, value] of Object.entries(properties)) {
    if (key === 'text') {
      made.textContent = value;
    } else if (value !== null && value !== false && value !== undefined) {
      made.setAttribute(key, value === true ? '' : value);
    }
  }
  made.append(...children);
  return made;
}

/** Text in an element that hides while it has none. */
export function show(target, text) {
  if (target.textContent !== text) {
    target.textContent = text;
  }
  target.hidden = text === '';
}

/** A bar in a table's cell; the number beside it tells the same in words. */
export function bar(share, kind = '') {
  const filled = element('span', { class: `fill ${kind}` });
  // However small a share is, it shows; none shows nothing.
  filled.hidden = share <= 0;
  filled.style.inlineSize = `${Math.max(0, Math.min(1, share)) * 100}%`;
  return element('td', { class: 'track', 'aria-hidden': 'true' }, element('span', { class: 'rail' }, filled));
}

export function row(...cells) {
  return element('tr', {}, ...cells);
}

export function cell(text, kind = null) {
  return element('td', { class: kind, text });
}

export function headCell(text, kind = null) {
  return element('th', { scope: 'row', class: kind, text });
}

export function facts(list, pairs) {
  list.replaceChildren(...pairs.filter(([, value]) => value).map(([name, value]) =>
    element('div', {}, element('dt', { text: name }), element('dd', { text: value }))));
}
