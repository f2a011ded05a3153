// The kill switch through ccxt on an exchange that fails at one of its steps, and over executions that are under way: whatever
// happens the account ends flat with empty books, no order turns a position, and people read so. Judged by the exchange's own books.
import { afterAll, describe, expect, it } from 'vitest';
import { pullKillSwitch } from '../../src/desk/kill/kill-desk.ts';
import { EXECUTION_STEPS } from '../../src/desk/state/crash-points.ts';
import { isDecided } from '../../src/domain/proposal.ts';
import type { AccountDriver } from '../support/binance-server/account-driver.ts';
import { type VenueFault, venueFaults } from '../support/binance-server/venue-faults.ts';
import { LoopbackDesk } from '../support/loopback-desk.ts';
import { countOnPage } from './tested-page.ts';
import { at, closedFrom, once, PLACING, refusedFrom } from './venue-fault-rows.ts';
import { flatOffences } from './venue-ledger.ts';

type Mode = 'one-way' | 'hedge';
interface FlattenRow {
  readonly step: 'none' | 'read orders' | 'cancel' | 'read positions' | 'close' | 'look' | 'stops';
  readonly fault: string;
  readonly mode: Mode;
  readonly set: (desk: LoopbackDesk) => void;
  /** How long it may take, in seconds of the venue's own time: what the fault lasts, and a little. */
  readonly within: number;
}

const CLOSE = 'POST /fapi/v1/order';
const CANCEL = 'DELETE /fapi/v1/order';
const CANCEL_ALL = 'DELETE /fapi/v1/allOpenOrders';
const CANCEL_STOP = 'DELETE /fapi/v1/algoOpenOrders';
const { code, html, late, tooMany, banned } = venueFaults;
const odd = (body: unknown): VenueFault => ({ kind: 'answer', status: 200, body });

const row = (
  step: FlattenRow['step'],
  fault: string,
  set: FlattenRow['set'],
  more: Partial<Pick<FlattenRow, 'mode' | 'within'>> = {},
): FlattenRow => ({ step, fault, set, mode: 'one-way', within: 13, ...more });
/** A ban lasts as long as it lasts. */
const banOf = (name: string): { readonly within?: number } => {
  const banned = /banned for (\d+) s/.exec(name)?.[1];
  return banned === undefined ? {} : { within: Number(banned) + 5 };
};
const READING: readonly (readonly [string, VenueFault])[] = [
  ['dropped', venueFaults.dropBefore],
  ['never answered', venueFaults.hang],
  ['502 page', html(502)],
  ['another shape', odd([{ orderId: 1 }])],
  ['-1021', code('-1021')],
  ['429, Retry-After 4 s', tooMany(4)],
];
const CANCELLING: readonly (readonly [string, VenueFault])[] = [
  ['answer dropped, cancelled', venueFaults.dropAfter],
  ['lost on the way', venueFaults.dropBefore],
  ['never answered', venueFaults.hang],
  ['cancelled 2 s later', late(2_000, 'silent')],
  ['502 page, cancelled', html(502, true)],
  ['200 with a page, cancelled', { kind: 'answer', status: 200, body: '<html></html>', effect: true }],
  ['-1007, not cancelled', code('-1007')],
  ['-1008', code('-1008')],
  ['-2011', code('-2011')],
  ['429, Retry-After 4 s', tooMany(4)],
  ['418, banned for 20 s', banned(20)],
];

