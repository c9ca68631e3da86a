// One page of the console in Chromium, and what is asked of every page.

import assert from 'node:assert/strict';
import { chromium } from 'playwright-core';

export const PATIENCE_MILLIS = 60_000;

/** With the address that a page has of the gateway under test. */
export function launch() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM,
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
  });
}

/**
 * @param options of the browser's context
 * @returns the page, whose complaints (errors, refused loads, broken policy) gather in `complaints`
 */
export async function visit(browser, options = {}, address = '/console/') {
  const context = await browser.newContext({
    baseURL: process.env.CONSOLE, ignoreHTTPSErrors: true, locale: 'en-GB', viewport: { width: 1280, height: 800 },
    ...options,
  });
  context.setDefaultTimeout(PATIENCE_MILLIS);
  const page = await context.newPage();
  page.complaints = [];
  page.outside = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) {
      page.complaints.push(`${message.text()} (${message.location().url})`);
    }
  });
  page.on('pageerror', (error) => page.complaints.push(error.stack ?? String(error)));
  page.on('request', (request) => {
    const url = new URL(request.url());
    if (!['data:', 'blob:'].includes(url.protocol) && url.origin !== new URL(process.env.CONSOLE).origin) {
      page.outside.push(request.url());
    }
  });
  await page.addInitScript(() => {
    window.violations = [];
    document.addEventListener('securitypolicyviolation', (event) => window.violations.push(`${event.violatedDirective} ${event.blockedURI}`));
  });
  await page.goto(address);
  return page;
}

/** Nothing went wrong unseen, and nothing was asked of another host. */
export async function assertQuiet(page) {
  assert.deepEqual(page.complaints, []);
  assert.deepEqual(page.outside, []);
  assert.deepEqual(await page.evaluate(() => window.violations), []);
}

/**
 * The rules of WCAG 2.2 AA that can be read off a page: names of what is operated, names of
 * pictures, heads of tables, unique ids, order of headings, contrast of every visible text.
 */
export async function assertAccessible(page) {
  const faults = await page.evaluate(() => {
    const found = [];
    const visible = (element) => element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
    const tell = (element, fault) => found.push(`${fault}: ${element.outerHTML.slice(0, 120)}`);
    const ids = [...document.querySelectorAll('[id]')].map((element) => element.id);
    ids.filter((id, index) => ids.indexOf(id) !== index).forEach((id) => found.push(`id twice: ${id}`));
    for (const attribute of ['aria-labelledby', 'aria-describedby', 'aria-controls', 'for']) {
      for (const element of document.querySelectorAll(`[${attribute}]`)) {
        if (!element.getAttribute(attribute).split(' ').every((id) => document.getElementById(id))) {
          tell(element, `${attribute} of nothing`);
        }
      }
    }
    if (!document.documentElement.lang || !document.title) {
      found.push('no language or title');
    }
    if (document.querySelectorAll('main').length !== 1) {
      found.push('not one main');
    }
    for (const table of [...document.querySelectorAll('table')].filter(visible)) {
      if (!table.querySelector('th[scope="col"]') || [...table.tBodies[0].rows].some((each) => !each.querySelector('th[scope="row"]'))) {
        tell(table, 'table without heads');
      }
    }
    let level = 0;
    for (const heading of [...document.querySelectorAll('h1, h2, h3, h4')].filter(visible)) {
      const own = Number(heading.localName[1]);
      if (own > level + 1 || !heading.textContent.trim()) {
        tell(heading, 'heading out of order or empty');
      }
      level = own;
    }
    for (const image of [...document.images].filter(visible)) {
      if (!image.hasAttribute('alt')) {
        tell(image, 'image without alt');
      }
    }

    const parse = (colour) => {
      const [r, g, b, a = 1] = colour.match(/[\d.]+/g).map(Number);
      return { r, g, b, a };
    };
    const over = (top, bottom) => ({
      r: top.r * top.a + bottom.r * (1 - top.a), g: top.g * top.a + bottom.g * (1 - top.a),
      b: top.b * top.a + bottom.b * (1 - top.a), a: 1,
    });
    const ground = (element) => {
      const layers = [];
      for (let each = element; each; each = each.parentElement) {
        layers.push(parse(getComputedStyle(each).backgroundColor));
      }
      return layers.reduceRight((below, layer) => over(layer, below), { r: 255, g: 255, b: 255, a: 1 });
    };
    const luminance = ({ r, g, b }) => {
      const [x, y, z] = [r, g, b].map((value) => (value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4));
      return 0.2126 * x + 0.7152 * y + 0.0722 * z;
    };
    const drawn = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (drawn.nextNode()) {
      const element = drawn.currentNode.parentElement;
      if (!drawn.currentNode.textContent.trim() || !visible(element) || ['SCRIPT', 'NOSCRIPT', 'OPTION', 'title'].includes(element.nodeName)) {
        continue;
      }
      const style = getComputedStyle(element);
      const inDrawing = element instanceof SVGElement;
      const under = inDrawing ? ground(element.closest('svg')) : ground(element);
      const light = [luminance(over(parse(inDrawing ? style.fill : style.color), under)), luminance(under)].sort();
      const ratio = (light[1] + 0.05) / (light[0] + 0.05);
      const size = parseFloat(style.fontSize);
      const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
      if (ratio < (large ? 3 : 4.5)) {
        tell(element, `contrast ${ratio.toFixed(2)}`);
      }
    }
    return found;
  });
  assert.deepEqual(faults, []);
  // What Chromium tells a screen reader: everything that can be operated has a name.
  const tree = await page.locator('body').ariaSnapshot();
  const nameless = tree.split('\n').filter((line) => /^\s*- (button|link|textbox|combobox|img|table|region|dialog)(:|$| \[)/.test(line));
  assert.deepEqual(nameless, []);
}

/** Nothing is cut off or scrolled sideways. */
export async function assertFits(page) {
  const width = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.equal(width, 0);
}
