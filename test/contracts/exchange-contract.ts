// What every venue behind the exchange port does, paper or real: one suite, run on each adapter.
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Fault } from '../../src/domain/fault.ts';
import type { Position } from '../../src/domain/position.ts';
import type { Exchange } from '../../src/ports/exchange.ts';
import { approved, type OrderWish } from './approved-order.ts';
import {
  accepted,
  type ContractVenue,
  must,
  type OpenContractVenue,
  rejectedWith,
} from './contract-venue.ts';
import { marginContract } from './margin-contract.ts';
import { MODES, modesContract } from './modes-contract.ts';
import { portContract } from './port-contract.ts';
import { IN_EVERY_MODE, PortRecord } from './port-record.ts';

/** The whole contract. Ends by asking whether every member of the port was tried in both position modes and both margin modes. */
export function exchangeContract(name: string, open: OpenContractVenue): void {
  const record = new PortRecord();
  for (const positionMode of ['one-way', 'hedge'] as const) {
    describe(`${name}, ${positionMode}`, () => {
      let venue: ContractVenue;
      let count = 0;
      const exchange = (): Exchange => venue.exchange;
      const send = (wish: Omit<OrderWish, 'clientOrderId'> & { clientOrderId?: string }) => {
        count += 1;
        return exchange().submit(approved({ clientOrderId: `c-${count}`, ...wish }));
      };
      const position = async (symbol: string, side: 'long' | 'short'): Promise<Position | undefined> =>
        must(await exchange().positions()).find((each) => each.symbol === symbol && each.side === side);
      const held = async (symbol: string, side: 'long' | 'short') =>
        (await position(symbol, side))?.quantity.toString() ?? '0';

      beforeEach(async () => {
        const opened = await open(positionMode);
        venue = { ...opened, exchange: record.of(opened.exchange, positionMode) };
      });
      afterEach(() => venue.close());

      it('lists what can be traded, in steps and with brackets', async () => {
        const btc = must(await exchange().instruments()).get('BTCUSDT');
        expect(btc).toMatchObject({ base: 'BTC', quote: 'USDT' });
        expect(btc?.priceTick.toFixed()).toBe('0.1');
        expect(btc?.quantityStep.toFixed()).toBe('0.001');
        expect(btc?.brackets.length).toBeGreaterThan(1);
        expect(btc?.brackets[0]).toMatchObject({ floor: 0, maintenanceMarginRate: 0.004 });
      });

      it('tells prices with their time, and books best first', async () => {
        const [mark] = must(await exchange().marks(['BTCUSDT']));
        expect(mark?.price.toString()).toBe('60000');
        expect(mark?.at).toBeLessThanOrEqual(must(await exchange().serverTime()));
        const book = must(await exchange().orderBook('BTCUSDT'));
        expect(book.bids[0]?.[0]).toBeLessThan(book.asks[0]?.[0] ?? 0);
        expect(must(await exchange().marks(['NOPEUSDT']))).toEqual([]);
      });

      it('begins with its money free and nothing else', async () => {
        const balances = must(await exchange().balances());
        expect(balances.walletBalance.toString()).toBe('10000');
        expect(balances.availableBalance.toString()).toBe('10000');
        expect(balances.equity.toString()).toBe('10000');
        expect(balances.positionMode).toBe(positionMode);
        expect(must(await exchange().positions())).toEqual([]);
        expect(must(await exchange().openOrders())).toEqual([]);
      });

      it('fills a market order, and shows it in positions, fills, balances and by its client id', async () => {
        const order = accepted(
          await send({ symbol: 'BTCUSDT', side: 'buy', quantity: '0.5', clientOrderId: 'own-1' }),
        );
        expect(order.state).toBe('filled');
        expect(order.averagePrice?.toString()).toBe('60000.1');
        const long = await position('BTCUSDT', 'long');
        expect(long?.quantity.toString()).toBe('0.5');
        expect(long?.entryPrice.toString()).toBe('60000.1');
        expect(long?.marginMode).toBe('cross');
        expect(long?.unrealizedPnl.toString()).toBe('-0.05');
        const fills = must(await exchange().fills(0)).filter((fill) => fill.clientOrderId === 'own-1');
        expect(fills.map((fill) => fill.quantity.toString())).toEqual(['0.5']);
        expect(fills[0]?.fee.toString()).toBe('15.000025');
        expect(fills[0]?.liquidity).toBe('taker');
        const found = must(await exchange().orderByClientId('BTCUSDT', 'own-1'));
        expect(found).toMatchObject({ state: 'filled', clientOrderId: 'own-1', book: 'plain' });
        const balances = must(await exchange().balances());
        expect(balances.walletBalance.toString()).toBe('9984.999975');
        expect(balances.equity.toString()).toBe('9984.949975');
      });

      it('knows no order that was never sent', async () => {
        expect(must(await exchange().orderByClientId('BTCUSDT', 'never'))).toBeUndefined();
      });

      it('makes a position smaller, and tells what was realised', async () => {
        accepted(await send({ symbol: 'BTCUSDT', side: 'buy', quantity: '0.5' }));
        await venue.move('BTCUSDT', 59_000);
        const cut = await send({
          symbol: 'BTCUSDT',
          side: 'sell',
          quantity: '0.2',
          reduceOnly: true,
          clientOrderId: 'cut',
        });
        expect(accepted(cut).state).toBe('filled');
        expect(await held('BTCUSDT', 'long')).toBe('0.3');
        const [fill] = must(await exchange().fills(0)).filter((each) => each.clientOrderId === 'cut');
        // 0.2 · (58,999.9 − 60,000.1)
        expect(fill?.realizedPnl.toString()).toBe('-200.04');
      });

      it('never opens the other side with a reduce-only order', async () => {
        accepted(await send({ symbol: 'BTCUSDT', side: 'buy', quantity: '0.1' }));
        await send({ symbol: 'BTCUSDT', side: 'sell', quantity: '0.4', reduceOnly: true });
        expect(await held('BTCUSDT', 'short')).toBe('0');
        const none = await send({ symbol: 'ETHUSDT', side: 'sell', quantity: '1', reduceOnly: true });
        expect(rejectedWith(none)).toBe('-2022');
        expect(await held('ETHUSDT', 'short')).toBe('0');
      });

      it('lets a limit order rest, and cancels it', async () => {
        const order = accepted(
          await send({ symbol: 'BTCUSDT', side: 'buy', quantity: '0.1', type: 'limit', limitPrice: '59000' }),
        );
        expect(order).toMatchObject({ state: 'open', book: 'plain' });
        expect(must(await exchange().openOrders()).map((each) => each.id)).toEqual([order.id]);
        const cancelled = must(await exchange().cancel(order));
        expect(cancelled.state).toBe('cancelled');
        expect(must(await exchange().openOrders())).toEqual([]);
        expect(must(await exchange().orderByClientId('BTCUSDT', order.clientOrderId))?.state).toBe(
          'cancelled',
        );
      });

      it('fills a resting limit order at its price when the market gets there, for the maker fee', async () => {
        const order = accepted(
          await send({ symbol: 'BTCUSDT', side: 'buy', quantity: '0.1', type: 'limit', limitPrice: '59000' }),
        );
        await venue.move('BTCUSDT', 58_900);
        expect(must(await exchange().orderByClientId('BTCUSDT', order.clientOrderId))).toMatchObject({
          state: 'filled',
        });
        const [fill] = must(await exchange().fills(0));
        expect([fill?.price.toString(), fill?.fee.toString(), fill?.liquidity]).toEqual([
          '59000',
          '1.18',
          'maker',
        ]);
      });

      it('answers a cancel that came too late with the filled order', async () => {
        const order = accepted(
          await send({ symbol: 'BTCUSDT', side: 'buy', quantity: '0.1', type: 'limit', limitPrice: '59000' }),
        );
        await venue.move('BTCUSDT', 58_900);
        expect(must(await exchange().cancel(order)).state).toBe('filled');
      });

      it('keeps a protective stop in the conditional book and runs it when the price gets there', async () => {
        accepted(await send({ symbol: 'BTCUSDT', side: 'buy', quantity: '0.2' }));
        const stop = accepted(
          await send({
            symbol: 'BTCUSDT',
            side: 'sell',
            quantity: '0.2',
            type: 'stop-market',
            stopPrice: '57000',
            reduceOnly: true,
          }),
        );
        expect(stop).toMatchObject({ state: 'open', book: 'conditional' });
        expect(must(await exchange().openOrders()).map((each) => each.book)).toEqual(['conditional']);
        await venue.move('BTCUSDT', 56_900);
        expect(await held('BTCUSDT', 'long')).toBe('0');
        expect(must(await exchange().openOrders())).toEqual([]);
      });

      it('rejects with its own code what it cannot take', async () => {
        const wishes: readonly (readonly [Omit<OrderWish, 'clientOrderId'>, string])[] = [
          [{ symbol: 'BTCUSDT', side: 'buy', quantity: '5' }, '-2019'],
          [{ symbol: 'BTCUSDT', side: 'buy', quantity: '0.001' }, '-4164'],
          [{ symbol: 'BTCUSDT', side: 'buy', quantity: '0.0105' }, '-1111'],
          [
            { symbol: 'BTCUSDT', side: 'buy', quantity: '0.1', type: 'limit', limitPrice: '59000.05' },
            '-4014',
          ],
          [
            {
              symbol: 'BTCUSDT',
              side: 'buy',
              quantity: '0.1',
              type: 'limit',
              limitPrice: '60001',
              timeInForce: 'post-only',
            },
            '-5022',
          ],
        ];
        for (const [wish, code] of wishes) expect(rejectedWith(await send(wish))).toBe(code);
        expect(must(await exchange().positions())).toEqual([]);
        expect(must(await exchange().fills(0))).toEqual([]);
      });

      it('refuses a client id that an open order has', async () => {
        const wish = {
          symbol: 'BTCUSDT',
          side: 'buy',
          quantity: '0.1',
          type: 'limit',
          limitPrice: '59000',
        } as const;
        accepted(await send({ ...wish, clientOrderId: 'same' }));
        expect(rejectedWith(await send({ ...wish, clientOrderId: 'same' }))).toBe('-4116');
      });

      it('answers the cancel of an order that never was as not found, with nothing done', async () => {
        const order = accepted(
          await send({ symbol: 'BTCUSDT', side: 'buy', quantity: '0.1', type: 'limit', limitPrice: '59000' }),
        );
        const answer = await exchange().cancel({ ...order, id: '999999999', clientOrderId: 'never' });
        expect(!answer.ok && (answer.error as Fault)).toMatchObject({ code: 'NOT_FOUND', outcome: 'none' });
      });

      it('cancels one book of one symbol at once, and nothing else', async () => {
        const far = { side: 'buy', quantity: '0.1', type: 'limit', limitPrice: '55000' } as const;
        accepted(await send({ symbol: 'BTCUSDT', side: 'buy', quantity: '0.2' }));
        for (let count = 0; count < 3; count += 1) accepted(await send({ symbol: 'BTCUSDT', ...far }));
        const other = { ...far, symbol: 'ETHUSDT', quantity: '1', limitPrice: '2900' };
        accepted(await send({ ...other, clientOrderId: 'other-symbol' }));
        const stop = { side: 'sell', quantity: '0.2', type: 'stop-market', stopPrice: '57000' } as const;
        accepted(await send({ symbol: 'BTCUSDT', ...stop, reduceOnly: true, clientOrderId: 'stop' }));
        must(await exchange().cancelAll('BTCUSDT', 'plain'));
        const left = must(await exchange().openOrders()).map((each) => each.clientOrderId);
        expect(left.sort()).toEqual(['other-symbol', 'stop']);
        must(await exchange().cancelAll('BTCUSDT', 'conditional'));
        must(await exchange().cancelAll('BTCUSDT', 'plain'));
        expect(must(await exchange().openOrders()).map((each) => each.clientOrderId)).toEqual([
          'other-symbol',
        ]);
      });

      it('says that it works, and what its key may do', async () => {
        expect(must(await exchange().status()).state).toBe('ok');
        expect(must(await exchange().keyPermissions())).toMatchObject({ trade: true, withdraw: false });
      });

      if (positionMode === 'hedge') {
        it('holds both sides at once, and an order for one leaves the other alone', async () => {
          accepted(await send({ symbol: 'BTCUSDT', side: 'buy', quantity: '0.3', positionSide: 'long' }));
          accepted(await send({ symbol: 'BTCUSDT', side: 'sell', quantity: '0.2', positionSide: 'short' }));
          accepted(await send({ symbol: 'BTCUSDT', side: 'sell', quantity: '0.1', positionSide: 'long' }));
          expect([await held('BTCUSDT', 'long'), await held('BTCUSDT', 'short')]).toEqual(['0.2', '0.2']);
        });
      } else {
        it('turns a position over when an order is larger than it', async () => {
          accepted(await send({ symbol: 'BTCUSDT', side: 'buy', quantity: '0.1' }));
          accepted(await send({ symbol: 'BTCUSDT', side: 'sell', quantity: '0.3' }));
          expect([await held('BTCUSDT', 'long'), await held('BTCUSDT', 'short')]).toEqual(['0', '0.2']);
        });
      }
    });
  }

  marginContract(name, open, record);
  portContract(name, open, record);
  modesContract(name, open, record);

  it(`${name}: every member of the port was asked in both position modes, what trades in all four ways of holding`, () => {
    expect(record.missing(['one-way', 'hedge'])).toEqual([]);
    expect(
      record.missing(
        MODES.map((mode) => mode.join(' ')),
        IN_EVERY_MODE,
      ),
    ).toEqual([]);
  });
  afterAll(() => console.log(`\n${name}: what was asked in which mode\n${record.table()}\n`));
}
