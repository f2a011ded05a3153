// What the tests of Slack share: a loopback Slack, the adapter on it by real Bolt, an intake that remembers, and a log that
// is searched for secrets at the end of every test.
import type { SlackLimits } from '../../../src/adapters/slack/limits.ts';
import { openSlack, type SlackOptions, type SlackPlatform } from '../../../src/adapters/slack/open-slack.ts';
import { SystemClock } from '../../../src/adapters/system/system-clock.ts';
import type {
  Incoming,
  IncomingPress,
  IncomingText,
  Intake,
  Outgoing,
  OutgoingButton,
} from '../../../src/chat/core/platform.ts';
import type { Block, Reply } from '../../../src/chat/core/reply.ts';
import type { Log } from '../../../src/ports/log.ts';
import type { SlackServer } from '../../support/slack-server/slack-driver.ts';
import {
  SLACK_DEFAULTS,
  type SlackServerOptions,
  startSlackServer,
} from '../../support/slack-server/slack-server.ts';

export const SECRETS = [SLACK_DEFAULTS.botToken, SLACK_DEFAULTS.appToken, SLACK_DEFAULTS.signingSecret];
export type TransportName = 'socket' | 'http';

/** Short enough for a test, in the proportions of the real ones. */
export const QUICK: Partial<SlackLimits> = {
  ackMs: 150,
  eventAckMs: 200,
  storeTryMs: 100,
  storeRetryMs: 20,
  reconnectMs: 20,
  pongMs: 600,
  helloMs: 400,
  retryFirstMs: 20,
  retryMostMs: 100,
  refusedRetryMs: 100,
  goodbyeMs: 200,
};

/** Keeps what it accepts, once each, as the desk's store does. */
export class RememberingIntake implements Intake {
  readonly accepted: Incoming[] = [];
  duplicates = 0;
  /** Decides about the next ones; `true` refuses to store. */
  refuses: (incoming: Incoming) => boolean = () => false;
  onAccepted: (incoming: Incoming) => void = () => undefined;
  /** Held up for as long as this takes. */
  store: () => Promise<void> = () => Promise.resolve();
  readonly #seen = new Set<string>();

  async accept(incoming: Incoming): Promise<'accepted' | 'duplicate' | 'not-stored'> {
    if (this.refuses(incoming)) return 'not-stored';
    if (this.#seen.has(incoming.id)) {
      this.duplicates += 1;
      return 'duplicate';
    }
    this.#seen.add(incoming.id);
    await this.store();
    this.accepted.push(incoming);
    this.onAccepted(incoming);
    return 'accepted';
  }

  get texts(): string[] {
    return this.accepted.flatMap((each) => (each.kind === 'text' ? [each.text] : []));
  }

  text(at: number): IncomingText {
    const found = this.accepted.at(at);
    if (found?.kind !== 'text') throw new Error(`Nobody wrote a text at ${at}.`);
    return found;
  }

  press(at: number): IncomingPress {
    const found = this.accepted.at(at);
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

  /** Secrets that were written to the log: there must be none. */
  get leaks(): string[] {
    return this.lines.filter((line) => SECRETS.some((secret) => line.includes(secret)));
  }
}

export interface Rig {
  readonly server: SlackServer;
  readonly intake: RememberingIntake;
  readonly log: KeptLog;
  readonly platform: SlackPlatform;
  /** Another adapter on the same Slack: the product after a restart. */
  open(options?: Partial<SlackOptions>): SlackPlatform;
  /** Starts and waits until Slack is connected. */
  started(): Promise<Rig>;
  close(): Promise<void>;
}

export async function makeRig(
  transport: TransportName,
  options: Partial<SlackOptions> = {},
  serverOptions: SlackServerOptions = {},
): Promise<Rig> {
  const server = await startSlackServer({ ackMs: 1_000, retryDelaysMs: [20, 100, 300], ...serverOptions });
  server.user('U1', { name: 'ann', locale: 'ko-KR' });
  server.user('U2', { name: 'bob' });
  server.channel('C1', { name: 'risk', members: ['U1', 'U2'] });
  const log = new KeptLog();
  const opened: SlackPlatform[] = [];
  const open = (more: Partial<SlackOptions> = {}): SlackPlatform => {
    const platform = openSlack({
      ...SLACK_DEFAULTS,
      apiUrl: server.apiUrl,
      transport,
      host: '127.0.0.1',
      port: 0,
      channels: ['C1'],
      clock: new SystemClock(),
      log,
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
      if (transport === 'http') server.deliverTo(`http://127.0.0.1:${rig.platform.port}/slack/events`);
      await server.waitFor(() => rig.platform.health().ok && server.calls('conversations.info').length > 0, {
        for: 'a connection',
      });
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

export const button = (
  id: string,
  label: string,
  style: OutgoingButton['style'] = 'plain',
): OutgoingButton => ({
  id,
  label,
  style,
  command: '/status',
});

/** A picture of one grey point. */
export const DOT = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg==',
  'base64',
);
