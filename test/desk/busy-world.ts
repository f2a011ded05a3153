// A desk with everything the kill switch has to deal with: two positions, an entry, a take-profit and a stop on each account.
import { pullKillSwitch } from '../../src/desk/kill/kill-desk.ts';
import type { KillScope, Latch } from '../../src/domain/kill-switch.ts';
import { Price } from '../../src/domain/price.ts';
import { Quantity } from '../../src/domain/quantity.ts';
import { btcExchange, LiveWorld } from '../support/live-world.ts';
import type { SimExchange } from '../support/sim-exchange.ts';

export const ALL: KillScope = { kind: 'all' };

export function rest(
  exchange: SimExchange,
  clientOrderId: string,
  changes: { stop?: boolean; closes?: boolean; symbol?: string } = {},
) {
  exchange.sim.rest(
    {
      clientOrderId,
      symbol: changes.symbol ?? 'BTCUSDT',
      positionSide: 'long',
      side: changes.closes === true ? 'sell' : 'buy',
      type: changes.stop === true ? 'stop-market' : 'limit',
      quantity: Quantity.parse('0.1'),
      ...(changes.stop === true ? { stopPrice: Price.parse('55000') } : { limitPrice: Price.parse('50000') }),
      reduceOnly: changes.closes === true,
    },
    0,
  );
}

export function busyWorld(count = 1): LiveWorld {
  const world = new LiveWorld({
    exchanges: (clock) =>
      Array.from({ length: count }, (_, index) =>
        btcExchange(clock, 'one-way', index === 0 ? 'main' : `a${index}`),
      ),
  });
  for (const exchange of world.exchanges) {
    exchange.sim.hold({ symbol: 'ETHUSDT', side: 'short', quantity: '2' });
    rest(exchange, 'entry');
    rest(exchange, 'profit', { closes: true });
    rest(exchange, 'stop', { stop: true, closes: true });
  }
  return world;
}

export const pull = (world: LiveWorld, goal: 'halt' | 'flatten', scope: KillScope = ALL, drill = false) =>
  pullKillSwitch(world.context, world.ask('Kim'), scope, goal, 'test', drill);

export async function pulled(
  world: LiveWorld,
  goal: 'halt' | 'flatten',
  scope: KillScope = ALL,
): Promise<Latch> {
  const answer = await world.attempt(() => pull(world, goal, scope));
  if (answer?.ok !== true) throw new Error('not pulled');
  return answer.value;
}

export const openIds = (exchange: SimExchange): string[] =>
  exchange.sim
    .open()
    .map((order) => order.clientOrderId)
    .sort();
export const account = (world: LiveWorld, name = 'main') =>
  world.context.memory.latch.accounts.find((each) => each.account === name);
