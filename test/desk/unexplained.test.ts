// A position that is not what its trades make: told once, when it has stayed so, and never for a trade that is only listed late.
import { expect, test } from 'vitest';
import { Money } from '../../src/domain/money.ts';
import { Price } from '../../src/domain/price.ts';
import { Quantity } from '../../src/domain/quantity.ts';
import { DeskRig, MINUTE, SECOND } from './desk-rig.ts';

const told = (rig: DeskRig) =>
  rig.heard().flatMap((event) => {
    if (event.kind !== 'notice' || event.notice.code !== 'position-changed') return [];
    const { cause, before, after } = event.notice;
    return [`${cause} ${before} -> ${after}`];
  });

/** A venue whose list of trades can be held back. */
function rigWithList(): { rig: DeskRig; list: { lag: boolean } } {
  const rig = new DeskRig().withBtcLong('20000');
  const list = { lag: false };
  const fills = rig.exchange.fills.bind(rig.exchange);
  let before: Awaited<ReturnType<typeof fills>> | undefined;
  rig.exchange.fills = async (since) => {
    const now = await fills(since);
    if (list.lag && before !== undefined) return before;
    before = now;
    return now;
  };
  return { rig, list };
}

test('what no trade explains is told once, a reconciliation later, with what it should be and what it is', async () => {
  const { rig } = rigWithList();
  await rig.passes(2, MINUTE + SECOND);
  rig.venue.hold({ symbol: 'BTCUSDT', side: 'long', quantity: '0.3' });
  await rig.pass(MINUTE + SECOND);
  expect(told(rig)).toEqual([]);
  await rig.pass(MINUTE + SECOND);
  expect(told(rig)).toEqual(['unexplained 0.5 -> 0.3']);
  expect(JSON.stringify(rig.ledger.content.journal)).toContain('unexplained');
  await rig.passes(3, MINUTE + SECOND);
  expect(told(rig)).toEqual([]);
});

test('a position that appears, or is gone, without a trade is told as well', async () => {
  const { rig } = rigWithList();
  rig.venue.list('ETHUSDT', '3000');
  await rig.passes(2, MINUTE + SECOND);
  rig.venue.hold({ symbol: 'ETHUSDT', side: 'short', quantity: '2' });
  rig.venue.hold({ symbol: 'BTCUSDT', side: 'long', quantity: '0' });
  await rig.passes(2, MINUTE + SECOND);
  expect(told(rig).sort()).toEqual(['unexplained 0 -> -2', 'unexplained 0.5 -> 0']);
});

test('a trade that is listed a minute late explains what it changed', async () => {
  const { rig, list } = rigWithList();
  await rig.passes(2, MINUTE + SECOND);
  list.lag = true;
  rig.venue.hold({ symbol: 'BTCUSDT', side: 'long', quantity: '0.3' });
  rig.venue.fills.push({
    id: 'late',
    orderId: '9',
    clientOrderId: 'k1-BTCUSDTabcde',
    symbol: 'BTCUSDT',
    side: 'sell',
    positionSide: 'long',
    quantity: Quantity.parse('0.2'),
    price: Price.parse('60000'),
    fee: Money.parse('6', 'USDT'),
    realizedPnl: Money.parse('0', 'USDT'),
    liquidity: 'taker',
    at: rig.clock.now(),
  });
  await rig.pass(MINUTE + SECOND);
  list.lag = false;
  await rig.passes(3, MINUTE + SECOND);
  expect(told(rig)).toEqual([]);
  expect(rig.history.rows).toHaveLength(1);
});
