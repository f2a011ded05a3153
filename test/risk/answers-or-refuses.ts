// The fuzz rule of every model: on any input whatever it either answers with finite figures or throws a
// ModelInputError that names a path.
import fc from 'fast-check';
import { ModelInputError } from '../../src/risk/model-input-error.ts';

/** Numbers that break things: zeros, signs, extremes, not-numbers, and plain ones. */
export const anyNumber = fc.oneof(
  fc.double(),
  fc.constantFrom(
    0,
    -0,
    1,
    -1,
    0.5,
    1e-320,
    1e308,
    -1e308,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    1e-18,
    1e18,
  ),
  fc.double({ min: 1e-3, max: 1e6, noNaN: true }),
);

export const anySide = fc.constantFrom('long' as const, 'short' as const);

/** Every number inside is finite. `Infinity` may be allowed by name of the field. */
export function assertFinite(value: unknown, allowInfinite: readonly string[] = [], path = ''): void {
  if (typeof value === 'number') {
    if (Number.isFinite(value)) return;
    if (value === Number.POSITIVE_INFINITY && allowInfinite.some((name) => path.endsWith(`.${name}`))) return;
    throw new Error(`${path} came out as ${value}`);
  }
  if (value === null || typeof value !== 'object') return;
  for (const [key, inner] of Object.entries(value)) assertFinite(inner, allowInfinite, `${path}.${key}`);
}

export function answersOrRefuses<T>(
  input: fc.Arbitrary<T>,
  run: (value: T) => unknown,
  { numRuns = 10_000, allowInfinite = [] as readonly string[] } = {},
): void {
  fc.assert(
    fc.property(input, (value) => {
      let output: unknown;
      try {
        output = run(value);
      } catch (error) {
        if (error instanceof ModelInputError && error.path !== '' && error.message !== '') return;
        throw error;
      }
      assertFinite(output, allowInfinite);
    }),
    { numRuns },
  );
}
