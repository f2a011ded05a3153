// A desk in a process of its own that stores what arrives in a file and dies as if by SIGKILL after a given number of
// updates. Arguments: API root, token, file, number.
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { SystemClock } from '../../../src/adapters/system/system-clock.ts';
import { openTelegram } from '../../../src/adapters/telegram/open-telegram.ts';

const [apiRoot = '', token = '', file = '', dieAfter = '1'] = process.argv.slice(2);
const seen = new Set(existsSync(file) ? readFileSync(file, 'utf8').split('\n') : []);
const quiet = () => undefined;
const platform = openTelegram({
  token,
  apiRoot,
  chats: [],
  clock: new SystemClock(),
  log: { debug: quiet, info: quiet, warn: quiet, error: quiet },
  languageCommands: [],
});
let stored = 0;
await platform.start({
  async accept(incoming) {
    if (seen.has(incoming.id)) return 'duplicate';
    seen.add(incoming.id);
    appendFileSync(file, `${incoming.id}\n`);
    stored += 1;
    if (stored >= Number(dieAfter)) process.kill(process.pid, 'SIGKILL');
    return 'accepted';
  },
});
