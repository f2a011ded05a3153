// The long-run sizing rule: base size times risk mode, market regime and slippage decay, inside a limit that shrinks
// while exposure grows fast.
import { requireAmount, requireBetween, requireNonNegative } from '../model-input-error.ts';

export type RiskMode = 'normal' | 'cautious' | 'extreme';
export type TrendRegime = 'RANGING' | 'TRENDING';

export interface AdvancedSizeInput {
  readonly base: number;
  readonly riskMode: RiskMode;
  readonly regime: TrendRegime;
  /** Average slippage of recent fills (0.002 = 0.2 %). */
  readonly averageSlippage: number;
  readonly currentExposure: number;
  readonly maxExposure: number;
  /** Growth of exposure since the last look (0.05 = 5 %); shrinking exposure counts as none. */
  readonly exposureGrowth: number;
}

export interface AdvancedSizeSettings {
  readonly risk: Readonly<Record<RiskMode, number>>;
  readonly regime: Readonly<Record<TrendRegime, number>>;
  readonly slippageThreshold: number;
}

export const ADVANCED_SIZE_SETTINGS: AdvancedSizeSettings = {
  risk: { normal: 1, cautious: 0.5, extreme: 0.25 },
  regime: { RANGING: 0.8, TRENDING: 1.2 },
  slippageThreshold: 0.002,
};

export interface AdvancedSize {
  readonly size: number;
  readonly factors: { readonly risk: number; readonly regime: number; readonly slippage: number };
  /** maxExposure · (1 − growth), growth between 0 and 1. */
  readonly exposureLimit: number;
}

/** Slippage decay is 1 up to the threshold and threshold/average beyond it; the size never takes exposure over the limit. */
export function advancedSize(
  input: AdvancedSizeInput,
  settings: AdvancedSizeSettings = ADVANCED_SIZE_SETTINGS,
): AdvancedSize {
  const base = requireAmount(input.base, 'base');
  const slippage = requireBetween(input.averageSlippage, 'averageSlippagePct', 0, 1);
  const exposure = requireNonNegative(input.currentExposure, 'currentExposure');
  const maxExposure = requireAmount(input.maxExposure, 'maxExposure');
  const growth = Math.min(1, Math.max(0, requireBetween(input.exposureGrowth, 'exposureGrowth', -1e6, 1e6)));
  const { slippageThreshold } = settings;
  const factors = {
    risk: settings.risk[input.riskMode],
    regime: settings.regime[input.regime],
    slippage: slippage <= slippageThreshold ? 1 : slippageThreshold / slippage,
  };
  const exposureLimit = maxExposure * (1 - growth);
  const wanted = base * factors.risk * factors.regime * factors.slippage;
  return { size: Math.min(wanted, Math.max(0, exposureLimit - exposure)), factors, exposureLimit };
}
