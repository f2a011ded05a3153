// Accounts, balances and positions the way the venue's documentation shows them, in the second and the third version.
import { Decimal, ZERO } from '../../../src/domain/decimal.ts';
import { entryPrice, type Leg, type VenueAccount } from './account.ts';
import { figure, money, quantityText } from './figures.ts';
import { maxNotionalAt } from './listing.ts';
import { accountFigures, type LegFigures, legFigures, liquidationPriceOf, totalsPool } from './margin.ts';
import type { Venue } from './venue.ts';

const floored = (value: Decimal): Decimal => Decimal.max(0, value);

function totals(venue: Venue, account: VenueAccount, pool: string) {
  const figures = accountFigures(venue, account, pool);
  const available = floored(figures.spare);
  return {
    figures,
    available,
    margin: {
      initialMargin: money(figures.positionInitial.plus(figures.orderInitial)),
      maintMargin: money(figures.maintenance),
      walletBalance: money(figures.wallet),
      unrealizedProfit: money(figures.unrealized),
      marginBalance: money(figures.wallet.plus(figures.unrealized)),
      positionInitialMargin: money(figures.positionInitial),
      openOrderInitialMargin: money(figures.orderInitial),
      crossWalletBalance: money(figures.crossWallet),
      crossUnPnl: money(figures.crossUnrealized),
      availableBalance: money(available),
      maxWithdrawAmount: money(Decimal.min(available, floored(figures.crossWallet))),
    },
  };
}

/** Every side a symbol can have in the account's mode; only those with a position or orders when `active`. */
function legsShown(
  venue: Venue,
  account: VenueAccount,
  active: boolean,
  symbol: string | undefined,
): LegFigures[] {
  const symbols = symbol === undefined ? [...venue.markets.keys()] : [symbol];
  const sides = account.dual ? (['LONG', 'SHORT'] as const) : (['BOTH'] as const);
  const legs: LegFigures[] = [];
  for (const each of symbols) {
    for (const side of sides) {
      const known = account.legs.has(`${each}:${side}`);
      if (active && !known) continue;
      const figures = legFigures(venue, account, known ? account.leg(each, side) : emptyLeg(each, side));
      if (active && figures.leg.amount.isZero() && figures.bidNotional.plus(figures.askNotional).isZero())
        continue;
      legs.push(figures);
    }
  }
  return legs;
}

const emptyLeg = (symbol: string, positionSide: Leg['positionSide']): Leg => ({
  symbol,
  positionSide,
  amount: ZERO,
  entryCost: ZERO,
  isolatedWallet: ZERO,
  realized: ZERO,
  updateTime: 0,
});

const assets = (venue: Venue, account: VenueAccount, more: object) =>
  [...account.wallets.keys()].map((asset) => ({
    asset,
    ...totals(venue, account, asset).margin,
    ...more,
    updateTime: account.updateTime,
  }));

function accountTotals(margin: Record<string, string>): Record<string, string | undefined> {
  return {
    totalInitialMargin: margin['initialMargin'],
    totalMaintMargin: margin['maintMargin'],
    totalWalletBalance: margin['walletBalance'],
    totalUnrealizedProfit: margin['unrealizedProfit'],
    totalMarginBalance: margin['marginBalance'],
    totalPositionInitialMargin: margin['positionInitialMargin'],
    totalOpenOrderInitialMargin: margin['openOrderInitialMargin'],
    totalCrossWalletBalance: margin['crossWalletBalance'],
    totalCrossUnPnl: margin['crossUnPnl'],
    availableBalance: margin['availableBalance'],
    maxWithdrawAmount: margin['maxWithdrawAmount'],
  };
}

export function accountV3(venue: Venue, account: VenueAccount): unknown {
  const { margin } = totals(venue, account, totalsPool(account));
  return {
    ...accountTotals(margin),
    assets: assets(venue, account, {}),
    positions: legsShown(venue, account, true, undefined).map((each) => ({
      symbol: each.leg.symbol,
      positionSide: each.leg.positionSide,
      positionAmt: quantityText(each.market, each.leg.amount),
      unrealizedProfit: money(each.unrealized),
      isolatedMargin: isolatedMargin(each),
      notional: money(each.notional),
      isolatedWallet: isolatedWallet(each),
      initialMargin: money(each.positionInitial.plus(each.orderInitial)),
      maintMargin: money(each.maintenance),
      updateTime: each.leg.updateTime,
    })),
  };
}

