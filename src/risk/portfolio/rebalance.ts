// The trades that bring a portfolio back to its target weights without paying more than they are worth. Model 29.
// Nothing happens until one asset leaves its band; then every asset is brought to its target. Sells before buys, the largest deviation first; when costs exceed their cap, the trade that removes the least drift
// per cost is dropped first. Quantities are rounded down to the venue's step, so a trade never overshoots.
import { ModelInputError, requireBetween, requireNonNegative } from '../model-input-error.ts';
import { requireCapital, requireMoney } from '../statistics/returns.ts';
import { stepsDown } from './quantity-step.ts';

export interface RebalanceTarget {
  readonly weight: number;
  /** Weights beyond which a rebalancing is due; default: target ∓ threshold. */
  readonly min?: number;
  readonly max?: number;
  /** Default 0.05. */
  readonly threshold?: number;
}

export interface RebalanceInput {
  /** Default: cash plus all positions at their prices. */
  readonly portfolioValue?: number;
  readonly cash: number;
  /** Held quantities, not below 0. */
  readonly positions: Readonly<Record<string, number>>;
  readonly prices: Readonly<Record<string, number>>;
  /** Assets held without a target are sold. Weights add up to at most 1; the rest is cash, which may be named CASH. */
  readonly targets: Readonly<Record<string, RebalanceTarget>>;
  /** Quote currency, default 100. */
  readonly minTrade?: number;
  /** Default 0.001. */
  readonly feeRate?: number;
  /** Default 0.0005. */
  readonly slippageRate?: number;
  /** Share of the portfolio, default 0.001. */
  readonly maxCostRate?: number;
  /** Quantity steps as decimal text or number; default: none. */
  readonly steps?: Readonly<Record<string, number | string>>;
}

export interface RebalanceTrade {
  readonly symbol: string;
  readonly side: 'buy' | 'sell';
  readonly quantity: number;
  readonly notional: number;
  readonly cost: number;
  /** Weight now less target weight: above 0 is overweight. */
  readonly drift: number;
}

export interface Rebalance {
  readonly needed: boolean;
  readonly portfolioValue: number;
  readonly trades: readonly RebalanceTrade[];
  /** Trades that were wanted and left out, with the reason. */
  readonly dropped: readonly {
    readonly symbol: string;
    readonly reason: 'below-minimum' | 'cost-cap' | 'no-cash';
  }[];
  readonly weightsBefore: Readonly<Record<string, number>>;
  readonly weightsAfter: Readonly<Record<string, number>>;
  readonly totalCost: number;
  /** 1 − Σ|weight after − target| / 2 over all assets and cash. */
  readonly accuracy: number;
}

/** A target of this name without a price is what stays uninvested. */
const CASH = 'CASH';

interface Asset {
  readonly symbol: string;
  readonly price: number;
  readonly held: number;
  readonly weight: number;
  readonly target: number;
  readonly due: boolean;
}

/** Errors: MISSING price, NEGATIVE quantity, OUT_OF_RANGE, CONTRADICTION between min, weight and max or weights above 1. */
export function rebalance(input: RebalanceInput): Rebalance {
  const rates = ratesOf(input);
  const { assets, value } = assetsOf(input);
  const planned: RebalanceTrade[] = [];
  const dropped: Rebalance['dropped'][number][] = [];
  const needed = assets.some(({ due }) => due);
  for (const asset of needed ? assets : []) {
    if (asset.weight === asset.target) continue;
    const trade = tradeFor(asset, value, rates, input.steps);
    if (trade === null || trade.notional < rates.minTrade)
      dropped.push({ symbol: asset.symbol, reason: 'below-minimum' });
    else planned.push(trade);
  }
  const budget = rates.maxCostRate * value;
  let cost = planned.reduce((sum, trade) => sum + trade.cost, 0);
  // Cost is proportional to notional, so drift removed per cost is equal for all; the smallest deviation goes first.
  const byWorth = [...planned].sort(leastWorthFirst);
  const kept = new Set(planned);
  for (const trade of byWorth) {
    if (cost <= budget * (1 + 1e-12)) break;
    kept.delete(trade);
    cost -= trade.cost;
    dropped.push({ symbol: trade.symbol, reason: 'cost-cap' });
  }
  const order = (a: RebalanceTrade, b: RebalanceTrade) =>
    (a.side === b.side ? 0 : a.side === 'sell' ? -1 : 1) || Math.abs(b.drift) - Math.abs(a.drift);
  const settled = affordable([...kept].sort(order), input, rates, dropped);
  return {
    needed,
    portfolioValue: value,
    dropped,
    ...outcome(assets, input, value, settled),
  };
}

type Rates = ReturnType<typeof ratesOf>;

function ratesOf(input: RebalanceInput) {
  return {
    minTrade: requireNonNegative(requireMoney(input.minTrade ?? 100, 'minTrade'), 'minTrade'),
    cost:
      requireBetween(input.feeRate ?? 0.001, 'feeRate', 0, 0.5) +
      requireBetween(input.slippageRate ?? 0.0005, 'slippageRate', 0, 0.5),
    maxCostRate: requireBetween(input.maxCostRate ?? 0.001, 'maxCostRate', 0, 1),
  };
}

