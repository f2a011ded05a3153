// Killed in the middle of a batch, again and again: nothing that was written is lost and nothing takes effect twice.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { startTelegramServer } from '../../support/telegram-server/telegram-server.ts';
import { TOKEN } from './telegram-rig.ts';

test('a desk that dies of SIGKILL every 13 updates stores each of 60 exactly once', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'cutman-telegram-'));
  const file = join(folder, 'inbox');
  const server = await startTelegramServer({ token: TOKEN });
  server.user(1);
  try {
    const ids = Array.from(
      { length: 60 },
      (_, index) => `telegram:${server.say(1, 1, `n ${index}`).updateId}`,
    );
    const stored = () => (existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : []);
    let deaths = 0;
    while (stored().length < 60) {
      const script = fileURLToPath(new URL('./dying-desk.ts', import.meta.url));
      const child = spawn(process.execPath, [script, server.url, TOKEN, file, '13'], { stdio: 'inherit' });
      const died = once(child, 'exit');
      await Promise.race([died, server.waitFor(() => stored().length >= 60, { for: 'all updates' })]);
      child.kill('SIGKILL');
      await died;
      deaths += 1;
    }
    expect(stored()).toEqual(ids);
    expect(deaths).toBe(5);
  } finally {
    await server.close();
    rmSync(folder, { recursive: true });
  }
}, 60_000);
