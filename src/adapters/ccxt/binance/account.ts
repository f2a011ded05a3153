// Balances, positions, leverage and margin mode of a Binance USDⓈ-M account, in the words of the domain.
import { z } from 'zod';

import { type Decimal, ZERO } from '../../../domain/decimal.ts';
import { Money } from '../../../domain/money.ts';
import type { MarginMode, Position, PositionSide } from '../../../domain/position.ts';
import { Price } from '../../../domain/price.ts';
import { Quantity } from '../../../domain/quantity.ts';
import type { CoinWallet } from '../../../domain/snapshot.ts';
import type { Balances } from '../../../ports/exchange.ts';
import { decimal, shortText, time } from './values.ts';

/** What the account is counted in. Other dollar coins that margin a position are taken at par. */
export const CURRENCY = 'USDT';

export const accountConfig = z.object({
  dualSidePosition: z.boolean(),
  canTrade: z.boolean().optional(),
  multiAssetsMargin: z.boolean().optional(),
});

export const symbolConfigs = z.array(
  z.object({
    symbol: shortText,
    marginType: z.string(),
    leverage: z.coerce.number().int().positive().max(1_000),
  }),
);

export interface SymbolSetting {
  readonly leverage: number;
  readonly marginMode: MarginMode;
}

export function settingsOf(configs: z.output<typeof symbolConfigs>): ReadonlyMap<string, SymbolSetting> {
  return new Map(
    configs.map(({ symbol, marginType, leverage }) => [
      symbol,
      { leverage, marginMode: /^isolated$/i.test(marginType) ? 'isolated' : 'cross' },
    ]),
  );
}

const asset = z.object({
  asset: shortText,
  walletBalance: decimal,
  unrealizedProfit: decimal,
  crossWalletBalance: decimal,
  availableBalance: decimal,
});
const heldPosition = z.object({
  symbol: shortText,
  positionAmt: decimal,
  isolatedWallet: decimal.optional(),
});
export const account = z.object({
  totalWalletBalance: decimal,
  totalUnrealizedProfit: decimal,
  totalCrossWalletBalance: decimal,
  totalMaintMargin: decimal.optional(),
  totalMarginBalance: decimal.optional(),
  availableBalance: decimal,
  assets: z.array(asset),
  positions: z.array(heldPosition),
});

export const DOLLARS: ReadonlySet<string> = new Set(['USDT', 'USDC', 'FDUSD', 'BUSD', 'TUSD']);

/**
 * In multi-assets mode the venue's own totals (in dollars, all collateral counted); otherwise the sum of the dollar
 * coins in the account, each at par (the venue's totals then count USDT alone), and what there is of each: it backs
 * only the positions that settle in it.
 */
export function balancesOf(
  answer: z.output<typeof account>,
  mode: { readonly isHedge: boolean; readonly isMultiAssets: boolean },
): Balances {
  const positionMode = mode.isHedge ? 'hedge' : 'one-way';
  const money = (value: Decimal): Money => Money.of(value, CURRENCY);
  if (mode.isMultiAssets) {
    return {
      walletBalance: money(answer.totalWalletBalance),
      crossWalletBalance: money(answer.totalCrossWalletBalance),
      equity: money(answer.totalWalletBalance.plus(answer.totalUnrealizedProfit)),
      availableBalance: money(answer.availableBalance),
      ...(answer.totalMaintMargin === undefined || answer.totalMarginBalance === undefined
        ? {}
        : {
            statedMargin: {
              maintenance: money(answer.totalMaintMargin),
              balance: money(answer.totalMarginBalance),
            },
          }),
      positionMode,
    };
  }
  let wallet = ZERO;
  let cross = ZERO;
  let profit = ZERO;
  let available = ZERO;
  const coins = new Map<string, CoinWallet>();
  for (const each of answer.assets) {
    if (!DOLLARS.has(each.asset)) continue;
    wallet = wallet.plus(each.walletBalance);
    cross = cross.plus(each.crossWalletBalance);
    profit = profit.plus(each.unrealizedProfit);
    available = available.plus(each.availableBalance);
    coins.set(each.asset, { cross: money(each.crossWalletBalance), available: money(each.availableBalance) });
  }
  return {
    walletBalance: money(wallet),
    crossWalletBalance: money(cross),
    equity: money(wallet.plus(profit)),
    availableBalance: money(available),
    coins,
    positionMode,
  };
}

export const positionRisks = z.array(
  z.object({
    symbol: shortText,
    positionSide: z.enum(['BOTH', 'LONG', 'SHORT']),
    positionAmt: decimal,
    entryPrice: decimal,
    markPrice: decimal,
    unRealizedProfit: decimal,
    liquidationPrice: decimal,
    isolatedMargin: decimal,
    isolatedWallet: decimal,
    maintMargin: decimal.optional(),
    updateTime: time,
  }),
);
type PositionRisk = z.output<typeof positionRisks>[number];

/** Positions that are not empty. The isolated margin is the wallet part (without unrealised PnL), as the domain counts it. */
export function positionsOf(
  risks: readonly PositionRisk[],
  settings: ReadonlyMap<string, SymbolSetting>,
): readonly Position[] {
  return risks
    .filter((risk) => !risk.positionAmt.isZero() && risk.entryPrice.gt(0) && risk.markPrice.gt(0))
    .map((risk) => positionOf(risk, settings.get(risk.symbol)));
}

function positionOf(risk: PositionRisk, setting: SymbolSetting | undefined): Position {
  // The row is newer than what is kept of the settings, and a cross position has no margin of its own.
  const isIsolated = !(risk.isolatedWallet.isZero() && risk.isolatedMargin.isZero());
  return {
    symbol: risk.symbol,
    side: sideOf(risk),
    quantity: Quantity.of(risk.positionAmt.abs()),
    entryPrice: Price.of(risk.entryPrice),
    markPrice: Price.of(risk.markPrice),
    marginMode: isIsolated ? 'isolated' : 'cross',
    unrealizedPnl: Money.of(risk.unRealizedProfit, CURRENCY),
    ...(setting === undefined ? {} : { leverage: setting.leverage }),
    ...(isIsolated ? { isolatedMargin: Money.of(risk.isolatedWallet, CURRENCY) } : {}),
    ...(risk.maintMargin === undefined
      ? {}
      : { venueMaintenanceMargin: Money.of(risk.maintMargin, CURRENCY) }),
    ...(risk.liquidationPrice.gt(0) ? { venueLiquidationPrice: Price.of(risk.liquidationPrice) } : {}),
  };
}

const sideOf = ({ positionSide, positionAmt }: PositionRisk): PositionSide => {
  if (positionSide === 'BOTH') return positionAmt.lt(0) ? 'short' : 'long';
  return positionSide === 'LONG' ? 'long' : 'short';
};

/** Whether any row is a position that could not be read as one: then the list is not whole. */
export const unreadablePosition = (risks: readonly PositionRisk[]): string | undefined =>
  risks.find((risk) => !risk.positionAmt.isZero() && !(risk.entryPrice.gt(0) && risk.markPrice.gt(0)))
    ?.symbol;
