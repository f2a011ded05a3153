// What the tests of Telegram share: a loopback Telegram, the adapter on it, an intake that remembers, and a log that is
// searched for the token at the end of every test.
import { SystemClock } from '../../../src/adapters/system/system-clock.ts';
import type { TelegramLimits } from '../../../src/adapters/telegram/limits.ts';
import {
  openTelegram,
  type TelegramOptions,
  type TelegramPlatform,
} from '../../../src/adapters/telegram/open-telegram.ts';
import type {
  Incoming,
  IncomingPress,
  IncomingText,
  Intake,
  Outgoing,
} from '../../../src/chat/core/platform.ts';
import type { Block, Reply } from '../../../src/chat/core/reply.ts';
import type { Log } from '../../../src/ports/log.ts';
import type { TelegramServer } from '../../support/telegram-server/telegram-driver.ts';
import { startTelegramServer } from '../../support/telegram-server/telegram-server.ts';

export const TOKEN = '7000000001:AAcanary-token_of_the_tests';

/** Short enough for a test, in the proportions of the real ones. */
export const QUICK: Partial<TelegramLimits> = {
  retryFirstMs: 20,
  retryMostMs: 100,
  conflictRetryMostMs: 100,
  conflictTrialMs: 1_000,
  storeRetryMs: 20,
};

/** Keeps what it accepts, once each, as the desk's store does. */
export class RememberingIntake implements Intake {
  readonly accepted: Incoming[] = [];
  duplicates = 0;
  /** Decides about the next ones; `true` refuses to store. */
  refuses: (incoming: Incoming) => boolean = () => false;
  onAccepted: (incoming: Incoming) => void = () => undefined;
  readonly #seen = new Set<string>();

  async accept(incoming: Incoming): Promise<'accepted' | 'duplicate' | 'not-stored'> {
    if (this.refuses(incoming)) return 'not-stored';
    if (this.#seen.has(incoming.id)) {
      this.duplicates += 1;
      return 'duplicate';
    }
    this.#seen.add(incoming.id);
    this.accepted.push(incoming);
    this.onAccepted(incoming);
    return 'accepted';
  }

  get texts(): string[] {
    return this.accepted.flatMap((each) => (each.kind === 'text' ? [each.text] : []));
  }

  text(at: number): IncomingText {
    const found = this.accepted[at];
    if (found?.kind !== 'text') throw new Error(`Nobody wrote a text at ${at}.`);
    return found;
  }

  press(at: number): IncomingPress {
    const found = this.accepted[at];
    if (found?.kind !== 'press') throw new Error(`Nobody pressed a button at ${at}.`);
    return found;
  }
}

export class KeptLog implements Log {
  readonly lines: string[] = [];
  readonly #keep = (fields: Readonly<Record<string, unknown>>, message: string): void => {
    this.lines.push(JSON.stringify([message, fields]));
  };
  readonly debug = this.#keep;
  readonly info = this.#keep;
  readonly warn = this.#keep;
  readonly error = this.#keep;
}

export interface Rig {
  readonly server: TelegramServer;
  readonly intake: RememberingIntake;
  readonly log: KeptLog;
  readonly platform: TelegramPlatform;
  /** Another adapter on the same Telegram: the product after a restart. */
  open(options?: Partial<TelegramOptions>): TelegramPlatform;
  /** Starts and waits until Telegram is connected. */
  started(): Promise<Rig>;
  close(): Promise<void>;
}

export async function makeRig(
  options: Partial<TelegramOptions> = {},
  serverOptions: Partial<Parameters<typeof startTelegramServer>[0]> = {},
): Promise<Rig> {
  const server = await startTelegramServer({ token: TOKEN, ...serverOptions });
  server.user(1, { first_name: 'Ann', language_code: 'ko' });
  server.user(2, { first_name: 'Bob' });
  const log = new KeptLog();
  const opened: TelegramPlatform[] = [];
  const open = (more: Partial<TelegramOptions> = {}): TelegramPlatform => {
    const platform = openTelegram({
      token: TOKEN,
      apiRoot: server.url,
      chats: [],
      clock: new SystemClock(),
      log,
      languageCommands: [],
      limits: QUICK,
      ...options,
      ...more,
    });
    opened.push(platform);
    return platform;
  };
  const rig: Rig = {
    server,
    intake: new RememberingIntake(),
    log,
    platform: open(),
    open,
    async started() {
      await rig.platform.start(rig.intake);
      await server.waitFor(() => rig.platform.health().ok, { for: 'a connection' });
      return rig;
    },
    async close() {
      for (const platform of opened) await platform.stop();
      await server.close();
    },
  };
  return rig;
}

export const reply = (title: string, blocks: readonly Block[] = [], more: Partial<Reply> = {}): Reply => ({
  tone: 'plain',
  title,
  blocks,
  buttons: [],
  audience: 'room',
  ...more,
});

export const outgoing = (
  title: string,
  blocks: readonly Block[] = [],
  more: Partial<Outgoing> = {},
): Outgoing => ({
  reply: reply(title, blocks),
  buttons: [],
  silent: false,
  language: 'en',
  ...more,
});

export const text = (words: string): Block => ({ kind: 'text', text: words });

/** A picture of one grey point. */
export const DOT = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg==',
  'base64',
);