function assetsOf(input: RebalanceInput): { assets: Asset[]; value: number } {
  const named = [...new Set([...Object.keys(input.positions), ...Object.keys(input.targets)])];
  const symbols = named.filter((symbol) => symbol !== CASH || Object.hasOwn(input.prices, CASH));
  let value = requireNonNegative(requireMoney(input.cash, 'cash'), 'cash');
  let weights = 0;
  const priceOf = new Map<string, number>();
  for (const symbol of symbols) {
    const price = Object.hasOwn(input.prices, symbol) ? input.prices[symbol]! : undefined;
    if (price === undefined) {
      throw new ModelInputError('MISSING', `prices.${symbol}`, `prices has no entry for ${symbol}; add it`);
    }
    priceOf.set(symbol, requireCapital(price, `prices.${symbol}`));
    const held = Object.hasOwn(input.positions, symbol) ? input.positions[symbol]! : 0;
    value += requireNonNegative(requireMoney(held, `positions.${symbol}`), `positions.${symbol}`) * price;
    if (Object.hasOwn(input.targets, symbol)) {
      weights += requireBetween(input.targets[symbol]!.weight, `targets.${symbol}.weight`, 0, 1);
    }
  }
  if (weights > 1 + 1e-9) {
    throw new ModelInputError(
      'CONTRADICTION',
      'targets',
      `target weights add up to ${weights}, above 1; lower them`,
    );
  }
  value = requireCapital(input.portfolioValue ?? value, 'portfolioValue');
  const assets = symbols.map((symbol): Asset => {
    const price = priceOf.get(symbol)!;
    const held = Object.hasOwn(input.positions, symbol) ? input.positions[symbol]! : 0;
    const weight = (held * price) / value;
    const given = Object.hasOwn(input.targets, symbol) ? input.targets[symbol]! : undefined;
    if (given === undefined) return { symbol, price, held, weight, target: 0, due: held > 0 };
    const threshold = requireBetween(given.threshold ?? 0.05, `targets.${symbol}.threshold`, 0, 1);
    const min = requireBetween(given.min ?? given.weight - threshold, `targets.${symbol}.min`, -1, 1);
    const max = requireBetween(given.max ?? given.weight + threshold, `targets.${symbol}.max`, 0, 2);
    if (min > given.weight || max < given.weight) {
      const found = `targets.${symbol} wants ${given.weight} outside its own ${min} to ${max}`;
      throw new ModelInputError('CONTRADICTION', `targets.${symbol}`, `${found}; mend min, weight or max`);
    }
    const due = weight < min - 1e-12 || weight > max + 1e-12;
    return { symbol, price, held, weight, target: given.weight, due };
  });
  return { assets, value };
}

/** Drift removed per cost; without costs every trade is worth its size. */
const worth = ({ notional, cost }: RebalanceTrade) => (cost > 0 ? notional / cost : notional);

function leastWorthFirst(a: RebalanceTrade, b: RebalanceTrade): number {
  const gap = worth(a) - worth(b);
  return Math.abs(gap) > 1e-9 * worth(a) ? gap : a.notional - b.notional;
}

function tradeFor(
  asset: Asset,
  value: number,
  rates: Rates,
  steps: RebalanceInput['steps'],
): RebalanceTrade | null {
  const { symbol, price, held, weight, target } = asset;
  const side = weight > target ? 'sell' : 'buy';
  const wanted = target === 0 ? held : Math.abs(target * value - held * price) / price;
  const step = steps !== undefined && Object.hasOwn(steps, symbol) ? steps[symbol] : undefined;
  const quantity = stepsDown(wanted, step, `steps.${symbol}`);
  if (quantity === 0) return null;
  const notional = quantity * price;
  return { symbol, side, quantity, notional, cost: notional * rates.cost, drift: weight - target };
}

/** Buys that cash and the sales before them cannot pay are cut to what they can. */
function affordable(
  trades: readonly RebalanceTrade[],
  input: RebalanceInput,
  rates: Rates,
  dropped: Rebalance['dropped'][number][],
): RebalanceTrade[] {
  let cash = input.cash;
  const settled: RebalanceTrade[] = [];
  for (const trade of trades) {
    if (trade.side === 'sell') {
      cash += trade.notional - trade.cost;
      settled.push(trade);
      continue;
    }
    const price = trade.notional / trade.quantity;
    let { quantity } = trade;
    if (trade.notional + trade.cost > cash) {
      const step =
        input.steps !== undefined && Object.hasOwn(input.steps, trade.symbol)
          ? input.steps[trade.symbol]
          : undefined;
      quantity = stepsDown(Math.max(0, cash / (price * (1 + rates.cost))), step, `steps.${trade.symbol}`);
    }
    const notional = quantity * price;
    if (quantity === 0 || notional < rates.minTrade) {
      dropped.push({ symbol: trade.symbol, reason: 'no-cash' });
      continue;
    }
    const cost = notional * rates.cost;
    cash -= notional + cost;
    settled.push({ ...trade, quantity, notional, cost });
  }
  return settled;
}

function outcome(
  assets: readonly Asset[],
  input: RebalanceInput,
  value: number,
  trades: readonly RebalanceTrade[],
) {
  const totalCost = trades.reduce((sum, trade) => sum + trade.cost, 0);
  const after = value - totalCost;
  const before: Record<string, number> = {};
  const weightsAfter: Record<string, number> = {};
  let off = 0;
  let invested = 0;
  let targets = 0;
  for (const { symbol, price, held, weight, target } of assets) {
    const trade = trades.find((one) => one.symbol === symbol);
    const change = trade === undefined ? 0 : trade.side === 'buy' ? trade.quantity : -trade.quantity;
    before[symbol] = weight;
    weightsAfter[symbol] = ((held + change) * price) / after;
    invested += weightsAfter[symbol];
    targets += target;
    off += Math.abs(weightsAfter[symbol] - target);
  }
  const cashOff = input.portfolioValue === undefined ? Math.abs(1 - invested - (1 - targets)) : 0;
  return { trades, weightsBefore: before, weightsAfter, totalCost, accuracy: 1 - (off + cashOff) / 2 };
}