export function accountV2(venue: Venue, account: VenueAccount): unknown {
  const { margin } = totals(venue, account, totalsPool(account));
  return {
    feeTier: 0,
    feeBurn: account.burnsBnb,
    canTrade: account.apiKey.enableFutures,
    canDeposit: true,
    canWithdraw: true,
    updateTime: 0,
    multiAssetsMargin: account.multiAssets,
    tradeGroupId: -1,
    ...accountTotals(margin),
    assets: assets(venue, account, { marginAvailable: true }),
    positions: legsShown(venue, account, false, undefined).map((each) => ({
      symbol: each.leg.symbol,
      initialMargin: money(each.positionInitial.plus(each.orderInitial)),
      maintMargin: money(each.maintenance),
      unrealizedProfit: money(each.unrealized),
      positionInitialMargin: money(each.positionInitial),
      openOrderInitialMargin: money(each.orderInitial),
      leverage: String(each.leverage),
      isolated: each.isolated,
      entryPrice: entryText(each.leg),
      breakEvenPrice: breakEven(account, each.leg),
      maxNotional: String(maxNotionalAt(each.market.listing, each.leverage)),
      bidNotional: money(each.bidNotional),
      askNotional: money(each.askNotional),
      positionSide: each.leg.positionSide,
      positionAmt: quantityText(each.market, each.leg.amount),
      notional: money(each.notional),
      isolatedWallet: isolatedWallet(each),
      updateTime: each.leg.updateTime,
    })),
  };
}

export const balances = (venue: Venue, account: VenueAccount): unknown =>
  [...account.wallets.keys()].map((asset) => {
    const { margin } = totals(venue, account, asset);
    return {
      accountAlias: 'SgsR',
      asset,
      balance: margin.walletBalance,
      crossWalletBalance: margin.crossWalletBalance,
      crossUnPnl: margin.crossUnPnl,
      availableBalance: margin.availableBalance,
      maxWithdrawAmount: margin.maxWithdrawAmount,
      marginAvailable: true,
      updateTime: account.updateTime,
    };
  });

export const entryText = (leg: Leg): string => (leg.amount.isZero() ? '0.0' : figure(entryPrice(leg), 1, 12));

/** The price that pays the entry and a taker's exit. */
function breakEven(account: VenueAccount, leg: Leg): string {
  if (leg.amount.isZero()) return '0.0';
  const fee = leg.amount.isPositive() ? account.takerFee.plus(1) : account.takerFee.negated().plus(1);
  return figure(entryPrice(leg).times(fee), 1, 12);
}

const isolatedMargin = ({ isolated, leg, unrealized }: LegFigures): string =>
  isolated && !leg.amount.isZero() ? money(leg.isolatedWallet.plus(unrealized)) : '0';

const isolatedWallet = ({ isolated, leg }: LegFigures): string =>
  isolated && !leg.amount.isZero() ? money(leg.isolatedWallet) : '0';

function liquidationText(venue: Venue, account: VenueAccount, leg: Leg): string {
  const price = liquidationPriceOf(venue, account, leg);
  return price === undefined ? '0' : figure(price, 0, 8);
}

export function positionsV3(venue: Venue, account: VenueAccount, symbol: string | undefined): unknown {
  return legsShown(venue, account, true, symbol).map((each) => ({
    symbol: each.leg.symbol,
    positionSide: each.leg.positionSide,
    positionAmt: quantityText(each.market, each.leg.amount),
    entryPrice: entryText(each.leg),
    breakEvenPrice: breakEven(account, each.leg),
    markPrice: money(each.market.mark),
    unRealizedProfit: money(each.unrealized),
    liquidationPrice: liquidationText(venue, account, each.leg),
    isolatedMargin: isolatedMargin(each),
    notional: money(each.notional),
    marginAsset: each.market.listing.quote,
    isolatedWallet: isolatedWallet(each),
    initialMargin: money(each.positionInitial.plus(each.orderInitial)),
    maintMargin: money(each.maintenance),
    positionInitialMargin: money(each.positionInitial),
    openOrderInitialMargin: money(each.orderInitial),
    adl: each.leg.amount.isZero() ? 0 : 2,
    bidNotional: money(each.bidNotional),
    askNotional: money(each.askNotional),
    updateTime: each.leg.updateTime,
  }));
}

export function positionsV2(venue: Venue, account: VenueAccount, symbol: string | undefined): unknown {
  return legsShown(venue, account, false, symbol).map((each) => ({
    symbol: each.leg.symbol,
    positionAmt: quantityText(each.market, each.leg.amount),
    entryPrice: entryText(each.leg),
    breakEvenPrice: breakEven(account, each.leg),
    markPrice: money(each.market.mark),
    unRealizedProfit: money(each.unrealized),
    liquidationPrice: liquidationText(venue, account, each.leg),
    leverage: String(each.leverage),
    maxNotionalValue: String(maxNotionalAt(each.market.listing, each.leverage)),
    marginType: each.isolated ? 'isolated' : 'cross',
    isolatedMargin: isolatedMargin(each),
    isAutoAddMargin: 'false',
    positionSide: each.leg.positionSide,
    notional: money(each.notional),
    isolatedWallet: isolatedWallet(each),
    updateTime: each.leg.updateTime,
  }));
}
