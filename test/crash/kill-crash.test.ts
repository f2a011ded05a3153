// The process dies at every step of the kill switch, and again while it recovers. However it happens: the latch holds,
// the book ends flat, no order turns a position, and trading stays halted.
import { describe, expect, it } from 'vitest';
import { pullKillSwitch } from '../../src/desk/kill/kill-desk.ts';
import { approve } from '../../src/desk/proposals/approving.ts';
import { KILL_STEPS } from '../../src/desk/state/crash-points.ts';
import { Price } from '../../src/domain/price.ts';
import { isDecided } from '../../src/domain/proposal.ts';
import { Quantity } from '../../src/domain/quantity.ts';
import { offencesOf, witness } from '../support/invariants.ts';
import { btcExchange, type CrashPlan, LiveWorld } from '../support/live-world.ts';
import type { SimExchange } from '../support/sim-exchange.ts';
import type { SubmitBehaviour } from '../support/sim-faults.ts';

const ANSWERS: readonly { readonly name: string; readonly submits: readonly SubmitBehaviour[] }[] = [
  { name: 'every answer arrives', submits: [] },
  { name: 'the first answer is lost', submits: [{ kind: 'lose-response' }] },
  { name: 'the first order is lost', submits: [{ kind: 'drop' }] },
  { name: 'the first order arrives late', submits: [{ kind: 'late', afterMs: 4_000 }] },
  { name: 'the first order fills by halves', submits: [{ kind: 'partial', share: '0.4' }] },
];

/** A long BTC and a short ETH, a resting entry, a take-profit and a stop: everything the switch has to deal with. */
function busy(exchange: SimExchange, at: number): SimExchange {
  const { sim } = exchange;
  sim.hold({ symbol: 'ETHUSDT', side: 'short', quantity: '2' });
  const order = { symbol: 'BTCUSDT', positionSide: 'long', timeInForce: 'gtc' } as const;
  const quantity = Quantity.parse('0.1');
  const entry = { clientOrderId: 'entry', side: 'buy', type: 'limit', reduceOnly: false } as const;
  sim.rest({ ...order, ...entry, quantity, limitPrice: Price.parse('50000') }, at);
  const profit = { clientOrderId: 'profit', side: 'sell', type: 'limit', reduceOnly: true } as const;
  sim.rest({ ...order, ...profit, quantity, limitPrice: Price.parse('70000') }, at);
  const stop = { clientOrderId: 'stop', side: 'sell', type: 'stop-market', reduceOnly: true } as const;
  sim.rest({ ...order, ...stop, quantity: Quantity.parse('0.5'), stopPrice: Price.parse('55000') }, at);
  return exchange;
}

interface Ending {
  readonly world: LiveWorld;
  readonly offences: string[];
}

async function run(
  crashes: readonly CrashPlan[],
  submits: readonly SubmitBehaviour[],
  options: { readonly positionMode?: 'one-way' | 'hedge'; readonly withExecution?: boolean } = {},
): Promise<Ending> {
  const mode = options.positionMode ?? 'one-way';
  const world = new LiveWorld({
    exchanges: (clock) => [
      busy(btcExchange(clock, mode), clock.now()),
      busy(btcExchange(clock, mode, 'other'), clock.now()),
    ],
  });
  const offences = witness(world);
  const card = await world.card();
  for (const exchange of world.exchanges) exchange.nextSubmits(...submits);
  if (options.withExecution === true) {
    // An approved cut whose order is under way with its answer lost when the switch is pulled.
    world.exchange.nextSubmits({ kind: 'late', afterMs: 4_500 });
    await world.attempt(() => approve(world.context, world.ask(), card.code));
  }
  world.crashes = [...crashes];
  // The ask is redelivered by the chat until it was answered.
  for (let tries = 0; tries < 5; tries += 1) {
    const answer = await world.attempt(() =>
      pullKillSwitch(world.context, world.ask(), { kind: 'all' }, 'flatten', 'test', false),
    );
    if (answer !== undefined) break;
    await world.live(1_000);
  }
  await world.live(90_000);
  offences.push(...endOffences(world));
  const row = world.stored(card);
  if (!isDecided(row.state)) offences.push(`I2 the card ended as ${row.state.kind}`);
  return { world, offences };
}

function endOffences(world: LiveWorld): string[] {
  const offences: string[] = [];
  for (const exchange of world.exchanges) {
    offences.push(...offencesOf(exchange));
    const left = exchange.sim.positions().map((each) => `${each.symbol} ${each.quantity}`);
    if (left.length > 0) offences.push(`${exchange.account} is not flat: ${left.join(', ')}`);
    const open = exchange.sim.open().map((order) => order.clientOrderId);
    if (open.length > 0) offences.push(`${exchange.account} has orders: ${open.join(', ')}`);
  }
  const { latch } = world.ledger.content;
  if (latch.state !== 'latched') offences.push(`the latch is ${latch.state}`);
  if (latch.finishedAt === undefined) offences.push('the latch has no end');
  if (world.killFile.current?.state !== 'latched') offences.push('KILLED.json is gone');
  if (world.context.memory.trading.kind !== 'halted') offences.push('trading is not halted');
  if (!world.context.memory.killing) offences.push('the flag is not set');
  return offences;
}

describe.each(ANSWERS)('the kill switch, when $name', ({ submits }) => {
  it.each(KILL_STEPS)('finishes its work after a crash at "%s"', async (step) => {
    const { offences } = await run([{ step }], submits);
    expect(offences).toEqual([]);
  });

  it.each(KILL_STEPS)('finishes its work after a crash at "%s" in hedge mode', async (step) => {
    const { offences } = await run([{ step }], submits, { positionMode: 'hedge' });
    expect(offences).toEqual([]);
  });
});

describe('the kill switch over an execution whose order is still on its way', () => {
  it.each(KILL_STEPS)('closes no more than is there after a crash at "%s"', async (step) => {
    for (const positionMode of ['one-way', 'hedge'] as const) {
      const { offences } = await run([{ step }], [], { positionMode, withExecution: true });
      expect({ positionMode, offences }).toEqual({ positionMode, offences: [] });
    }
  });
});

describe('the kill switch whose desk dies again while it recovers', () => {
  const AGAIN = [
    'recover:01 latch known',
    'recover:03 kill resumed',
    'recover:04 cards refreshed',
    'kill:04 approvals voided',
    'kill:07 cancelled',
    'kill:09 waited out',
    'kill:11 before submit',
    'kill:12 submitted',
    'kill:14 verified',
    'kill:18 finished',
  ];

  it.each(KILL_STEPS)('finishes after three deaths, the first at "%s"', async (first) => {
    for (const [index, second] of AGAIN.entries()) {
      const third = AGAIN[(index * 3 + 5) % AGAIN.length] ?? second;
      const { offences } = await run(
        [{ step: first }, { step: second }, { step: third }],
        [{ kind: 'lose-response' }],
      );
      expect({ second, third, offences }).toEqual({ second, third, offences: [] });
    }
  });
});

describe('the steps of the kill switch', () => {
  it('are all passed in its plain course', async () => {
    const { world, offences } = await run([], []);
    expect(offences).toEqual([]);
    expect(KILL_STEPS.filter((step) => !world.steps.includes(step))).toEqual([]);
    expect(KILL_STEPS.length).toBeGreaterThanOrEqual(16);
  });
});
