// Liquidation at the exact rule: margin balance against maintenance margin by the brackets, cross and isolated.
import { describe, expect, it } from 'vitest';
import type { PaperExchange } from '../../../src/adapters/paper/paper-exchange.ts';
import { Decimal } from '../../../src/domain/decimal.ts';
import { assessAccount } from '../../../src/risk/margin/account-risk.ts';
import { BracketBook } from '../../../src/risk/margin/bracket-book.ts';
import { BracketTable } from '../../../src/risk/margin/brackets.ts';
import { book, must, rig } from './paper-rig.ts';
import { BRACKETS } from './scripted-feed.ts';

const liquidationsOf = async (exchange: PaperExchange) =>
  must(await exchange.fills(0))
    .filter((fill) => fill.cause === 'liquidation')
    .map((fill) => `${fill.symbol} ${fill.side} ${fill.quantity.toString()} at ${fill.price.toString()}`);
const liquidationPrice = async (exchange: PaperExchange, symbol: string) =>
  must(await exchange.positions())
    .find((each) => each.symbol === symbol)
    ?.venueLiquidationPrice?.value.toNumber();

describe('a cross account', () => {
  it('is liquidated at the first price where balance ≤ maintenance, and not one tick before', async () => {
    const { exchange, send, move } = await rig({ leverage: 20 });
    await send({ symbol: 'BTCUSDT', side: 'buy', quantity: '1' });
    // Wallet 10,000 − 30; balance(P) = 9,970 + (P − 60,000); below 50,000 · 0.4 %: from 50,000 up · 0.5 % − 50.
    // 9,970 + P − 60,000 = 0.005 P − 50  =>  P = 49,980 / 0.995 = 50,231.1557…
    expect(await liquidationPrice(exchange, 'BTCUSDT')).toBeCloseTo(49_980 / 0.995, 6);
    await move('BTCUSDT', 50_231.2);
    expect(await book(exchange)).toHaveLength(1);
    await move('BTCUSDT', 50_231.1);
    expect(await book(exchange)).toEqual([]);
    expect(await liquidationsOf(exchange)).toEqual(['BTCUSDT sell 1 at 50231.1']);
  });

  it('pays the clearance fee as far as there is money, and the insurance fund bears the rest', async () => {
    const { exchange, send, move } = await rig({ leverage: 20, liquidationFeeRate: 0.001 });
    await send({ symbol: 'BTCUSDT', side: 'buy', quantity: '1' });
    await move('BTCUSDT', 50_231.1);
    // 9,970 + (50,231.1 − 60,000) = 201.1, less 0.1 % of 50,231.1.
    expect(must(await exchange.balances()).walletBalance.toString()).toBe('150.8689');

    const gap = await rig({ leverage: 20 });
    await gap.send({ symbol: 'BTCUSDT', side: 'buy', quantity: '1' });
    await gap.move('BTCUSDT', 40_000);
    expect(must(await gap.exchange.balances()).walletBalance.toString()).toBe('0');
    expect(await liquidationsOf(gap.exchange)).toEqual(['BTCUSDT sell 1 at 40000']);
  });

  it('has its orders cancelled and the largest loss closed first, until the rest can live', async () => {
    const { exchange, send, move } = await rig({ leverage: 20, liquidationFeeRate: 0 });
    await send({ symbol: 'BTCUSDT', side: 'buy', quantity: '1' });
    await send({ symbol: 'ETHUSDT', side: 'sell', quantity: '1' });
    const resting = await send({
      symbol: 'ETHUSDT',
      side: 'sell',
      quantity: '1',
      type: 'limit',
      limitPrice: '3100',
    });
    await move('BTCUSDT', 50_200);
    expect(await book(exchange)).toEqual(['ETHUSDT short 1 @3000']);
    expect(must(await exchange.openOrders())).toEqual([]);
    const id = resting.kind === 'accepted' ? resting.order.clientOrderId : '';
    expect(must(await exchange.orderByClientId('ETHUSDT', id))?.state).toBe('cancelled');
  });

  it('is met on the way, even when the price is back before anybody looks', async () => {
    const { exchange, send, feed, clock } = await rig({ leverage: 20 });
    await send({ symbol: 'BTCUSDT', side: 'buy', quantity: '1' });
    feed.set('BTCUSDT', clock.now() + 100, 50_000);
    feed.set('BTCUSDT', clock.now() + 200, 60_000);
    await clock.advance(1_000);
    expect(await liquidationsOf(exchange)).toEqual(['BTCUSDT sell 1 at 50000']);
  });

  it('meets the prices of several symbols in the order of time', async () => {
    const { exchange, send, feed, clock } = await rig({ leverage: 20 });
    await send({ symbol: 'BTCUSDT', side: 'buy', quantity: '1' });
    await send({ symbol: 'ETHUSDT', side: 'buy', quantity: '10' });
    feed.set('ETHUSDT', clock.now() + 100, 3_500);
    feed.set('BTCUSDT', clock.now() + 200, 50_000);
    await clock.advance(1_000);
    expect(await liquidationsOf(exchange)).toEqual([]);
  });

  it('is saved by a stop that the same price reaches', async () => {
    const { exchange, send, move } = await rig({ leverage: 20 });
    await send({ symbol: 'BTCUSDT', side: 'buy', quantity: '1' });
    await send({
      symbol: 'BTCUSDT',
      side: 'sell',
      quantity: '1',
      type: 'stop-market',
      stopPrice: '50500',
      reduceOnly: true,
    });
    await move('BTCUSDT', 50_231.1);
    expect(await liquidationsOf(exchange)).toEqual([]);
    expect(await book(exchange)).toEqual([]);
  });
});

