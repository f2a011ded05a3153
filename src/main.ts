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

/** Runs until a signal, the end of the run or a fatal error; answers the exit code. */
export async function runProcess(
  product: Product,
  options: ProcessOptions,
  fatal: Promise<string>,
): Promise<number> {
  let code = 0;
  let ending = false;
  const end = async (kill: boolean): Promise<void> => {
    if (ending) return;
    ending = true;
    setTimeout(() => process.exit(code === 0 ? 1 : code), FORCE_EXIT_MS).unref();
    if (kill && options.onSignal !== 'leave') {
      await product.kill('shell', options.onSignal, 'the process was told to stop').catch(() => undefined);
      await product.settled().catch(() => undefined);
    }
    await product.stop();
  };
  const onSignal = (): void => void end(true);
  for (const signal of SIGNALS) process.on(signal, onSignal);
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
    for (const signal of SIGNALS) process.off(signal, onSignal);
    process.off('uncaughtException', onBug);
    process.off('unhandledRejection', onBug);
  }
  return code;
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
