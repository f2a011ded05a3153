// Which model of `cutman calc` answers which figure of /risk, and with what input: the whole screen as a list of checks.
import {
  hasEquity,
  heldReturns,
  leastDistance,
  marginInput,
  type Printed,
  type RiskCheck,
  ratioOf,
  tailInput,
  worstRatio,
} from './check-inputs.ts';
import type { AssessedAccount } from './risk-document.ts';
import { stepChecks } from './step-checks.ts';

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

const numberOrNull = (text: string | null): number | null => (text === null ? null : Number(text));
