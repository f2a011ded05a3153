// How old a price may be, on a real account at the loopback exchange: to the millisecond before and after each bound, with prices
// from the stream and with prices that are asked for.
import { afterEach, describe, expect, it } from 'vitest';
import { openRealAccount } from '../../src/adapters/ccxt/open-real-account.ts';
import { settingsFor } from '../adapters/ccxt/binance-rig.ts';
import type { BinanceServer } from '../support/binance-server/binance-driver.ts';
import { startBinanceServer } from '../support/binance-server/binance-server.ts';
import { LoopbackDesk } from '../support/loopback-desk.ts';
import { SilentLog } from '../support/silent-log.ts';
import { Wire } from '../support/wire.ts';
import { DeskRig, MINUTE, SECOND } from './desk-rig.ts';

let wire: Wire;
let server: BinanceServer;
let rig: DeskRig;
let frozenAt: number;
let close: () => Promise<void>;
afterEach(() => close());

async function open(streams: boolean): Promise<void> {
  wire = new Wire();
  const { clock } = wire;
  server = await startBinanceServer({ tickMs: 0, now: () => clock.now(), pace: wire.pace() });
  const account = server.account('main', { deposit: '20000' });
  account.hold({ symbol: 'BTCUSDT', side: 'long', quantity: '0.5', leverage: 10 });
  const settings = settingsFor(server, account, { streams, timeoutMs: 5 * SECOND });
  const parts = { clock, log: new SilentLog(), random: () => 0.5 };
  const opened = await openRealAccount(settings, parts, new Map());
  if (!opened.ok) throw new Error(opened.error.message);
  const { exchange, candles } = opened.value;
  rig = new DeskRig({ clock, mode: 'real', accounts: [{ name: 'main', exchange, candles }] });
  close = async () => {
    await exchange.close();
    await server.close();
    wire.close();
  };
  await wire.quiet();
  await look();
  rig.heard();
  frozenAt = clock.now();
  server.venue.markedAt = frozenAt;
}

/** One pass of the watch now, with prices that were just pushed. */
async function look(): Promise<void> {
  server.streams.publish();
  await wire.quiet();
  await rig.pass(0);
}

/** The watch looks at so many milliseconds after prices stood still. */
async function lookAt(age: number): Promise<void> {
  while (rig.clock.now() < frozenAt + age) {
    server.streams.publish();
    await wire.clock.advance(Math.min(5 * SECOND, frozenAt + age - rig.clock.now()));
  }
  await look();
}

describe.each([
  ['pushed', true],
  ['asked for', false],
] as const)('prices that are %s', (_, streams) => {
  it('are told as stale when they are a minute old, and not a millisecond sooner', async () => {
    await open(streams);
    await lookAt(MINUTE - 1);
    expect(rig.heardWords()).toEqual([]);
    await lookAt(MINUTE);
    expect(rig.heardWords()).toEqual(['raised critical stale-data']);
    expect(rig.context.memory.trading.kind).toBe('active');
  });

  it('may be ten minutes old before only reductions are left', async () => {
    await open(streams);
    await lookAt(10 * MINUTE);
    expect(rig.context.memory.trading.kind).toBe('active');
    rig.heard();
    await lookAt(10 * MINUTE + 1);
    expect(rig.context.memory.trading.kind).toBe('reducing');
    expect(rig.heardWords()).toContain('notice reducing');
    server.venue.markedAt = undefined;
    await look();
    expect(rig.context.memory.trading.kind).toBe('active');
  });

  it.each([
    ['a minute', MINUTE, true],
    ['a millisecond more than a minute', MINUTE + 1, false],
  ] as const)('that are %s old: a cut is proposed from them or not', async (_, age, isProposed) => {
    await open(streams);
    server.mark('BTCUSDT', '22100');
    await lookAt(age);
    await look();
    expect(rig.cards.length > 0).toBe(isProposed);
  });
});

describe('an approved cut', () => {
  it.each([
    ['ten minutes', 10 * MINUTE, '0.25'],
    ['a millisecond more than ten minutes', 10 * MINUTE + 1, '0.5'],
  ] as const)('on a price of %s is executed or waits', async (_, age, held) => {
    const desk = await LoopbackDesk.open();
    close = () => desk.close();
    desk.server.venue.markedAt = desk.clock.now() - age;
    const card = await desk.approvedCut();
    await desk.clock.advance(0);
    expect(desk.held).toBe(held);
    desk.server.venue.markedAt = undefined;
    await desk.liveOut(card, 20 * SECOND);
    expect(desk.held).toBe('0.25');
  });
});
