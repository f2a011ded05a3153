// Stands between a receiver and Bolt's App and decides when Slack is told "received". Bolt alone confirms an event before
// anybody has looked at it; here it is confirmed once it is stored, and what Slack does not send again is confirmed in time.
import type { App, ReceiverEvent } from '@slack/bolt';
import type { SlackLimits } from './limits.ts';

/** Not stored in time: Slack is to send it again. */
export class TooSlow extends Error {}

export class ConfirmGate {
  readonly #limits: Pick<SlackLimits, 'ackMs' | 'eventAckMs'>;
  readonly #onFailure: (error: unknown) => void;
  readonly #running = new Set<Promise<void>>();
  #app: App | undefined;

  /** `onFailure` hears of work that failed after it was confirmed. */
  constructor(limits: Pick<SlackLimits, 'ackMs' | 'eventAckMs'>, onFailure: (error: unknown) => void) {
    this.#limits = limits;
    this.#onFailure = onFailure;
  }

  init(app: App): void {
    this.#app = app;
  }

  /** What a receiver is given instead of the App: of it, it calls `processEvent` alone. */
  get asApp(): App {
    return { processEvent: (event: ReceiverEvent) => this.processEvent(event) } as unknown as App;
  }

  /** Rejects when it must not be confirmed. */
  async processEvent(event: ReceiverEvent): Promise<void> {
    const comesAgain = event.body['event'] !== undefined;
    const work = this.#process({ ...event, ack: async () => undefined });
    const inTime = await settledWithin(work, comesAgain ? this.#limits.eventAckMs : this.#limits.ackMs);
    if (!inTime) {
      work.catch(this.#onFailure);
      if (comesAgain) throw new TooSlow('not stored in time');
    }
    await event.ack();
  }

  /** Resolves when nothing is being worked on. */
  async idle(): Promise<void> {
    await Promise.allSettled([...this.#running]);
  }

  #process(event: ReceiverEvent): Promise<void> {
    const work = this.#app?.processEvent(event) ?? Promise.resolve();
    const noted = work.then(
      () => undefined,
      () => undefined,
    );
    this.#running.add(noted);
    void noted.then(() => this.#running.delete(noted));
    return work;
  }
}

/** Whether the work ended in time. Rejects when it failed in time. */
async function settledWithin(work: Promise<void>, ms: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(resolve, ms, false);
  });
  try {
    return await Promise.race([work.then(() => true as const), late]);
  } finally {
    clearTimeout(timer);
  }
}
