// How long a piece of work holds up the event loop of this process: the longest stretch in which nobody else is answered.
// By the wall clock, and in processor time of the thread, which does not grow when other programs load the machine.
import { setTimeout as wait } from 'node:timers/promises';

export interface Blocked {
  readonly tookMs: number;
  /** Longest stretch between two turns of the loop. */
  readonly wallMs: number;
  /** Most processor time spent between two turns. */
  readonly processorMs: number;
}

/** Looks at both clocks in every turn of the loop. The loop does not rest meanwhile; so keep the work short. */
export async function measureBlocks(work: () => Promise<unknown>): Promise<Blocked> {
  await wait(1);
  let goesOn = true;
  let wallMs = 0;
  let processorMs = 0;
  const watched = new Promise<void>((done) => {
    let wallBefore = performance.now();
    let spentBefore = spent();
    const turn = (): void => {
      const wallNow = performance.now();
      const spentNow = spent();
      wallMs = Math.max(wallMs, wallNow - wallBefore);
      processorMs = Math.max(processorMs, spentNow - spentBefore);
      [wallBefore, spentBefore] = [wallNow, spentNow];
      if (goesOn) setImmediate(turn);
      else done();
    };
    setImmediate(turn);
  });
  const started = performance.now();
  await work();
  const tookMs = performance.now() - started;
  goesOn = false;
  await watched;
  return { tookMs, wallMs, processorMs };
}

/** Processor time of this thread, in milliseconds. */
function spent(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1_000;
}
