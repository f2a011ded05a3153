// Which model of `cutman calc` answers which figure of /risk, and with what input: the whole screen as a list of checks.
import type { AssessedAccount } from './risk-document.ts';

// biome-ignore lint/suspicious/noExplicitAny: what a model printed; each check reads the field it names.
type Printed = any;
type Input = Readonly<Record<string, unknown>>;

export interface RiskCheck {
  /** As a person would call it, such as `VaR 99` or `distance BTCUSDT long`. */
  readonly figure: string;
  /** What the desk says; null where it says UNKNOWN. */
  readonly shown: number | null;
  readonly model: string;
  readonly input: Input;
  /** The figure in what the model printed; null where the model has none. */
  readonly answerOf: (printed: Printed) => number | null;
}

/** A ratio without a finite value is shown as this, far past every limit. */
const BEYOND_RATIO = 9.99;

type Book = Pick<AssessedAccount['inputs'], 'walletBalance' | 'positions'>;

/** Every figure of one account that a model can answer. */
export function checksOf(account: AssessedAccount): RiskCheck[] {
  return [
    ...marginChecks(account),
    ...tailChecks(account),
    ...commonChecks(account),
    ...accountChecks(account),
    ...account.positions.flatMap((_, index) => positionChecks(account, index)),
    ...stepChecks(account),
  ];
}

const ratioOf = (value: number | null): number => Math.min(value ?? BEYOND_RATIO, BEYOND_RATIO);

/** The worst of the cross account's ratio and those of the isolated positions. */
function worstRatio({ account, positions }: Printed): number {
  const own = (positions as Printed[]).filter(({ marginMode }) => marginMode === 'isolated');
  return Math.max(ratioOf(account.marginRatio), ...own.map(({ marginRatio }) => ratioOf(marginRatio)));
}

/** The same where one without a finite value is not shown at all. */
function finiteWorstRatio(printed: Printed): number | null {
  const ratio = worstRatio(printed);
  return ratio < BEYOND_RATIO ? ratio : null;
}

function leastDistance({ positions }: Printed): number | null {
  const distances = (positions as Printed[]).flatMap(({ distance }) => (distance === null ? [] : [distance]));
  return distances.length === 0 ? null : Math.min(...distances);
}

const marginInput = ({ inputs }: AssessedAccount, { walletBalance, positions }: Book = inputs): Input => ({
  walletBalance,
  positions,
  tiers: inputs.tiers,
  positionMode: inputs.positionMode,
});

function marginChecks(account: AssessedAccount): RiskCheck[] {
  const by = { model: 'liquidation-price', input: marginInput(account) };
  return [
    { figure: 'margin', shown: account.marginRatio, ...by, answerOf: worstRatio },
    {
      figure: 'maintenance margin',
      shown: account.maintenanceMargin,
      ...by,
      answerOf: (printed) => Number(printed.account.maintenanceMargin),
    },
    { figure: 'liq dist', shown: account.liquidationDistance, ...by, answerOf: leastDistance },
  ];
}

/** Sums of money do not depend on the equity, which the model wants above zero. */
function tailInput(
  { equity, inputs }: AssessedAccount,
  confidence: number,
  exposures: Readonly<Record<string, number>> = inputs.exposures,
): Input {
  const measure = hasEquity(equity) ? equity : '1';
  return { equity: measure, exposures, returns: heldReturns(inputs), confidence, method: 'historical' };
}

const hasEquity = (equity: string): boolean => Number(equity) > 0;

function heldReturns({ exposures, returns }: AssessedAccount['inputs']): Record<string, readonly number[]> {
  const held = Object.keys(exposures).filter((symbol) => Object.hasOwn(returns, symbol));
  const shortest = Math.min(...held.map((symbol) => returns[symbol]!.length));
  return Object.fromEntries(held.map((symbol) => [symbol, returns[symbol]!.slice(-shortest)]));
}