const ROWS: readonly FlattenRow[] = [
  row('none', 'nothing', () => undefined, { within: 2.5 }),
  row('none', 'nothing', () => undefined, { mode: 'hedge', within: 2.5 }),
  ...READING.map(([name, fault]) => row('read orders', name, once('GET /fapi/v1/openOrders', fault))),
  row('read orders', 'conditional book 502', once('GET /fapi/v1/openAlgoOrders', html(502), 2)),
  ...CANCELLING.map(([name, fault]) => row('cancel', name, once(CANCEL, fault), banOf(name))),
  ...CANCELLING.slice(0, 5).map(([name, fault]) =>
    row('cancel', `a whole book: ${name}`, once(CANCEL_ALL, fault)),
  ),
  row(
    'cancel',
    'filled on the way',
    at('kill:06 before cancel', ({ account }) => {
      const entry = account.openOrders.find(({ clientOrderId }) => clientOrderId === 'entry');
      if (entry !== undefined) account.fill(entry);
    }),
  ),
  ...READING.map(([name, fault]) => row('read positions', name, once('GET /fapi/v3/positionRisk', fault))),
  ...PLACING.map(([name, fault]) => row('close', name, once(CLOSE, fault), banOf(name))),
  ...PLACING.slice(0, 8).map(([name, fault]) => row('close', name, once(CLOSE, fault), { mode: 'hedge' })),
  row('close', 'connection refused for 10 s', refusedFrom('kill:11 before submit', 10_000), { within: 17 }),
  row('close', 'maintenance for 40 s', closedFrom('kill:11 before submit', 'page', 40_000), { within: 48 }),
  row(
    'close',
    'halted for 40 s, no cancel taken',
    at('kill:04 approvals voided', ({ server }) => server.halt('BTCUSDT', { cancels: false }), {
      afterMs: 40_000,
      act: ({ server }) => server.resume('BTCUSDT'),
    }),
    { within: 58 },
  ),
  row(
    'close',
    '40 % filled, the rest never',
    at('kill:11 before submit', ({ server }) => server.partialFills('BTCUSDT', '0.4'), {
      afterMs: 5_000,
      act: ({ server }) => server.partialFills('BTCUSDT'),
    }),
  ),
  row(
    'close',
    'liquidated on the way',
    at('kill:11 before submit', ({ account }) => account.forceClose('BTCUSDT', 'long')),
  ),
  row(
    'close',
    'clocks 60 s apart',
    at('kill:10 positions read', ({ server }) => server.skew(60_000)),
  ),
  row('look', 'positions 502', at('kill:12 submitted', once('GET /fapi/v3/positionRisk', html(502)))),
  row(
    'look',
    'orders never answered',
    at('kill:13 first look', once('GET /fapi/v1/openOrders', venueFaults.hang)),
  ),
  ...CANCELLING.slice(0, 5).map(([name, fault]) => row('stops', name, once(CANCEL_STOP, fault))),
];

/** Everything that the switch has to deal with: entries, a take-profit, a stop, and a second, isolated position. */
function fill(account: AccountDriver, isHedge: boolean): void {
  const [long, short] = isHedge ? (['LONG', 'SHORT'] as const) : (['BOTH', 'BOTH'] as const);
  account.hold({ symbol: 'ETHUSDT', side: 'short', quantity: '2', leverage: 10, marginType: 'ISOLATED' });
  const btc = { symbol: 'BTCUSDT', positionSide: long } as const;
  const exits = isHedge ? {} : { reduceOnly: true };
  account.place({ ...btc, side: 'BUY', quantity: '0.05', price: '58000', clientOrderId: 'entry' });
  account.place({ ...btc, ...exits, side: 'SELL', quantity: '0.1', price: '62000', clientOrderId: 'profit' });
  account.stop({
    ...btc,
    ...exits,
    side: 'SELL',
    quantity: '0.5',
    triggerPrice: '55000',
    clientOrderId: 'stop',
  });
  for (const price of ['3080', '3090', '3100'])
    account.place({ symbol: 'ETHUSDT', positionSide: short, side: 'SELL', quantity: '0.1', price });
}

const open = (mode: Mode): Promise<LoopbackDesk> =>
  LoopbackDesk.open({
    hedge: mode === 'hedge',
    prepare: (_, account) => fill(account, mode === 'hedge'),
  });

async function pull(desk: LoopbackDesk): Promise<void> {
  await pullKillSwitch(desk.context, desk.ask(), { kind: 'all' }, 'flatten', 'test', false);
}

async function untilFlat(desk: LoopbackDesk, atMostMs: number): Promise<void> {
  const until = desk.clock.now() + atMostMs;
  while (desk.clock.now() < until && desk.context.memory.latch.finishedAt === undefined)
    await desk.live(1_000);
  await desk.live(7_000);
}

