// The desk's picture as JSON for programs: ratios as numbers, money as decimal text, what is unknown as null with its reason.

import { backingWallets } from '../../domain/coin-wallets.ts';
import type { Money } from '../../domain/money.ts';
import { positionKey } from '../../domain/position.ts';
import type { Reading } from '../../domain/reading.ts';
import type { AccountSnapshot } from '../../domain/snapshot.ts';
import type { AccountView, DeskView } from '../../ports/desk.ts';
import type { LiquidationTask } from '../../ports/liquidation-task.ts';

type Json = Readonly<Record<string, unknown>>;

const reading = (name: string, value: Reading): Json => {
  if (value.kind === 'unknown') return { [name]: null, [`${name}Reason`]: value.reason };
  const trust = value.trust.kind === 'plain' ? {} : { [`${name}Trust`]: value.trust };
  const basis = value.basis === undefined ? {} : { [`${name}Basis`]: value.basis };
  return { [name]: value.value, ...trust, ...basis };
};

export function statusJson(view: DeskView): Json {
  return {
    at: view.at,
    mode: view.mode,
    trading: view.trading,
    level: view.level,
    safeMode: view.safeMode ?? null,
    storeFault: view.storeFault ?? null,
    killSwitch: { state: view.latch.state, epoch: view.latch.epoch, by: view.latch.by, at: view.latch.at },
    alertsOpen: view.alerts.length,
    proposalsOpen: view.proposals.length,
    lastCheckAt: view.lastCheckAt ?? null,
    accounts: view.accounts.map((account) => ({
      name: account.name,
      venue: account.venue,
      equity: account.snapshot?.equity.toString() ?? null,
      currency: account.snapshot?.equity.currency ?? null,
      positions: account.snapshot?.positions.length ?? null,
      complete: account.snapshot?.complete ?? false,
      pricesAgeMs: account.snapshot === undefined ? null : Math.max(0, view.at - account.snapshot.pricesAt),
      level: account.assessment?.level ?? null,
      outage: account.outage ?? null,
    })),
  };
}

/** Every figure of /risk, and beside it what the same figures are computed from (for `cutman calc`). */
export function riskJson(view: DeskView): Json {
  return {
    at: view.at,
    level: view.level,
    thresholds: view.thresholds,
    accounts: view.accounts.map(accountRisk),
  };
}

function accountRisk(account: AccountView): Json {
  const { assessment, snapshot } = account;
  if (assessment === undefined || snapshot === undefined) return { name: account.name, assessed: false };
  return {
    name: account.name,
    assessed: true,
    level: assessment.level,
    ageMs: assessment.ageMs,
    equity: snapshot.equity.toString(),
    currency: assessment.currency,
    ...reading('marginRatio', assessment.marginRatio),
    ...reading('maintenanceMargin', assessment.maintenanceMargin),
    ...reading('liquidationDistance', assessment.liquidationDistance),
    ...reading('drawdown', assessment.drawdown),
    peakEquity: assessment.peakEquity,
    ...reading('correlation', assessment.correlation),
    ...reading('leverage', assessment.leverage),
    ...reading('dailyLoss', assessment.dailyLoss),
    ...reading('valueAtRisk95', assessment.tail.valueAtRisk95),
    ...reading('valueAtRisk99', assessment.tail.valueAtRisk99),
    ...reading('conditionalValueAtRisk95', assessment.tail.conditionalValueAtRisk95),
    ...reading('conditionalValueAtRisk99', assessment.tail.conditionalValueAtRisk99),
    ...reading('valueAtRiskOfEquity', assessment.tail.ratioOfEquity),
    ...reading('correlatedMoveDown', assessment.correlatedMove.down),
    ...reading('correlatedMoveUp', assessment.correlatedMove.up),
    correlatedMoveReference: assessment.correlatedMove.reference,
    ...reading('liquidationProbabilityDay', assessment.liquidationProbability.day),
    ...reading('liquidationProbabilityWeek', assessment.liquidationProbability.week),
    concentration: assessment.concentration,
    bestStep: assessment.bestStep,
    breaches: assessment.breaches,
    positions: assessment.positions.map((position) => ({
      key: position.key,
      symbol: position.symbol,
      side: position.side,
      level: position.level,
      notional: position.notional,
      unrealizedPnl: position.unrealizedPnl,
      ...reading('liquidationPrice', position.liquidationPrice),
      ...reading('distance', position.distance),
      ...reading('marginRatio', position.marginRatio),
      dailyVolatility: position.dailyVolatility,
      component: position.valueAtRisk,
    })),
    inputs: calcInputs(account),
  };
}

