// The exchange that `demo --exchange loopback` trades on: started, reachable by the configuration it comes with, and gone afterwards.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { loadInstallation } from '../../src/cli/load-installation.ts';
import { startLoopbackVenue } from '../../src/cli/loopback-venue.ts';
import { isHarmless, settingsOf } from '../../src/compose/real-venues.ts';

it('comes with a configuration that opens it in real mode, and ends when told', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'loopback-'));
  const venue = await startLoopbackVenue({ deposit: '11000', calmMs: 60_000 });
  if (!venue.ok) throw new Error(venue.error);
  const file = join(folder, 'loopback.yaml');
  writeFileSync(file, venue.value.layer);
  const loaded = loadInstallation({}, { config: file, data: folder });
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.error));
  const { accounts, mode } = loaded.value.config;
  const account = accounts[0]!;
  expect([mode, accounts.length, isHarmless(account)]).toEqual(['real', 1, true]);
  const settings = settingsOf(account, venue.value.env);
  const { apiKey = '' } = settings.ok ? { apiKey: settings.value.credentials.key } : {};
  const listen = () =>
    fetch(`${account.baseUrl}/fapi/v1/listenKey`, { method: 'POST', headers: { 'x-mbx-apikey': apiKey } });
  expect((await listen()).status).toBe(200);
  await venue.value.end();
  await expect(listen()).rejects.toThrow();
  rmSync(folder, { recursive: true });
});
