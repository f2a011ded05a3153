// The process around a product: signals, last-resort errors, and an exit code. A throw that nobody caught ends the process; the next start recovers.
import type { Product } from './compose.ts';
import type { Log } from './ports/log.ts';

export interface ProcessOptions {
  /** What SIGTERM and SIGINT do to positions before the process ends: nothing, unless configured. */
  readonly onSignal: 'leave' | 'halt' | 'flatten';
}

const SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;
/** Whatever hangs, the process ends this long after it was told to. */
const FORCE_EXIT_MS = 10_000;
/** How much of that the kill switch may take, where a signal is to pull it. */
const KILL_WITHIN_MS = 7_000;
const LOOK_MS = 25;

/** Signals that have come or are still to come. */
export interface Signals {
  /** Calls `act` at the first one, at once when it came before. */
  whenOne(act: () => void): void;
  release(): void;
}

/**
 * Takes the signals from the first moment on: one that comes while the desk opens is remembered and acted on as soon as
 * it is open, and never cuts a start in the middle. A start that hangs ends by force all the same.
 */
export function holdSignals(): Signals {
  let came = false;
  let act: (() => void) | undefined;
  const onSignal = (): void => {
    if (came) return;
    came = true;
    forceExit(1);
    act?.();
  };
  for (const signal of SIGNALS) process.on(signal, onSignal);
  // Node opens a debugger on this one, and through it anybody on the machine could read the keys.
  process.on('SIGUSR1', () => undefined);
  return {
    whenOne(wanted) {
      act = wanted;
      if (came) wanted();
    },
    release() {
      for (const signal of SIGNALS) process.off(signal, onSignal);
    },
  };
}

const forceExit = (code: number): void => {
  setTimeout(() => process.exit(code), FORCE_EXIT_MS).unref();
};

/** Runs until a signal, the end of the run or a fatal error; answers the exit code. */
export async function runProcess(
  product: Product,
  options: ProcessOptions,
  signals: Signals,
  fatal: Promise<string>,
): Promise<number> {
  let code = 0;
  let ending = false;
  const end = async (kill: boolean): Promise<void> => {
    if (ending) return;
    ending = true;
    forceExit(code === 0 ? 1 : code);
    if (kill && options.onSignal !== 'leave') {
      await product.kill('shell', options.onSignal, 'the process was told to stop').catch(() => undefined);
      await killFinished(product);
    }
    await product.stop();
  };
  signals.whenOne(() => void end(true));
  const onBug = crash(product.log, (exitCode) => {
    code = exitCode;
    void end(false);
  });
  void fatal.then((why) => {
    product.log.error({ why }, 'the desk cannot go on and stops');
    code = 1;
    void end(false);
  });
  try {
    await product.run();
    await end(false);
    await product.stop();
  } finally {
    process.off('uncaughtException', onBug);
    process.off('unhandledRejection', onBug);
  }
  return code;
}

/** Until the kill switch has looked twice and found nothing left; what takes longer is finished by the next start. */
async function killFinished({ desk }: Product): Promise<void> {
  const until = performance.now() + KILL_WITHIN_MS;
  while (desk.desk.view().latch.finishedAt === undefined && performance.now() < until)
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
}

/** Crash-only: an error that reached the top is logged and ends the process with 1. A library's empty rejection while it closes is not one. */
function crash(log: Log, stop: (code: number) => void): (error: unknown) => void {
  const onBug = (error: unknown): void => {
    if (error === undefined) {
      log.warn({}, 'a library let go of an empty rejection');
      return;
    }
    log.error({ error }, 'an error reached the top; the process ends and the next start recovers');
    stop(1);
  };
  process.on('uncaughtException', onBug);
  process.on('unhandledRejection', onBug);
  return onBug;
}
