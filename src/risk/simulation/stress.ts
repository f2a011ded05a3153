// What a crash does to an account: who is liquidated on which day at which price, what survives, how much leverage
// would have been safe, and how long the way back is. Model 31. Leverage is in the positions and is not multiplied in.
import { BracketBook } from '../margin/bracket-book.ts';
import { isolatedMarginOf, type MarginPosition, pnlAt, requirePositions } from '../margin/margin-position.ts';
import { ModelInputError, requireBetween } from '../model-input-error.ts';
import { requireCapital } from '../statistics/returns.ts';
import { closingPrices } from './liquidation-moment.ts';
import { type Deaths, liquidateAt, newDeaths, type WalkedAccount, walkedAccount } from './margin-walk.ts';
import { type Scenario, settleScenario } from './scenarios.ts';
import { STEPS_PER_DAY, type StressPaths, stressPaths } from './stress-path.ts';
import { type Recovery, recoveryOf } from './stress-recovery.ts';

export interface StressInput {
  /** Margin balance of the whole account: cross wallet, isolated margins and unrealised profit. */
  readonly equity: number;
  readonly positions: readonly MarginPosition[];
  /** Fall of a symbol per fall of the market, by symbol; default 1. */
  readonly betas?: Readonly<Record<string, number>>;
  readonly scenario: string | Scenario;
  /** Default 1. */
  readonly seed?: number;
  /** Default 1, 3, 5, 10, 20. */
  readonly leverages?: readonly number[];
  readonly book?: BracketBook;
}

export interface StressedPosition {
  readonly symbol: string;
  readonly side: 'long' | 'short';
  /** Against the mark price of now. */
  readonly pnl: number;
  readonly liquidated: boolean;
  /** Day (from 1) of liquidation, and the price at which margin balance met maintenance margin; null when it survives. */
  readonly day: number | null;
  readonly price: number | null;
}

export interface StressAtLeverage {
  readonly leverage: number;
  /** Share of equity, at least −1. */
  readonly return: number;
  readonly liquidated: number;
  readonly survives: boolean;
}

export interface Stress {
  readonly scenario: Scenario;
  readonly portfolio: {
    readonly pnl: number;
    readonly return: number;
    readonly survivingEquity: number;
    readonly survives: boolean;
    readonly liquidated: number;
  };
  readonly positions: readonly StressedPosition[];
  /** The same book resized so that its gross notional is leverage × equity, every position on its own margin mode. */
  readonly byLeverage: readonly StressAtLeverage[];
  /** Largest such leverage at which nothing is liquidated, to 0.01 below; null when the book is empty of risk up to 125. */
  readonly safeMaxLeverage: number | null;
  readonly recovery: Recovery;
  /** 100 untouched … 0 lost: max(0, 100 + return in % − 50 × share of positions liquidated). */
  readonly riskScore: number;
}

const LEVERAGES = [1, 3, 5, 10, 20];
const HIGHEST_LEVERAGE = 125;

/** Errors: UNKNOWN_NAME scenario, TOO_SHORT without positions, CONTRADICTION when equity cannot hold the isolated margins. */
export function stress(input: StressInput): Stress {
  const scenario = settleScenario(input.scenario);
  const equity = requireCapital(input.equity, 'equity');
  const { positions } = input;
  if (positions.length === 0)
    throw new ModelInputError('TOO_SHORT', 'positions', 'positions is empty; give at least one');
  requirePositions(positions);
  const book = input.book ?? new BracketBook();
  const symbols = [...new Set(positions.map(({ symbol }) => symbol))];
  const given = input.betas ?? {};
  const betas = symbols.map((symbol) => (Object.hasOwn(given, symbol) ? given[symbol]! : 1));
  const paths = stressPaths(scenario, symbols, betas, input.seed ?? 1);
  const account = walkedAccount(walletIn(equity, positions), positions, symbols, book);
  const deaths = walk(account, paths);
  const prices = closingPrices(account, paths, deaths);
  const outcome = settle(account, deaths, (i) => prices[i]!);
  const pnl = Math.max(
    -equity,
    outcome.reduce((sum, one) => sum + one, 0),
  );
  const liquidated = deaths.positions.filter((step) => step !== -1).length;
  const resized = (leverage: number) => atLeverage(leverage, equity, positions, symbols, book, paths);
  const leverages = (input.leverages ?? LEVERAGES).map((leverage, i) =>
    requireBetween(leverage, `leverages[${i}]`, 0.01, HIGHEST_LEVERAGE),
  );
  return {
    scenario,
    portfolio: {
      pnl,
      return: pnl / equity,
      survivingEquity: equity + pnl,
      survives: equity + pnl > 0,
      liquidated,
    },
    positions: positions.map(({ symbol, side }, i) => ({
      symbol,
      side,
      pnl: outcome[i]!,
      ...deathOf(deaths, prices, i),
    })),
    byLeverage: leverages.map(resized),
    safeMaxLeverage: safeLeverage((leverage) => resized(leverage).liquidated === 0),
    recovery: recoveryOf(scenario, equity, pnl, account, paths, deaths),
    riskScore: Math.max(0, Math.min(100, 100 + (100 * pnl) / equity) - (50 * liquidated) / positions.length),
  };
}

