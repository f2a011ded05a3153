// The simulated account in the words of the port: balances, positions with the venue's own liquidation price.

import { Decimal } from '../../domain/decimal.ts';
import { Money } from '../../domain/money.ts';
import { type Position, positionKey, sign } from '../../domain/position.ts';
import { Price } from '../../domain/price.ts';
import { Quantity } from '../../domain/quantity.ts';
import type { Balances, MarkPrice } from '../../ports/exchange.ts';
import type { FeedTick } from '../../ports/market-feed.ts';
import { type LiquidationLeg, venueLiquidationPrice } from './liquidation-price.ts';
import { bracketOf, unrealized } from './margin.ts';
import type { Holding } from './paper-book.ts';
import type { VenueState } from './venue-state.ts';

/** Digits of an entry price, which is a quotient. */
const ENTRY_DIGITS = 10;

export function balancesOf(state: VenueState): Balances {
  const { book, currency } = state;
  const sums = state.sums();
  const wallet = book.wallet();
  return {
    walletBalance: Money.of(wallet, currency),
    crossWalletBalance: Money.of(book.crossWallet, currency),
    equity: Money.of(wallet.plus(sums.crossProfit).plus(sums.isolatedProfit), currency),
    availableBalance: Money.of(state.available(sums), currency),
    positionMode: book.positionMode,
  };
}

export function positionsOf(state: VenueState): readonly Position[] {
  const { book, marks } = state;
  const sums = state.sums();
  const surplus = book.crossWallet.plus(sums.crossProfit).minus(sums.maintenance).toNumber();
  return [...book.holdings.values()].flatMap((holding) => {
    const mark = marks.get(holding.symbol);
    return mark === undefined ? [] : [positionOf(state, holding, mark, surplus)];
  });
}

function positionOf(state: VenueState, holding: Holding, mark: Decimal, surplus: number): Position {
  const isolated = holding.marginMode === 'isolated';
  const price = isolated
    ? venueLiquidationPrice([legOf(state, holding)], holding.margin.toNumber(), mark.toNumber())
    : crossLiquidationPrice(state, holding.symbol, surplus);
  const liquidation = price === undefined ? undefined : Price.fromStatistic(price);
  const fundingRate = state.ticks.get(holding.symbol)?.fundingRate;
  return {
    symbol: holding.symbol,
    side: holding.side,
    quantity: Quantity.of(holding.quantity),
    entryPrice: Price.of(holding.cost.div(holding.quantity).toDecimalPlaces(ENTRY_DIGITS)),
    markPrice: Price.of(mark),
    leverage: state.book.settingOf(holding.symbol).leverage,
    marginMode: holding.marginMode,
    ...(isolated ? { isolatedMargin: Money.of(holding.margin, state.currency) } : {}),
    unrealizedPnl: Money.of(unrealized(holding, mark), state.currency),
    ...(liquidation === undefined ? {} : { venueLiquidationPrice: liquidation }),
    ...(fundingRate === undefined ? {} : { fundingRate }),
  };
}

/** Both legs of a hedged symbol move together, so they share one border; all other positions stand still. */
function crossLiquidationPrice(state: VenueState, symbol: string, surplus: number): number | undefined {
  const mark = state.marks.number(symbol) ?? 0;
  let others = surplus;
  const legs: LiquidationLeg[] = [];
  for (const side of ['long', 'short'] as const) {
    const holding = state.book.holdings.get(positionKey(symbol, side));
    if (holding === undefined || holding.marginMode !== 'cross') continue;
    const leg = legOf(state, holding);
    const notional = leg.quantity * mark;
    const bracket = bracketOf(leg.brackets, notional);
    others += notional * bracket.maintenanceMarginRate - bracket.cum;
    others -= leg.sign * (notional - leg.cost);
    legs.push(leg);
  }
  return venueLiquidationPrice(legs, others, mark);
}

const legOf = (state: VenueState, holding: Holding): LiquidationLeg => ({
  sign: sign(holding.side),
  quantity: holding.quantity.toNumber(),
  cost: holding.cost.toNumber(),
  brackets: state.instruments.get(holding.symbol)?.brackets ?? [],
});

export function toMark(tick: FeedTick): MarkPrice {
  return {
    symbol: tick.symbol,
    price: Price.of(new Decimal(tick.mark)),
    at: tick.at,
    ...(tick.fundingRate === undefined ? {} : { fundingRate: tick.fundingRate }),
    ...(tick.nextFundingAt === undefined ? {} : { nextFundingAt: tick.nextFundingAt }),
    ...(tick.fundingIntervalMs === undefined ? {} : { fundingIntervalMs: tick.fundingIntervalMs }),
  };
}
