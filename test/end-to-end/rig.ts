// What the end-to-end tests share: the whole product on paper, with real grammY and real Bolt, between a loopback Telegram and a
// loopback Slack. The market's clock moves with the test, so that five minutes pass when the test says so.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Decimal } from 'decimal.js';
import { loadConfig } from '../../config/load.ts';
import { openProduct, type Product } from '../../src/compose.ts';
import type { Proposal } from '../../src/domain/proposal.ts';
import type { SlackServer } from '../support/slack-server/slack-driver.ts';
import { SLACK_DEFAULTS, startSlackServer } from '../support/slack-server/slack-server.ts';
import type { TelegramServer } from '../support/telegram-server/telegram-driver.ts';
import { startTelegramServer } from '../support/telegram-server/telegram-server.ts';

export const TELEGRAM_TOKEN = '7000000001:AAend-to-end-token';
/** The group and the channel that the desk tells everything to. */
export const GROUP = -100_500;
export const CHANNEL = 'C1';
/** Ids of the people: the same person has a number on Telegram and a name on Slack. */
export const ANN = { telegram: 1, slack: 'U1' } as const;
export const BOB = { telegram: 2, slack: 'U2' } as const;
export const KIM = { telegram: 3, slack: 'U3' } as const;
export const STRANGER = { telegram: 666, slack: 'U666' } as const;

const PEOPLE = [
  { name: 'ann', role: 'admin', telegram: 1, slack: 'T1/U1' },
  { name: 'bob', role: 'viewer', telegram: 2, slack: 'T1/U2' },
  { name: 'kim', role: 'trader', telegram: 3, slack: 'T1/U3' },
];

/** Limits that the sample book keeps: nothing but what people ask for happens. */
const FAR_AWAY = { warning: 50, critical: 60, emergency: 70 };
export const QUIET = {
  risk: {
    thresholds: {
      'value-at-risk': FAR_AWAY,
      'margin-ratio': FAR_AWAY,
      'liquidation-distance': { warning: 0.0003, critical: 0.0002, emergency: 0.0001 },
      drawdown: FAR_AWAY,
      correlation: FAR_AWAY,
      leverage: { warning: 1_000 },
      'daily-loss': FAR_AWAY,
    },
  },
};

const STEP_MS = 10;

/** One order that the venue filled. */
export interface Execution {
  readonly symbol: string;
  readonly side: 'buy' | 'sell';
  readonly quantity: string;
}

export interface EndToEndOptions {
  /** Over the rig's own settings, like an installation's YAML file. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** The market falls by this share, so long after the start. */
  readonly crash?: { readonly afterMs: number; readonly fall: number; readonly withinMs: number };
}

export class EndToEnd {
  readonly telegram: TelegramServer;
  readonly slack: SlackServer;
  /** Moves what the platforms' clocks say of a message: messages of two minutes ago are -120,000 ms. */
  skewMs = 0;
  readonly fatal: string[] = [];
  readonly #options: EndToEndOptions;
  readonly dataDir = mkdtempSync(join(tmpdir(), 'cutman-end-to-end-'));
  #product: Product | undefined;
  #pulse: Promise<void> = Promise.resolve();
  #beating = false;

  private constructor(options: EndToEndOptions, telegram: TelegramServer, slack: SlackServer) {
    this.#options = options;
    this.telegram = telegram;
    this.slack = slack;
  }

  static async start(options: EndToEndOptions = {}): Promise<EndToEnd> {
    const holder: { rig?: EndToEnd } = {};
    const now = () => Date.now() + (holder.rig?.skewMs ?? 0);
    const telegram = await startTelegramServer({ token: TELEGRAM_TOKEN, now });
    const slack = await startSlackServer({ now, retryDelaysMs: [50, 200, 500, 1_000, 2_000] });
    const rig = new EndToEnd(options, telegram, slack);
    holder.rig = rig;
    const everybody = [ANN, BOB, KIM, STRANGER];
    for (const { telegram: id } of everybody) telegram.user(id);
    for (const { slack: id } of everybody) slack.user(id);
    telegram.group(GROUP, { members: everybody.map((each) => each.telegram) });
    slack.channel(CHANNEL, { members: everybody.map((each) => each.slack) });
    await rig.startProduct();
    return rig;
  }