describe('an isolated position', () => {
  it('is liquidated alone, at its own price, and takes no money from the others', async () => {
    const { exchange, send, move } = await rig({
      symbols: {
        BTCUSDT: { leverage: 10, marginMode: 'cross' },
        ETHUSDT: { leverage: 10, marginMode: 'isolated' },
      },
    });
    await send({ symbol: 'BTCUSDT', side: 'buy', quantity: '0.1' });
    await send({ symbol: 'ETHUSDT', side: 'buy', quantity: '10' });
    const before = must(await exchange.balances()).crossWalletBalance.toString();
    // 3,000 + 10 (P − 3,000) = 10 P · 0.4 %  =>  P = 27,000 / 9.96 = 2,710.84…
    expect(await liquidationPrice(exchange, 'ETHUSDT')).toBeCloseTo(27_000 / 9.96, 6);
    await move('ETHUSDT', 2_710.85);
    expect(await liquidationsOf(exchange)).toEqual([]);
    await move('ETHUSDT', 2_600);
    expect(await liquidationsOf(exchange)).toEqual(['ETHUSDT sell 10 at 2600']);
    expect(await book(exchange)).toEqual(['BTCUSDT long 0.1 @60000']);
    expect(must(await exchange.balances()).crossWalletBalance.toString()).toBe(before);
  });

  it('is gone when its balance equals its maintenance margin, and lives with a cent more', async () => {
    const { exchange, send, move } = await rig({ leverage: 10, marginMode: 'isolated' });
    await send({ symbol: 'ETHUSDT', side: 'buy', quantity: '10' });
    // At 2,710: maintenance 27,100 · 0.4 % = 108.4 = margin 3,008.4 − 10 · 290.
    must(await exchange.addMargin('ETHUSDT', 'long', new Decimal('8.4')));
    await move('ETHUSDT', 2_710.01);
    expect(await book(exchange)).toHaveLength(1);
    await move('ETHUSDT', 2_710);
    expect(await book(exchange)).toEqual([]);
  });

  it('gives back what the fee leaves of its margin', async () => {
    const { exchange, send, move } = await rig({
      leverage: 10,
      marginMode: 'isolated',
      liquidationFeeRate: 0.001,
    });
    await send({ symbol: 'ETHUSDT', side: 'sell', quantity: '10' });
    const free = must(await exchange.balances()).crossWalletBalance.value;
    await move('ETHUSDT', 3_290);
    // Margin 3,000 − 10 · 290 = 100, less 0.1 % of 32,900.
    const left = must(await exchange.balances()).crossWalletBalance.value.minus(free);
    expect(left.toFixed()).toBe('67.1');
  });
});

describe("the venue's liquidation price", () => {
  it('agrees with the risk model for mixed books', async () => {
    const { exchange, send, move } = await rig({
      balance: '300000',
      positionMode: 'hedge',
      symbols: {
        BTCUSDT: { leverage: 20, marginMode: 'cross' },
        ETHUSDT: { leverage: 5, marginMode: 'isolated' },
      },
    });
    await send({ symbol: 'BTCUSDT', side: 'buy', quantity: '12', positionSide: 'long' });
    await send({ symbol: 'BTCUSDT', side: 'sell', quantity: '5', positionSide: 'short' });
    await send({ symbol: 'ETHUSDT', side: 'sell', quantity: '30', positionSide: 'short' });
    await move('BTCUSDT', 61_500);
    const positions = must(await exchange.positions());
    const rows = BRACKETS.map((each) => ({ ...each, rate: each.maintenanceMarginRate }));
    const risk = assessAccount(
      must(await exchange.balances()).crossWalletBalance.value.toNumber(),
      positions.map((each) => ({
        symbol: each.symbol,
        side: each.side,
        quantity: each.quantity.value.toNumber(),
        entryPrice: each.entryPrice.value.toNumber(),
        markPrice: each.markPrice.value.toNumber(),
        marginMode: each.marginMode,
        leverage: each.leverage ?? 1,
        ...(each.isolatedMargin === undefined
          ? {}
          : { isolatedMargin: each.isolatedMargin.value.toNumber() }),
      })),
      new BracketBook(new BracketTable(rows)),
    );
    for (const [i, each] of positions.entries()) {
      expect(each.venueLiquidationPrice?.value.toNumber()).toBeCloseTo(
        risk.positions[i]?.liquidationPrice ?? 0,
        5,
      );
    }
    expect(positions).toHaveLength(3);
  });
});