/** The cross wallet that makes the given margin balance true. */
function walletIn(equity: number, positions: readonly MarginPosition[]): number {
  let wallet = equity;
  for (const [i, position] of positions.entries()) {
    wallet -= pnlAt(position, position.markPrice);
    if (position.marginMode === 'isolated') wallet -= isolatedMarginOf(position, `positions[${i}]`);
  }
  if (wallet < -1e-9 * equity && positions.every(({ marginMode }) => marginMode === 'isolated')) {
    const found = `equity ${equity} is less than the margins and profits of its isolated positions`;
    throw new ModelInputError(
      'CONTRADICTION',
      'equity',
      `${found}; give the margin balance of the whole account`,
    );
  }
  return wallet;
}

function walk(account: WalkedAccount, paths: StressPaths): Deaths {
  const deaths = newDeaths(account);
  const now = new Float64Array(paths.relative.length);
  for (let step = 0; step <= paths.steps; step++) {
    for (let s = 0; s < now.length; s++) now[s] = paths.relative[s]![step]!;
    liquidateAt(account, now, step, deaths);
  }
  return deaths;
}

/**
 * Profit of every position against now. A liquidated isolated position loses what it is worth now (margin and profit);
 * a liquidated cross account loses all its balance: each position its own move, and the rest in proportion to notional.
 */
function settle(account: WalkedAccount, deaths: Deaths, closing: (i: number) => number): number[] {
  const outcome: number[] = [];
  let crossBalance = account.wallet;
  let crossMoves = 0;
  let crossNotional = 0;
  for (let i = 0; i < account.count; i++) {
    const mark = account.mark[i]!;
    const standing = account.signed[i]! * (mark - account.entry[i]!);
    const move = account.signed[i]! * (closing(i) - mark);
    const dies = deaths.positions[i]! !== -1;
    if (account.isolated[i] === 1) {
      outcome.push(dies ? -Math.max(0, account.own[i]! + standing) : move);
      continue;
    }
    outcome.push(move);
    crossBalance += standing;
    crossMoves += move;
    crossNotional += account.quantity[i]! * mark;
  }
  if (deaths.account === -1) return outcome;
  const rest = -Math.max(0, crossBalance) - crossMoves;
  return outcome.map((move, i) =>
    account.isolated[i] === 1
      ? move
      : move + (rest * account.quantity[i]! * account.mark[i]!) / crossNotional,
  );
}

function deathOf(deaths: Deaths, prices: Float64Array, i: number) {
  const step = deaths.positions[i]!;
  if (step === -1) return { liquidated: false, day: null, price: null };
  return {
    liquidated: true,
    day: Math.max(1, Math.ceil(step / STEPS_PER_DAY)),
    price: prices[i]!,
  };
}

function atLeverage(
  leverage: number,
  equity: number,
  positions: readonly MarginPosition[],
  symbols: readonly string[],
  book: BracketBook,
  paths: StressPaths,
): StressAtLeverage {
  const gross = positions.reduce((sum, { quantity, markPrice }) => sum + quantity * markPrice, 0);
  const factor = (leverage * equity) / gross;
  const resized = positions.map((position): MarginPosition => {
    const quantity = position.quantity * factor;
    const notional = quantity * position.markPrice;
    const { symbol, side, marginMode, markPrice } = position;
    return {
      symbol,
      side,
      marginMode,
      markPrice,
      quantity,
      entryPrice: markPrice,
      isolatedMargin: notional / leverage,
    };
  });
  const isolated = resized.reduce(
    (sum, one) => sum + (one.marginMode === 'isolated' ? one.isolatedMargin! : 0),
    0,
  );
  const account = walkedAccount(Math.max(0, equity - isolated), resized, symbols, book);
  const deaths = walk(account, paths);
  // What a liquidation costs in all does not depend on its price, so the end of the path serves every position.
  const atTheEnd = (i: number) => account.mark[i]! * paths.ends[account.symbol[i]!]!;
  const pnl = Math.max(
    -equity,
    settle(account, deaths, atTheEnd).reduce((sum, one) => sum + one, 0),
  );
  const liquidated = deaths.positions.filter((step) => step !== -1).length;
  return { leverage, return: pnl / equity, liquidated, survives: equity + pnl > 0 };
}

function safeLeverage(safe: (leverage: number) => boolean): number | null {
  if (safe(HIGHEST_LEVERAGE)) return null;
  let low = 0;
  let high = HIGHEST_LEVERAGE;
  while (high - low > 0.001) {
    const middle = (low + high) / 2;
    if (safe(middle)) low = middle;
    else high = middle;
  }
  return Math.floor(low * 100 + 1e-6) / 100;
}
