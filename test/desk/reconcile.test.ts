// What happened at the venue without us: told once, with before and after, and kept.
import { describe, expect, test } from 'vitest';
import { Money } from '../../src/domain/money.ts';
import type { Fill } from '../../src/domain/order.ts';
import { Price } from '../../src/domain/price.ts';
import { Quantity } from '../../src/domain/quantity.ts';
import { DeskRig, MINUTE } from './desk-rig.ts';

const fill = (rig: DeskRig, changes: Partial<Fill>): Fill => ({
  id: 'x1',
  orderId: '9',
  clientOrderId: 'web_123',
  symbol: 'BTCUSDT',
  side: 'sell',
  positionSide: 'long',
  quantity: Quantity.parse('0.2'),
  price: Price.parse('60000'),
  fee: Money.parse('6', 'USDT'),
  realizedPnl: Money.parse('0', 'USDT'),
  liquidity: 'taker',
  at: rig.clock.now(),
  ...changes,
});

async function changed(changes: Partial<Fill>): Promise<DeskRig> {
  const rig = new DeskRig().withBtcLong('20000');
  await rig.pass(MINUTE);
  rig.heard();
  rig.venue.hold({ symbol: 'BTCUSDT', side: 'long', quantity: '0.3' });
  rig.venue.fills.push(fill(rig, changes));
  await rig.passes(3, MINUTE);
  return rig;
}

describe('a fill', () => {
  test('of somebody else’s order is told once with the position before and after', async () => {
    const rig = await changed({});
    const notices = rig.heard().flatMap((event) => (event.kind === 'notice' ? [event.notice] : []));
    expect(notices).toEqual([
      {
        code: 'position-changed',
        account: 'main',
        symbol: 'BTCUSDT',
        cause: 'foreign',
        before: '0.5',
        after: '0.3',
      },
    ]);
    expect(rig.history.rows).toMatchObject([{ id: 'x1', account: 'main', quantity: '0.2' }]);
  });

  test('of a liquidation says so', async () => {
    const rig = await changed({ cause: 'liquidation' });
    const [notice] = rig.heard().flatMap((event) => (event.kind === 'notice' ? [event.notice] : []));
    expect(notice).toMatchObject({ code: 'position-changed', cause: 'liquidation' });
  });

  test.each(['0123456789abcdef0123456789abcdef0001', 'k1-BTCUSDTabcde'])(
    'of our own order %s is history and no news',
    async (clientOrderId) => {
      const rig = await changed({ clientOrderId });
      expect(rig.heardWords()).toEqual([]);
      expect(rig.history.rows).toHaveLength(1);
    },
  );

  test('from before the first start is history and no news', async () => {
    const rig = new DeskRig().withBtcLong('20000');
    rig.venue.fills.push(fill(rig, {}));
    await rig.passes(2, MINUTE);
    expect(rig.heardWords()).toEqual([]);
    expect(rig.history.rows).toHaveLength(1);
  });
});

describe('an order that is not ours', () => {
  test('is shown as a warning while it rests', async () => {
    const rig = new DeskRig().withBtcLong('20000');
    const order = rig.venue.rest(
      {
        clientOrderId: 'web_1',
        symbol: 'BTCUSDT',
        side: 'buy',
        positionSide: 'long',
        type: 'limit',
        quantity: Quantity.parse('0.1'),
        limitPrice: Price.parse('50000'),
        reduceOnly: false,
      },
      rig.clock.now(),
    );
    await rig.pass(MINUTE);
    const [told] = rig.heard();
    expect(told).toMatchObject({
      alert: { metric: 'foreign-order', detail: 'buy 0.1 BTCUSDT', level: 'warning' },
    });
    rig.venue.cancel(order.id, rig.clock.now());
    await rig.pass(MINUTE);
    expect(rig.heardWords()).toEqual(['resolved warning foreign-order']);
  });
});
