// Rounds a float quantity down to a venue's step with exact decimal arithmetic, so that 0.3 of step 0.1 is three steps.
import { Decimal, floorToStep } from '../../domain/decimal.ts';
import { ModelInputError } from '../model-input-error.ts';

/** The largest multiple of `step` not above `quantity`; the quantity itself without a step. */
export function stepsDown(quantity: number, step: number | string | undefined, path: string): number {
  if (step === undefined) return quantity;
  const size = Number(step);
  if (!Number.isFinite(size) || size <= 0) {
    throw new ModelInputError('NOT_POSITIVE', path, `${path} is ${step}; give a step above 0`);
  }
  // Fifteen digits take off float noise: 0.1 + 0.2 counts as 0.3.
  return floorToStep(new Decimal(quantity.toPrecision(15)), new Decimal(String(step))).toNumber();
}
