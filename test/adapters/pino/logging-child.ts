// A process that logs more than a pipe takes, or one line right before it ends; its test looks at what becomes of it.
import { makeLog } from '../../../src/adapters/pino/pino-log.ts';
import { SecretScrubber } from '../../../src/adapters/pino/secret-scrubber.ts';

const log = makeLog({ scrubber: new SecretScrubber() });
if (process.argv[2] === 'last') {
  log.info({}, 'starting');
  log.error({}, 'the reason');
  process.exit(1);
}
for (let count = 0; count < 5_000; count += 1) log.info({ pad: 'x'.repeat(200) }, 'many');
setTimeout(() => {
  process.stdout.write('alive\n');
  process.exit(3);
}, 1_200);
