// How late the event loop is: a stalled loop means stale prices and a kill that waits, so somebody has to hear of it.

const LOOK_MS = 250;

export interface LoopLagOptions {
  /** Lag from which `onLag` is called, in milliseconds. */
  readonly thresholdMs: number;
  readonly onLag: (lagMs: number) => void;
  /** Milliseconds that never go back. */
  readonly monotonic?: () => number;
  readonly lookEveryMs?: number;
}

export interface LoopLag {
  /** The worst lag since it was last asked, in milliseconds. */
  takeWorst(): number;
  stop(): void;
}

/** Measures how much later than asked a timer runs. */
export function watchLoopLag(options: LoopLagOptions): LoopLag {
  const monotonic = options.monotonic ?? (() => performance.now());
  const every = options.lookEveryMs ?? LOOK_MS;
  let expected = monotonic() + every;
  let worst = 0;
  const timer = setInterval(() => {
    const now = monotonic();
    const lag = Math.max(0, now - expected);
    expected = now + every;
    worst = Math.max(worst, lag);
    if (lag >= options.thresholdMs) options.onLag(lag);
  }, every);
  timer.unref();
  return {
    takeWorst: () => {
      const taken = worst;
      worst = 0;
      return taken;
    },
    stop: () => clearInterval(timer),
  };
}
