// The console at a gateway that speaks TLS and asks for a token. TOKEN: one with the role screen.

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { assertAccessible, launch, PATIENCE_MILLIS, visit } from './visit.js';

let browser;

before(async () => {
  browser = await launch();
});
after(() => browser?.close());

test('the page asks for the token, uses it and keeps it nowhere', { timeout: 3 * PATIENCE_MILLIS }, async () => {
  const page = await visit(browser);
  const dialog = page.getByRole('dialog', { name: 'Token' });
  await dialog.waitFor();
  await assertAccessible(page);
  await page.keyboard.type('not-the-token');
  await page.keyboard.press('Enter');
  await dialog.getByText('That token was not accepted.').waitFor();
  await dialog.getByLabel('Token', { exact: true }).fill(process.env.TOKEN);
  await page.keyboard.press('Enter');
  await page.getByText('not for clinical use').first().waitFor();

  await page.locator('#files').setInputFiles(join(process.env.SAMPLES, 'nevus-01.jpg'));
  await page.locator('.item-state.answered').waitFor();
  assert.match(await page.locator('#label').innerText(), /Melanocytic Nevus/);

  // A ward may screen, but the cluster is for observers; the page says so and does not ask again.
  await page.getByRole('link', { name: 'Cluster' }).click();
  await page.locator('#cluster-problem').waitFor();
  assert.match(await page.locator('#cluster-problem').innerText(), /role/);
  assert.equal(await dialog.isVisible(), false);

  const kept = await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie, location.href]));
  assert.ok(!kept.includes(process.env.TOKEN), kept);
  await page.reload();
  await dialog.waitFor();
  assert.deepEqual(await page.evaluate(() => window.violations), []);

  // Without a token the page stands and says what is missing.
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await page.getByText('No token, or one that is not accepted.').first().waitFor();
  await page.getByRole('button', { name: 'Enter token' }).waitFor();
  await page.context().close();
});
