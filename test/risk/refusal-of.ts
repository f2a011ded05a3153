// Runs a model that must refuse and hands back its error, so that tests can look at code and path.
import { ModelInputError } from '../../src/risk/model-input-error.ts';

export function refusalOf(run: () => unknown): ModelInputError {
  try {
    run();
  } catch (error) {
    if (error instanceof ModelInputError) return error;
    throw error;
  }
  throw new Error('the model answered where it must refuse');
}
