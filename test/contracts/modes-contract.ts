// The whole life of a position in each of the four ways of holding one: one-way or hedge, cross or isolated, long and short.
import { describe, expect, it } from 'vitest';
import { Decimal } from '../../src/domain/decimal.ts';
import type { MarginMode, PositionSide } from '../../src/domain/position.ts';
import {
  accepted,
  codeOf,
  must,
  type OpenContractVenue,
  type PositionMode,
  Trying,
} from './contract-venue.ts';
import type { PortRecord } from './port-record.ts';

const BTC = 'BTCUSDT';
export const MODES: readonly (readonly [PositionMode, MarginMode])[] = [
  ['one-way', 'cross'],
  ['one-way', 'isolated'],
  ['hedge', 'cross'],
  ['hedge', 'isolated'],
];

async function trying(
  open: OpenContractVenue,
  record: PortRecord,
  [positionMode, marginMode]: readonly [PositionMode, MarginMode],
): Promise<Trying> {
  const venue = await open(positionMode);
  const exchange = record.of(venue.exchange, `${positionMode} ${marginMode}`);
  must(await exchange.setMarginMode(BTC, marginMode));
  must(await exchange.setLeverage(BTC, 5));
  return new Trying({ ...venue, exchange, move: venue.move, pass: venue.pass, close: () => venue.close() });
}

