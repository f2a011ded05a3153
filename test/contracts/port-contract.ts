// The members of the exchange port that a position's life does not meet: what a venue says of itself, time, streams, countdown,
// orders that end by themselves, and the urgent side.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ExchangeEvent } from '../../src/ports/exchange.ts';
import {
  accepted,
  codeOf,
  must,
  type OpenContractVenue,
  type PositionMode,
  rejectedWith,
  Trying,
} from './contract-venue.ts';
import type { PortRecord } from './port-record.ts';

const BTC = 'BTCUSDT';
const REST = {
  symbol: BTC,
  side: 'buy',
  positionSide: 'long',
  quantity: '0.1',
  type: 'limit',
  limitPrice: '59000',
} as const;

export function portContract(name: string, open: OpenContractVenue, record: PortRecord): void {
  describe.each<PositionMode>(['one-way', 'hedge'])(`${name}, %s`, (positionMode) => {
    let t: Trying;
    const start = async (options?: { readonly streams: boolean }): Promise<Trying> => {
      const venue = await open(positionMode, options);
      const exchange = record.of(venue.exchange, positionMode);
      return new Trying({
        exchange,
        move: venue.move,
        pass: venue.pass,
        close: () => exchange.close().then(venue.close),
      });
    };
    beforeEach(async () => {
      t = await start();
    });
    afterEach(() => t.venue.close());

    it('says who it is and what it can do, and can do it', async () => {
      const { exchange } = t;
      expect(exchange.account).not.toBe('');
      expect(exchange.venue).not.toBe('');
      expect(['paper', 'real']).toContain(exchange.kind);
      expect(exchange.signingWindow.windowMs).toBeGreaterThanOrEqual(0);
      expect(Math.abs(exchange.signingWindow.skewMs)).toBeLessThan(1_000);
      const able = exchange.capabilities;
      expect(codeOf(await exchange.setLeverage(BTC, 7))).toBe(able.setLeverage ? 'done' : 'UNSUPPORTED');
      expect(codeOf(await exchange.setMarginMode(BTC, 'isolated'))).toBe(
        able.setMarginMode ? 'done' : 'UNSUPPORTED',
      );
      expect(codeOf(await exchange.countdown(BTC, 0))).toBe(able.countdown ? 'done' : 'UNSUPPORTED');
    });

    it('tells its time, which goes on', async () => {
      const before = must(await t.exchange.serverTime());
      await t.venue.pass(5_000);
      const after = must(await t.exchange.serverTime());
      expect(after - before).toBeGreaterThanOrEqual(4_900);
      expect(after - before).toBeLessThan(7_000);
      expect(must(await t.exchange.status()).state).toBe('ok');
      expect(must(await t.exchange.keyPermissions()).withdraw).not.toBe(true);
    });

    it('cancels what rests when its countdown runs out, unless it is asked again', async () => {
      accepted(await t.send({ ...REST, clientOrderId: 'resting' }));
      if (!t.exchange.capabilities.countdown) {
        const answer = await t.exchange.countdown(BTC, 10_000);
        expect(!answer.ok && answer.error).toMatchObject({
          code: 'UNSUPPORTED',
          outcome: 'none',
          retryable: false,
        });
        expect(await t.openIds()).toEqual(['resting']);
        return;
      }
      must(await t.exchange.countdown(BTC, 10_000));
      await t.venue.pass(8_000);
      must(await t.exchange.countdown(BTC, 10_000));
      await t.venue.pass(8_000);
      expect(await t.openIds()).toEqual(['resting']);
      must(await t.exchange.countdown(BTC, 0));
      await t.venue.pass(20_000);
      expect(await t.openIds()).toEqual(['resting']);
      must(await t.exchange.countdown(BTC, 5_000));
      await t.venue.pass(6_000);
      expect(await t.openIds()).toEqual([]);
      expect(must(await t.exchange.orderByClientId(BTC, 'resting'))?.state).toBe('cancelled');
    });

    it('takes what is there at once, or nothing, of orders that do not wait', async () => {
      const wait = { ...REST, timeInForce: 'ioc' } as const;
      const missed = accepted(await t.send({ ...wait, clientOrderId: 'missed' }));
      expect([missed.state, missed.filled.toString()]).toEqual(['expired', '0']);
      const taken = accepted(await t.send({ ...wait, limitPrice: '60001', clientOrderId: 'taken' }));
      expect([taken.state, taken.filled.toString()]).toEqual(['filled', '0.1']);
      expect(rejectedWith(await t.send({ ...REST, timeInForce: 'fok' }))).toBe('-5021');
      expect(await t.openIds()).toEqual([]);
    });

    it('answers the cancel of an order that is over with how it ended', async () => {
      const cancelled = accepted(await t.send({ ...REST, clientOrderId: 'twice' }));
      must(await t.exchange.cancel(cancelled));
      expect(must(await t.exchange.cancel(cancelled)).state).toBe('cancelled');
      const filled = accepted(
        await t.send({ symbol: BTC, positionSide: 'long', side: 'buy', quantity: '0.1' }),
      );
      expect(must(await t.exchange.cancel(filled)).state).toBe('filled');
    });

    it('lists fills from a moment on, oldest first', async () => {
      accepted(
        await t.send({
          symbol: BTC,
          positionSide: 'long',
          side: 'buy',
          quantity: '0.1',
          clientOrderId: 'early',
        }),
      );
      await t.venue.pass(5_000);
      const since = must(await t.exchange.fills(0))[0]!.at + 1;
      for (const clientOrderId of ['second', 'third']) {
        accepted(
          await t.send({ symbol: BTC, positionSide: 'long', side: 'buy', quantity: '0.1', clientOrderId }),
        );
        await t.venue.pass(1_000);
      }
      expect(must(await t.exchange.fills(0)).map((fill) => fill.clientOrderId)).toEqual([
        'early',
        'second',
        'third',
      ]);
      expect(must(await t.exchange.fills(since)).map((fill) => fill.clientOrderId)).toEqual([
        'second',
        'third',
      ]);
    });

    it('knows no symbol that it does not list', async () => {
      expect(rejectedWith(await t.send({ symbol: 'NOPEUSDT', side: 'buy', quantity: '1' }))).toBe('-1121');
      const book = await t.exchange.orderBook('NOPEUSDT');
      expect(!book.ok && book.error).toMatchObject({ code: 'NOT_FOUND', outcome: 'none' });
      expect(must(await t.exchange.instruments()).has('NOPEUSDT')).toBe(false);
    });

    it('does the same through its urgent side', async () => {
      const { urgent } = t.exchange;
      expect(urgent.urgent.account).toBe(t.exchange.account);
      const order = accepted(await t.send({ ...REST, clientOrderId: 'resting' }));
      expect(must(await urgent.openOrders()).map((each) => each.id)).toEqual([order.id]);
      expect(must(await urgent.cancel(order)).state).toBe('cancelled');
      accepted(await t.send({ symbol: BTC, positionSide: 'long', side: 'buy', quantity: '0.1' }));
      expect(must(await urgent.positions())).toHaveLength(1);
      expect(must(await urgent.balances()).equity.toString()).toBe((await t.equity()).toFixed());
      expect(must(await urgent.marks([BTC]))[0]?.price.toString()).toBe('60000');
    });

    it('tells an order, its fill and the account as they happen, and nobody who has left', async () => {
      await t.venue.close();
      t = await start({ streams: true });
      const heard: ExchangeEvent[] = [];
      const left: ExchangeEvent[] = [];
      t.exchange.listen((event) => left.push(event))();
      const leave = t.exchange.listen((event) => heard.push(event));
      await t.venue.pass(3_000);
      accepted(
        await t.send({
          symbol: BTC,
          positionSide: 'long',
          side: 'buy',
          quantity: '0.1',
          clientOrderId: 'own',
        }),
      );
      await t.venue.pass(3_000);
      leave();
      const told = [...heard];
      accepted(await t.send({ symbol: BTC, positionSide: 'long', side: 'buy', quantity: '0.1' }));
      await t.venue.pass(3_000);
      expect([left, heard.length]).toEqual([[], told.length]);
      const streams = t.exchange.telemetry().streams.length;
      if (!t.exchange.capabilities.streams) {
        expect([told, t.exchange.heard(10), streams]).toEqual([[], [], 0]);
        return;
      }
      const orders = told.flatMap((event) => (event.kind === 'order' ? event.order : []));
      expect(orders.at(-1)).toMatchObject({ clientOrderId: 'own', state: 'filled' });
      const fills = told.flatMap((event) => (event.kind === 'fill' ? event.fill : []));
      expect(fills.map((fill) => [fill.clientOrderId, fill.quantity.toString()])).toEqual([['own', '0.1']]);
      expect(told.some(({ kind }) => kind === 'account')).toBe(true);
      expect(t.exchange.heard(10).length).toBeGreaterThan(0);
      expect(streams).toBeGreaterThan(0);
    });

    it('may be closed twice', async () => {
      await t.exchange.close();
      await t.exchange.close();
    });
  });
}
