// A process that connects with Slack at the given address, stops after a while, and then has nothing left to stay alive for.
import { openSlack } from '../../../src/adapters/slack/open-slack.ts';
import { SystemClock } from '../../../src/adapters/system/system-clock.ts';

const [apiUrl = '', botToken = '', appToken = '', waitMs = '0'] = process.argv.slice(2);
const silent = () => undefined;
const platform = openSlack({
  botToken,
  appToken,
  apiUrl,
  transport: 'socket',
  host: '127.0.0.1',
  port: 0,
  channels: [],
  clock: new SystemClock(),
  log: { debug: silent, info: silent, warn: silent, error: silent },
});
await platform.start({ accept: async () => 'accepted' });
await new Promise((resolve) => setTimeout(resolve, Number(waitMs)));
await platform.stop();
process.stdout.write('stopped');