/** Nothing is asked about an account without positions: no model has to say that it risks nothing. */
function tailChecks(account: AssessedAccount): RiskCheck[] {
  if (account.positions.length === 0) return [];
  const shown = {
    95: [account.valueAtRisk95, account.conditionalValueAtRisk95],
    99: [account.valueAtRisk99, account.conditionalValueAtRisk99],
  } as const;
  const tails = ([95, 99] as const).flatMap((percent): RiskCheck[] => {
    const by = { model: 'portfolio-var', input: tailInput(account, percent / 100) };
    const [value, beyond] = shown[percent];
    return [
      { figure: `VaR ${percent}`, shown: value, ...by, answerOf: ({ valueAtRisk }) => Number(valueAtRisk) },
      {
        figure: `CVaR ${percent}`,
        shown: beyond,
        ...by,
        answerOf: ({ conditionalValueAtRisk }) => Number(conditionalValueAtRisk),
      },
    ];
  });
  const ofEquity: RiskCheck = {
    figure: 'VaR 95 of equity',
    shown: account.valueAtRiskOfEquity,
    model: 'portfolio-var',
    input: tailInput(account, 0.95),
    answerOf: ({ ratioOfEquity }) => (hasEquity(account.equity) ? ratioOfEquity : null),
  };
  return [...tails, ofEquity];
}

function commonChecks(account: AssessedAccount): RiskCheck[] {
  const { inputs } = account;
  const { walletBalance, positions, tiers, betas, liquidationProbability } = inputs;
  const move = {
    model: 'correlated-liquidation',
    input: { walletBalance, positions, tiers, ...(betas === null ? {} : { betas }) },
  };
  const odds = { model: 'liquidation-probability', input: liquidationProbability ?? {} };
  return [
    {
      figure: 'correl.',
      shown: account.correlation,
      model: 'correlation',
      input: { returns: heldReturns(inputs) },
      answerOf: ({ averagePairwise }) => averagePairwise,
    },
    {
      figure: 'common move down',
      shown: account.correlatedMoveDown,
      ...move,
      answerOf: ({ down }) => down?.move ?? null,
    },
    {
      figure: 'common move up',
      shown: account.correlatedMoveUp,
      ...move,
      answerOf: ({ up }) => up?.move ?? null,
    },
    {
      figure: 'P(liq) 24 h',
      shown: account.liquidationProbabilityDay,
      ...odds,
      answerOf: ({ any }) => any.h24,
    },
    {
      figure: 'P(liq) 7 d',
      shown: account.liquidationProbabilityWeek,
      ...odds,
      answerOf: ({ any }) => any.d7,
    },
  ];
}

function accountChecks(account: AssessedAccount): RiskCheck[] {
  const { equity, peakEquity, inputs, concentration } = account;
  const by = {
    model: 'exposure',
    input: { equity, positions: inputs.positions, ...(peakEquity === null ? {} : { peakEquity }) },
  };
  return [
    {
      figure: 'drawdown',
      shown: account.drawdown,
      ...by,
      answerOf: ({ drawdown }) => drawdown ?? null,
    },
    { figure: 'leverage', shown: account.leverage, ...by, answerOf: ({ leverage }) => leverage },
    {
      figure: `share ${concentration?.symbol ?? ''}`.trim(),
      shown: concentration?.share ?? null,
      ...by,
      answerOf: ({ largest, shares }) => (largest === null ? null : shares[concentration?.symbol ?? '']),
    },
  ];
}

