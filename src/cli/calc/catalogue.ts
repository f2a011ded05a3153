// Every model of `cutman calc`, in the order of --list. A model is its own file, named after it, and one line here.
import { advancedSize } from './advanced-size.ts';
import { brackets } from './brackets.ts';
import { correlatedLiquidation } from './correlated-liquidation.ts';
import { correlation } from './correlation.ts';
import { correlationLimitModel } from './correlation-limit.ts';
import { crossAnalysis } from './cross-analysis.ts';
import type { CalcModel } from './define-calc.ts';
import { dynamicLeverageModel } from './dynamic-leverage.ts';
import { emergencyAssessment } from './emergency-assessment.ts';
import { exposure } from './exposure.ts';
import { fixedFractional } from './fixed-fractional.ts';
import { garch } from './garch.ts';
import { halt } from './halt.ts';
import { indicatorsModel } from './indicators.ts';
import { isolatedAllocation } from './isolated-allocation.ts';
import { kelly } from './kelly.ts';
import { leverageBacktestModel } from './leverage-backtest.ts';
import { leverageEffects } from './leverage-effects.ts';
import { liquidationPrice } from './liquidation-price.ts';
import { liquidationProbabilityModel } from './liquidation-probability.ts';
import { liquidationRisk } from './liquidation-risk.ts';
import { margin } from './margin.ts';
import { marginModeCompare } from './margin-mode-compare.ts';
import { marketRegimeModel } from './market-regime.ts';
import { monteCarloModel } from './monte-carlo.ts';
import { multiTimeframe } from './multi-timeframe.ts';
import { optimisePortfolioModel } from './optimise-portfolio.ts';
import { orderCheck } from './order-check.ts';
import { performanceModel } from './performance.ts';
import { portfolioVar } from './portfolio-var.ts';
import { positionTrack } from './position-track.ts';
import { realisedVolatilityModel } from './realised-volatility.ts';
import { rebalanceModel } from './rebalance.ts';
import { riskBudgetModel } from './risk-budget.ts';
import { rolling } from './rolling.ts';
import { signalsModel } from './signals.ts';
import { slippage } from './slippage.ts';
import { smallestCut } from './smallest-cut.ts';
import { stops } from './stops.ts';
import { strategySize } from './strategy-size.ts';
import { stressModel } from './stress.ts';
import { tailIndexModel } from './tail-index.ts';
import { valueAtRiskModel } from './var.ts';
import { varBacktest } from './var-backtest.ts';
import { volatilitySizing } from './volatility-sizing.ts';

export const CATALOGUE: readonly CalcModel[] = [
  leverageEffects,
  brackets,
  margin,
  liquidationPrice,
  correlatedLiquidation,
  marginModeCompare,
  isolatedAllocation,
  crossAnalysis,
  kelly,
  fixedFractional,
  volatilitySizing,
  advancedSize,
  strategySize,
  liquidationRisk,
  smallestCut,
  emergencyAssessment,
  stops,
  slippage,
  orderCheck,
  halt,
  positionTrack,
  valueAtRiskModel,
  portfolioVar,
  exposure,
  varBacktest,
  performanceModel,
  rolling,
  correlation,
  garch,
  tailIndexModel,
  realisedVolatilityModel,
  dynamicLeverageModel,
  leverageBacktestModel,
  optimisePortfolioModel,
  riskBudgetModel,
  rebalanceModel,
  correlationLimitModel,
  stressModel,
  monteCarloModel,
  liquidationProbabilityModel,
  marketRegimeModel,
  multiTimeframe,
  indicatorsModel,
  signalsModel,
];
