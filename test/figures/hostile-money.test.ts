// Amounts that nobody plans for: dust, the smallest steps, prices of eight decimals, billions, nothing at all, less than nothing, and contracts
// that are taken off the list. Every figure is right or UNKNOWN, nothing reads NaN, and what can be closed can be closed.
import { afterEach, describe, expect, it } from 'vitest';
import { speech } from '../../src/chat/core/speech.ts';
import { wordLiquidations } from '../../src/chat/words/word-liquidations.ts';
import { wordPositionRisk } from '../../src/chat/words/word-position-risk.ts';
import { wordRisk } from '../../src/chat/words/word-risk.ts';
import { wordStatus } from '../../src/chat/words/word-status.ts';
import { viewOf } from '../../src/desk/state/view.ts';
import { Decimal } from '../../src/domain/decimal.ts';
import { approved } from '../contracts/approved-order.ts';
import { candles, DeskRig } from '../desk/desk-rig.ts';
import type { AccountDriver, SeededPosition } from '../support/binance-server/account-driver.ts';
import type { BinanceServer } from '../support/binance-server/binance-driver.ts';
import { BTC, ETH, listing } from '../support/binance-server/listing.ts';
import { drawPlain } from '../support/draw-plain.ts';
import { agreesToLimit, type FiguresRig, figureOf, figuresRig } from './figures-rig.ts';

const TINY = listing('SATSUSDT', {
  tickSize: '0.00000001',
  stepSize: '1',
  minPrice: '0.00000001',
  maxQty: '1000000000000000000',
  maxMarketQty: '100000000000000000',
  price: '0.00000123',
});
let desk: DeskRig;
let rig: FiguresRig;
afterEach(() => rig.close());

async function open(
  deposit: string,
  positions: readonly SeededPosition[],
  prepare: (server: BinanceServer, account: AccountDriver) => void = () => undefined,
): Promise<void> {
  desk = new DeskRig();
  rig = await figuresRig({
    deposit,
    clock: desk.clock,
    listings: [BTC, ETH, TINY],
    prepare(server, account) {
      server.venue.liquidates = false;
      for (const each of positions) account.hold(each);
      prepare(server, account);
    },
  });
  desk.context.accounts = [{ name: 'main', exchange: rig.exchange, candles: candles() }];
  await desk.passes(3);
}

/** All that a person could be shown of it. */
function shown(): string {
  const view = viewOf(desk.context);
  const wording = { ...speech('en', 'UTC'), view };
  const positions = view.accounts.flatMap(({ snapshot }) => snapshot?.positions ?? []);
  return [
    wordRisk(view, undefined, wording),
    wordLiquidations(undefined, wording),
    wordStatus(view, wording),
    ...positions.map(({ symbol, side }) =>
      wordPositionRisk({ account: 'main', symbol, side } as never, view, wording),
    ),
  ]
    .map(drawPlain)
    .join('\n');
}