  get product(): Product {
    if (this.#product === undefined) throw new Error('the product does not run');
    return this.#product;
  }

  async startProduct(): Promise<void> {
    const opened = await openProduct({
      config: this.#config(),
      dataDir: this.dataDir,
      env: {
        TELEGRAM_BOT_TOKEN: TELEGRAM_TOKEN,
        SLACK_BOT_TOKEN: SLACK_DEFAULTS.botToken,
        SLACK_APP_TOKEN: SLACK_DEFAULTS.appToken,
        SLACK_SIGNING_SECRET: SLACK_DEFAULTS.signingSecret,
      },
      version: '0.0.0',
      repeatable: true,
      logLevel: process.env['END_TO_END_LOG'] ?? 'silent',
      onFatal: (why) => this.fatal.push(why),
      ...this.#scenario(),
    });
    if (!opened.ok) throw new Error(opened.error.message);
    this.#product = opened.value;
    const { opened: socketsBefore } = this.slack.sockets;
    await opened.value.chat.start();
    this.#beat(opened.value);
    await this.telegram.waitFor(() => this.telegram.polling, { for: 'the first poll' });
    await this.slack.waitFor(
      () => this.slack.sockets.opened > socketsBefore && this.slack.sockets.connections > 0,
      {
        for: 'a socket',
      },
    );
  }

  /** Ends the product as SIGTERM does. */
  async stopProduct(): Promise<void> {
    this.#beating = false;
    await this.#pulse;
    await this.product.stop();
    this.#product = undefined;
  }

  async restart(): Promise<void> {
    await this.stopProduct();
    await this.startProduct();
  }

  /** Market time goes on by so much at once, with every check and delivery on the way. */
  async advance(milliseconds: number): Promise<void> {
    await this.product.pacer.advance(milliseconds);
    await this.settled();
  }

  /** Everything people did has reached the desk, is worked on and answered. */
  async settled(): Promise<void> {
    await this.telegram.waitFor(() => this.telegram.unconfirmed.length === 0 && this.telegram.polling, {
      for: 'every update to be taken',
    });
    await Promise.all(this.slack.deliveries.map((delivery) => delivery.settled));
    for (let round = 0; round < 3; round += 1) {
      await this.product.settled();
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  /** Every order that the venue accepted and filled, oldest first: the count that matters. */
  async executions(): Promise<Execution[]> {
    const { exchange } = this.product.desk.context.accounts[0]!;
    const read = await exchange.fills(0);
    if (!read.ok) throw new Error('the venue does not tell its fills');
    const orders = Map.groupBy(read.value, (fill) => fill.clientOrderId);
    return [...orders.values()].map((fills) => ({
      symbol: fills[0]!.symbol,
      side: fills[0]!.side,
      quantity: fills.reduce((sum, fill) => sum.plus(fill.quantity.toString()), new Decimal(0)).toString(),
    }));
  }

  /** How much is held now, as the venue itself says. */
  async held(symbol: string): Promise<string> {
    await this.product.desk.check();
    const positions = this.product.desk.desk
      .view()
      .accounts.flatMap((each) => each.snapshot?.positions ?? []);
    return positions.find((each) => each.symbol === symbol)?.quantity.toString() ?? '0';
  }

  card(code: string): Proposal {
    const found = this.product.desk.desk.view().proposals.find((each) => each.code === code);
    if (found === undefined) throw new Error(`There is no card ${code}.`);
    return found;
  }

  async close(): Promise<void> {
    if (this.#product !== undefined) await this.stopProduct();
    await Promise.all([this.telegram.close(), this.slack.close()]);
    rmSync(this.dataDir, { recursive: true, force: true });
  }

  /** The watch in small strokes, at the speed of the wall clock. */
  #beat(product: Product): void {
    this.#beating = true;
    this.#pulse = (async () => {
      while (this.#beating) {
        await product.pacer.advance(STEP_MS);
        await wait(STEP_MS);
      }
    })();
  }

  #config() {
    const own = {
      chat: {
        telegram: { apiRoot: this.telegram.url, chats: [GROUP] },
        slack: { apiUrl: this.slack.apiUrl, transport: 'socket', channels: [CHANNEL] },
        commandsPerMinute: 1_000,
      },
      people: PEOPLE,
      http: { enabled: false },
      paper: { seed: 7 },
    };
    const loaded = loadConfig([
      {
        name: 'default.yaml',
        text: readFileSync(new URL('../../config/default.yaml', import.meta.url), 'utf8'),
      },
      { name: 'rig', text: JSON.stringify(own) },
      { name: 'test', text: JSON.stringify(this.#options.settings ?? QUIET) },
    ]);
    if (!loaded.ok) throw new Error(JSON.stringify(loaded.error));
    return loaded.value.config;
  }

  #scenario() {
    const { crash } = this.#options;
    if (crash === undefined) return {};
    const phase = { afterMs: crash.afterMs, durationMs: crash.withinMs, move: -crash.fall };
    return { scenario: { name: 'crash', phases: [phase] } };
  }
}