/**
 * What `cutman calc liquidation-price`, `correlated-liquidation` and `portfolio-var` take, as it was used; and the whole
 * input of `liquidation-probability`, which was simulated from the book of a moment before.
 */
function calcInputs({ snapshot, assessment, returns, liquidationOdds }: AccountView): Json | null {
  if (snapshot === undefined || assessment === undefined) return null;
  return {
    walletBalance: walletOf(snapshot).toString(),
    positionMode: snapshot.positionMode,
    positions: snapshot.positions.map(positionJson),
    tiers: Object.fromEntries(
      [...new Set(snapshot.positions.map((position) => position.symbol))].map((symbol) => [
        symbol,
        (snapshot.instruments.get(symbol)?.brackets ?? []).map(({ maintenanceMarginRate: rate, ...row }) =>
          tierJson({ ...row, rate }),
        ),
      ]),
    ),
    equity: snapshot.equity.toString(),
    exposures: Object.fromEntries(sumBySymbol(assessment.positions)),
    returns: Object.fromEntries([...(returns ?? [])].map(([symbol, series]) => [symbol, [...series]])),
    betas: assessment.correlatedMove.betas,
    liquidationProbability: liquidationOdds === undefined ? null : liquidationInput(liquidationOdds.task),
    liquidationProbabilityAt: liquidationOdds?.at ?? null,
  };
}

function liquidationInput({ walletBalance, positions, tiers, returns, ...rest }: LiquidationTask): Json {
  const text = (value: number | undefined): string | undefined =>
    value === undefined ? undefined : `${value}`;
  return {
    walletBalance: text(walletBalance),
    positions: positions.map((position) => ({
      ...position,
      quantity: text(position.quantity),
      entryPrice: text(position.entryPrice),
      markPrice: text(position.markPrice),
      isolatedMargin: text(position.isolatedMargin),
    })),
    tiers: Object.fromEntries(Object.entries(tiers).map(([symbol, rows]) => [symbol, rows.map(tierJson)])),
    returns: Object.fromEntries(returns.map((series) => [series.name, Array.from(series.returns)])),
    ...rest,
  };
}

/** A last tier without an end has no maxNotional in JSON. */
const tierJson = ({
  floor,
  cap,
  rate,
  maxLeverage,
  cum,
}: LiquidationTask['tiers'][string][number]): Json => ({
  minNotional: floor,
  maxNotional: Number.isFinite(cap) ? cap : null,
  maintenanceMarginRate: rate,
  maxLeverage,
  cum,
});

function sumBySymbol(
  positions: readonly { readonly symbol: string; readonly exposure: number }[],
): Map<string, number> {
  const sums = new Map<string, number>();
  for (const { symbol, exposure } of positions) sums.set(symbol, (sums.get(symbol) ?? 0) + exposure);
  return sums;
}

function positionJson(position: NonNullable<AccountView['snapshot']>['positions'][number]): Json {
  return {
    symbol: position.symbol,
    side: position.side,
    quantity: position.quantity.toString(),
    entryPrice: position.entryPrice.toString(),
    markPrice: position.markPrice.toString(),
    marginMode: position.marginMode,
    ...(position.leverage === undefined ? {} : { leverage: position.leverage }),
    ...(position.isolatedMargin === undefined ? {} : { isolatedMargin: position.isolatedMargin.toString() }),
  };
}

export function positionsJson(view: DeskView): Json {
  return {
    at: view.at,
    accounts: view.accounts.map(({ name, snapshot, assessment }) => ({
      name,
      complete: snapshot?.complete ?? false,
      positions: (snapshot?.positions ?? []).map((position) => {
        const key = positionKey(position.symbol, position.side);
        const assessed = assessment?.positions.find((each) => each.key === key);
        return {
          ...positionJson(position),
          unrealizedPnl: position.unrealizedPnl.toString(),
          level: assessed?.level ?? null,
          ...(assessed === undefined ? {} : reading('liquidationPrice', assessed.liquidationPrice)),
          ...(assessed === undefined ? {} : reading('distance', assessed.distance)),
        };
      }),
    })),
  };
}

/** The wallet that the margin models took: the coin's own, where one coin backs all cross positions. */
function walletOf(snapshot: AccountSnapshot): Money {
  const [one, ...others] = backingWallets(snapshot)?.values() ?? [];
  return one === undefined || others.length > 0 ? snapshot.crossWalletBalance : one;
}
