// A worker thread with models that do what real ones should not: never end, refuse, fall over, fall silent.
import { parentPort } from 'node:worker_threads';
import type { Models } from '../../../src/adapters/workers/messages.ts';
import { serveModels } from '../../../src/adapters/workers/serve-models.ts';

const forMilliseconds = (milliseconds: number, each: () => void = () => undefined): void => {
  const until = performance.now() + milliseconds;
  while (performance.now() < until) each();
};

const ODD: Models = {
  double: ({ values }: { readonly values: Float64Array }) => values.map((value) => 2 * value),
  spin(_: unknown, report: (share: number) => void) {
    for (let round = 0; ; round += 1) {
      forMilliseconds(10);
      report(Math.min(0.99, round / 100));
    }
  },
  refuse() {
    throw Object.assign(new Error('covariance is singular'), { code: 'SINGULAR' });
  },
  die: () => process.exit(3),
  hang: () => forMilliseconds(60_000),
};

if (parentPort !== null) serveModels(parentPort, ODD);