async function expectRight(): Promise<void> {
  const { assessment } = desk.context.memory.accounts.get('main')!;
  const stated = await rig.stated();
  expect(assessment?.positions).toHaveLength(stated.length);
  for (const venue of stated) {
    const ours = assessment!.positions.find(({ symbol }) => symbol === venue.symbol)!;
    if (venue.liquidationPrice === '0') continue;
    expect(agreesToLimit(figureOf(ours.liquidationPrice), venue.liquidationPrice, 0.0001), ours.key).toBe(
      true,
    );
    expect(ours.liquidationPrice, ours.key).toMatchObject({ trust: { kind: 'plain' } });
  }
  expect(shown()).not.toMatch(/NaN|Infinity|undefined|\[object/);
}

const LONG = (symbol: string, quantity: string, more: Partial<SeededPosition> = {}): SeededPosition => ({
  symbol,
  side: 'long',
  quantity,
  ...more,
});

describe('an account', () => {
  it.each<readonly [string, string, readonly SeededPosition[]]>([
    ['of dust: the smallest step of everything', '1', [LONG('BTCUSDT', '0.0001'), LONG('SATSUSDT', '1')]],
    ['with prices of eight decimals', '100', [LONG('SATSUSDT', '800000000'), LONG('ETHUSDT', '0.001')]],
    ['short in a price of eight decimals', '2000', [{ ...LONG('SATSUSDT', '900000000'), side: 'short' }]],
    ['of billions', '900000000', [LONG('BTCUSDT', '50000'), LONG('ETHUSDT', '200000')]],
    [
      'with an entry of twelve decimals',
      '9000',
      [LONG('BTCUSDT', '1', { entryPrice: '60000.123456789012' })],
    ],
    ['under water', '-500', [LONG('BTCUSDT', '0.5')]],
    ['far under water', '-1000000', [LONG('BTCUSDT', '0.5'), LONG('ETHUSDT', '3')]],
    ['with exactly nothing behind a position', '0', [LONG('BTCUSDT', '0.5')]],
    ['with nothing at all', '0', []],
    ['with a debt and no position', '-20', []],
    ['with a hundred-millionth', '0.00000001', []],
  ])('%s is right or UNKNOWN', async (_, deposit, positions) => {
    await open(deposit, positions);
    await expectRight();
  });

  it('under water is an emergency, never calm', async () => {
    await open('-500', [LONG('BTCUSDT', '0.5')]);
    const { assessment } = desk.context.memory.accounts.get('main')!;
    expect(assessment?.level).toBe('emergency');
    expect(desk.heardWords().some((words) => words.startsWith('raised emergency margin-ratio'))).toBe(true);
    expect(shown()).not.toContain('all within limits');
  });
});

describe('dust', () => {
  it('below the least notional is closed all the same, to the last step', async () => {
    await open('1000', [LONG('BTCUSDT', '0.0001')]);
    const wish = { symbol: 'BTCUSDT', side: 'sell', positionSide: 'long', reduceOnly: true } as const;
    const result = await rig.exchange.submit(
      approved({ ...wish, quantity: '0.0001', clientOrderId: 'dust' }),
    );
    expect(result.kind).toBe('accepted');
    expect(rig.account.flat).toBe(true);
  });

  it('is not called a position when the venue calls it nothing', async () => {
    await open('1000', [LONG('BTCUSDT', '0.1')]);
    rig.account.place({ symbol: 'BTCUSDT', side: 'SELL', quantity: '0.1' });
    await desk.pass();
    expect(desk.context.memory.accounts.get('main')?.snapshot?.positions).toEqual([]);
  });
});

describe('a contract', () => {
  it('that is being settled still shows its figures, and says that it does not trade', async () => {
    await open('20000', [LONG('BTCUSDT', '1'), LONG('ETHUSDT', '2')], (server) => {
      server.halt('ETHUSDT', { status: 'SETTLING' });
    });
    await expectRight();
    const { snapshot } = desk.context.memory.accounts.get('main')!;
    expect(snapshot?.complete).toBe(true);
    expect(snapshot?.instruments.get('ETHUSDT')?.halted).toBe(true);
  });

  it('that was taken off the list makes the margin UNKNOWN while it is held', async () => {
    await open('20000', [LONG('BTCUSDT', '1'), LONG('ETHUSDT', '2')]);
    const { body } = await rig.call('GET /fapi/v1/exchangeInfo', {}, { unsigned: true });
    const symbols = body.symbols.filter(({ symbol }: { symbol: string }) => symbol !== 'ETHUSDT');
    rig.server.fault({
      method: 'GET /fapi/v1/exchangeInfo',
      times: Number.POSITIVE_INFINITY,
      fault: { kind: 'answer', status: 200, body: { ...body, symbols } },
    });
    await desk.passes(2, 3_600_000);
    expect(shown()).toContain('ETHUSDT is not among the instruments');
    expect(shown()).not.toContain('all within limits');
    rig.account.forceClose('ETHUSDT', 'long', 'settlement_autoclose-');
    await desk.passes(2, 61_000);
    await expectRight();
  });

  it('whose settlement closed a position is booked with what it brought', async () => {
    await open('20000', [LONG('ETHUSDT', '2', { entryPrice: '2900' })]);
    await desk.pass(61_000);
    rig.account.forceClose('ETHUSDT', 'long', 'settlement_autoclose-');
    await desk.passes(2, 61_000);
    const [row] = desk.history.rows;
    expect(row).toMatchObject({ symbol: 'ETHUSDT', quantity: '2', realizedPnl: '200', cause: 'liquidation' });
    expect(new Decimal('20000').plus(row!.realizedPnl).minus(row!.fee).toFixed(8)).toBe(rig.account.wallet);
  });
});