export function modesContract(name: string, open: OpenContractVenue, record: PortRecord): void {
  describe.each(MODES)(`${name}, %s %s`, (positionMode, marginMode) => {
    describe.each<PositionSide>(['long', 'short'])('a %s position', (side) => {
      const [into, out] = side === 'long' ? (['buy', 'sell'] as const) : (['sell', 'buy'] as const);
      const sign = side === 'long' ? 1 : -1;

      it('is opened, made larger, protected, cut and closed, and every cent is accounted for', async () => {
        const t = await trying(open, record, [positionMode, marginMode]);
        const { exchange } = t;
        const base = { symbol: BTC, positionSide: side } as const;
        accepted(await t.send({ ...base, side: into, quantity: '0.3' }));
        accepted(await t.send({ ...base, side: into, quantity: '0.1' }));
        const opened = await t.position(BTC, side);
        expect(opened).toMatchObject({ marginMode, leverage: 5 });
        expect(opened?.quantity.toString()).toBe('0.4');
        expect(opened?.entryPrice.toString()).toBe(side === 'long' ? '60000.1' : '59999.9');
        expect(opened?.isolatedMargin === undefined).toBe(marginMode === 'cross');
        if (opened?.isolatedMargin !== undefined)
          expect(opened.isolatedMargin.value.toNumber()).toBeCloseTo(4_800, 0);

        const exit = { ...base, side: out, reduceOnly: true } as const;
        const stopPrice = String(60_000 - sign * 4_000);
        const stop = accepted(
          await t.send({ ...exit, quantity: '0.4', type: 'stop-market', stopPrice, clientOrderId: 'stop' }),
        );
        const limitPrice = String(60_000 + sign * 1_800);
        accepted(
          await t.send({ ...exit, quantity: '0.1', type: 'limit', limitPrice, clientOrderId: 'profit' }),
        );
        expect(await t.openIds()).toEqual(['profit', 'stop']);
        expect(must(await exchange.openOrders()).every((order) => order.positionSide === side)).toBe(true);

        expect(
          codeOf(await exchange.setMarginMode(BTC, marginMode === 'cross' ? 'isolated' : 'cross')),
        ).toMatch(/-404[78]/);
        const more = await exchange.addMargin(BTC, side, new Decimal(200));
        expect(codeOf(more)).toBe(marginMode === 'cross' ? '-4049' : 'done');

        await t.venue.move(BTC, 60_000 + sign * 600);
        const grown = await t.position(BTC, side);
        expect(grown?.unrealizedPnl.value.toNumber()).toBeCloseTo(0.4 * (600 - 0.1), 6);
        expect(must(await exchange.marks([BTC]))[0]?.price.toString()).toBe(String(60_000 + sign * 600));
        accepted(await t.send({ ...exit, quantity: '0.15', clientOrderId: 'cut' }));
        expect(await t.held(BTC, side)).toBe('0.25');
        const [cut] = must(await exchange.fills(0)).filter((fill) => fill.clientOrderId === 'cut');
        expect(cut?.positionSide).toBe(side);
        expect(cut?.realizedPnl.value.toNumber()).toBeCloseTo(0.15 * (600 - 0.2), 6);

        must(await exchange.cancelAll(BTC, 'plain'));
        expect(await t.openIds()).toEqual(['stop']);
        expect(must(await exchange.cancel(stop)).state).toBe('cancelled');
        expect(must(await exchange.orderByClientId(BTC, 'stop'))).toMatchObject({
          state: 'cancelled',
          book: 'conditional',
        });
        expect(must(await exchange.orderByClientId(BTC, 'profit'))).toMatchObject({
          state: 'cancelled',
          book: 'plain',
        });
        accepted(await t.send({ ...exit, quantity: '0.25' }));
        expect(must(await exchange.positions())).toEqual([]);

        const balances = must(await exchange.balances());
        const booked = must(await exchange.fills(0)).reduce(
          (sum, fill) => sum.plus(fill.realizedPnl.value).minus(fill.fee.value),
          new Decimal(10_000),
        );
        expect(balances.walletBalance.value.minus(booked).abs().lt('0.0000001')).toBe(true);
        for (const amount of [balances.crossWalletBalance, balances.availableBalance, balances.equity])
          expect(amount.toString()).toBe(balances.walletBalance.toString());
        await t.venue.close();
      });

      it('is never closed beyond itself', async () => {
        const t = await trying(open, record, [positionMode, marginMode]);
        const base = { symbol: BTC, positionSide: side } as const;
        accepted(await t.send({ ...base, side: into, quantity: '0.1' }));
        await t.send({ ...base, side: out, quantity: '0.3', reduceOnly: true });
        const other = side === 'long' ? 'short' : 'long';
        expect(await t.held(BTC, other)).toBe('0');
        await t.send({ ...base, side: out, quantity: '0.1', reduceOnly: true });
        expect(must(await t.exchange.positions())).toEqual([]);
        expect((await t.send({ ...base, side: out, quantity: '0.1', reduceOnly: true })).kind).toBe(
          'rejected',
        );
        await t.venue.close();
      });

      it('is closed by its stop when the mark gets there, and the stop says what it sold for', async () => {
        const t = await trying(open, record, [positionMode, marginMode]);
        const base = { symbol: BTC, positionSide: side } as const;
        accepted(await t.send({ ...base, side: into, quantity: '0.2' }));
        const stopPrice = String(60_000 - sign * 1_200);
        const wish = {
          ...base,
          side: out,
          quantity: '0.2',
          type: 'stop-market',
          stopPrice,
          reduceOnly: true,
        } as const;
        accepted(await t.send({ ...wish, clientOrderId: 'stop' }));
        await t.venue.move(BTC, 60_000 - sign * 1_260);
        expect(must(await t.exchange.positions())).toEqual([]);
        const run = must(await t.exchange.orderByClientId(BTC, 'stop'));
        expect(run?.state).toBe('filled');
        expect(run?.filled.toString()).toBe('0.2');
        expect(run?.averagePrice?.toString()).toBe(side === 'long' ? '58739.9' : '61260.1');
        expect(must(await t.exchange.cancel(run!)).state).toBe('filled');
        await t.venue.close();
      });
    });

    if (positionMode === 'hedge')
      it('keeps the two sides of a symbol apart in everything', async () => {
        const t = await trying(open, record, [positionMode, marginMode]);
        const { exchange } = t;
        accepted(await t.send({ symbol: BTC, positionSide: 'long', side: 'buy', quantity: '0.3' }));
        accepted(await t.send({ symbol: BTC, positionSide: 'short', side: 'sell', quantity: '0.2' }));
        const margins = async () => ({
          long: (await t.position(BTC, 'long'))?.isolatedMargin?.value,
          short: (await t.position(BTC, 'short'))?.isolatedMargin?.value,
        });
        const before = await margins();
        const added = await exchange.addMargin(BTC, 'short', new Decimal(100));
        expect(codeOf(added)).toBe(marginMode === 'cross' ? '-4049' : 'done');
        if (marginMode === 'isolated') {
          const after = await margins();
          expect(after.long?.toString()).toBe(before.long?.toString());
          expect(after.short?.minus(before.short ?? 0).toString()).toBe('100');
        }
        must(await exchange.setLeverage(BTC, 8));
        expect([
          (await t.position(BTC, 'long'))?.leverage,
          (await t.position(BTC, 'short'))?.leverage,
        ]).toEqual([8, 8]);
        accepted(
          await t.send({
            symbol: BTC,
            positionSide: 'long',
            side: 'sell',
            quantity: '0.3',
            reduceOnly: true,
          }),
        );
        expect([await t.held(BTC, 'long'), await t.held(BTC, 'short')]).toEqual(['0', '0.2']);
        await t.venue.close();
      });
  });
}