const walked: string[] = [];
function walk(name: string, desk: LoopbackDesk, since: number): void {
  const { account, context, server } = desk;
  const closing = account.orders.filter(({ clientOrderId }) => clientOrderId.startsWith('k')).length;
  const took = ((context.memory.latch.finishedAt ?? Number.NaN) - since) / 1_000;
  const told = desk.told(({ kind }) => kind === 'kill').at(-1) ?? 'nothing';
  walked.push(
    `${name.padEnd(58)} ${account.flat ? 'flat' : 'OPEN'} ${closing} orders ${took.toFixed(1).padStart(5)} s ${String(server.requests.length).padStart(3)} requests  ${told}`,
  );
}

describe('the kill switch through ccxt', () => {
  const named = ROWS.map(
    (each) => [`${each.step}: ${each.fault}${each.mode === 'hedge' ? ' (hedge)' : ''}`, each] as const,
  );
  it.each(named)('%s', async (name, { mode, set, within }) => {
    const desk = await open(mode);
    try {
      set(desk);
      const since = desk.clock.now();
      await pull(desk);
      await untilFlat(desk, 180_000);
      walk(name, desk, since);
      expect(flatOffences(desk)).toEqual([]);
      expect(((desk.context.memory.latch.finishedAt ?? 0) - since) / 1_000).toBeLessThanOrEqual(within);
    } finally {
      await desk.close();
    }
  });
});

type Answer = readonly [name: string, fault: VenueFault | undefined, share: string | undefined];
const PROMPT: Answer = ['', undefined, undefined];
const LOST: readonly Answer[] = [
  [', answer dropped', venueFaults.dropAfter, undefined],
  [', taken 4.9 s later', late(4_900, 'silent'), undefined],
];
const RESTING: Answer = [', order rests', undefined, '0.92'];
const number = (step: string): number => Number(step.slice('execute:'.length, 'execute:'.length + 2));
/** Which answers lead to a step at all, and where they make a difference. */
const answersAt = (step: string): readonly Answer[] => {
  if (number(step) <= 7) return [PROMPT];
  if (number(step) >= 10 && number(step) <= 12) return LOST;
  return number(step) === 13 || number(step) === 14 ? [RESTING] : [PROMPT, ...LOST, RESTING];
};
const INTERRUPTED = EXECUTION_STEPS.flatMap((step) =>
  answersAt(step).map(([name, fault, share]) => [`pulled at ${step}${name}`, step, fault, share] as const),
);

describe('the kill switch in the middle of an approved cut', () => {
  it.each(INTERRUPTED)('%s', async (name, step, fault, share) => {
    const desk = await open('one-way');
    try {
      let isPulled = false;
      let since = desk.clock.now();
      if (fault !== undefined) once('POST /fapi/v1/order', fault)(desk);
      if (share !== undefined) {
        desk.server.partialFills('BTCUSDT', share);
        for (const sent of ['execute:08 submitted', 'kill:12 submitted'])
          at(sent, ({ server }) => server.partialFills('BTCUSDT'))(desk);
      }
      at(step, () => {
        isPulled = true;
        since = desk.clock.now();
        void pull(desk);
      })(desk);
      const card = await desk.approvedCut();
      await desk.liveOut(card, 60_000);
      expect(isPulled).toBe(true);
      await untilFlat(desk, 120_000);
      walk(name, desk, since);
      const state = desk.stored(card).state;
      expect({ isDecided: isDecided(state), offences: flatOffences(desk, card) }).toEqual({
        isDecided: true,
        offences: [],
      });
    } finally {
      await desk.close();
    }
  });
});

it('is tried in as many ways as the page about exchanges says', () => {
  expect(countOnPage('venue-flatten.test.ts')).toBe(ROWS.length + INTERRUPTED.length);
});

afterAll(() =>
  console.log(`\n${walked.length} kills through ccxt: step and fault, end, told\n${walked.join('\n')}\n`),
);