function positionChecks(account: AssessedAccount, index: number): RiskCheck[] {
  const { inputs, positions } = account;
  const shown = positions[index]!;
  const name = `${shown.symbol} ${shown.side}`;
  const margin = { model: 'liquidation-price', input: marginInput(account) };
  const row = (printed: Printed): Printed => printed.positions[index];
  const alone = positions.filter(({ symbol }) => symbol === shown.symbol).length === 1;
  const series = inputs.returns[shown.symbol];
  return [
    {
      figure: `liquidation ${name}`,
      shown: shown.liquidationPrice,
      ...margin,
      answerOf: (printed) => numberOrNull(row(printed).liquidationPrice),
    },
    {
      figure: `distance ${name}`,
      shown: shown.distance,
      ...margin,
      answerOf: (printed) => row(printed).distance,
    },
    {
      figure: `margin ${name}`,
      shown: shown.marginRatio,
      ...margin,
      answerOf: (printed) => ratioOf(row(printed).marginRatio),
    },
    {
      figure: `notional ${name}`,
      shown: shown.notional,
      ...margin,
      answerOf: (printed) => Number(row(printed).notional),
    },
    ...(series === undefined
      ? []
      : [
          {
            figure: `volatility ${name}`,
            shown: shown.dailyVolatility,
            model: 'var',
            input: { returns: series, value: 1, method: 'parametric' },
            answerOf: ({ volatility }: Printed) => volatility,
          },
        ]),
    // Both sides of one symbol share what the symbol contributes.
    ...(alone
      ? [
          {
            figure: `VaR part ${name}`,
            shown: shown.component,
            model: 'portfolio-var',
            input: tailInput(account, 0.95),
            answerOf: ({ component }: Printed) => Number(component[shown.symbol]),
          },
        ]
      : []),
  ];
}

/** The book before the best step and after it: `share` of one position closed at its mark. */
function stepChecks(account: AssessedAccount): RiskCheck[] {
  const { bestStep, inputs } = account;
  if (bestStep === null) return [];
  const cut = inputs.positions.find(
    ({ symbol, side }) => symbol === bestStep.symbol && side === bestStep.side,
  );
  if (cut === undefined) return [];
  const direction = cut.side === 'long' ? 1 : -1;
  const released = Number(cut.quantity) * bestStep.share;
  const realized = direction * released * (Number(cut.markPrice) - Number(cut.entryPrice));
  const own = Number(
    cut.isolatedMargin ?? (Number(cut.quantity) * Number(cut.entryPrice)) / (cut.leverage ?? 1),
  );
  const back = realized + (cut.marginMode === 'isolated' ? own * bestStep.share : 0);
  const after: Book = {
    walletBalance: String(Number(inputs.walletBalance) + back),
    positions: inputs.positions.map((each) =>
      each === cut
        ? {
            ...each,
            quantity: String(Number(each.quantity) - released),
            ...(each.isolatedMargin === undefined
              ? {}
              : { isolatedMargin: String(Number(each.isolatedMargin) * (1 - bestStep.share)) }),
          }
        : each,
    ),
  };
  const exposures = {
    ...inputs.exposures,
    [cut.symbol]: inputs.exposures[cut.symbol]! - direction * released * Number(cut.markPrice),
  };
  const pair = (
    figure: string,
    { now, after: then }: { readonly now: number | null; readonly after: number | null },
    model: string,
    input: readonly [Input, Input],
    answerOf: RiskCheck['answerOf'],
  ): RiskCheck[] => [
    { figure: `best step ${figure} now`, shown: now, model, input: input[0], answerOf },
    { figure: `best step ${figure} after`, shown: then, model, input: input[1], answerOf },
  ];
  const margin = [marginInput(account), marginInput(account, after)] as const;
  const tail = [tailInput(account, 0.95), tailInput(account, 0.95, exposures)] as const;
  return [
    ...pair('margin', bestStep.marginRatio, 'liquidation-price', margin, finiteWorstRatio),
    ...pair('liq dist', bestStep.liquidationDistance, 'liquidation-price', margin, leastDistance),
    ...pair('VaR 95', bestStep.valueAtRisk, 'portfolio-var', tail, ({ ratioOfEquity }) => ratioOfEquity),
  ];
}

const numberOrNull = (text: string | null): number | null => (text === null ? null : Number(text));
