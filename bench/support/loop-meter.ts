// Loaded before the product into its process (`--import`): measures from within how long the event loop was held up,
// and answers whoever started the process. It keeps nothing alive.
import { monitorEventLoopDelay } from 'node:perf_hooks';

export type MeterQuestion = 'reset' | 'read';

export interface MeterReading {
  /** Longest time since the last reset during which nothing else could run. */
  readonly longestBlockMs: number;
}

/** The delay is sampled by a timer of this period, which itself counts towards every sample. */
const RESOLUTION_MS = 1;

const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
delay.enable();

process.on('message', (question: MeterQuestion) => {
  if (question === 'reset') {
    delay.reset();
    process.send?.('reset');
    return;
  }
  const reading: MeterReading = {
    longestBlockMs: Math.max(0, delay.max / 1e6 - RESOLUTION_MS),
  };
  process.send?.(reading);
});
process.channel?.unref();
