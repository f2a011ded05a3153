// Convex quadratic programs behind one plain function; the only file that knows the quadprog package
// (Goldfarb and Idnani 1983, as in R). It counts from 1, changes its input and reports trouble in prose: all hidden here.
import quadprog from 'quadprog';

export interface Constraint {
  /** Coefficients by variable; absent ones are 0. */
  readonly terms: readonly (readonly [variable: number, coefficient: number])[];
  /** Σ terms ≥ bound, or = bound for equalities. */
  readonly bound: number;
}

export type QuadraticSolution =
  | { readonly kind: 'solved'; readonly x: Float64Array }
  | { readonly kind: 'infeasible' }
  | { readonly kind: 'singular' };

/** Minimises ½·x'·Q·x subject to equalities and inequalities. Q symmetric positive definite, all input finite. */
export function minimiseQuadratic(
  q: readonly ArrayLike<number>[],
  equalities: readonly Constraint[],
  inequalities: readonly Constraint[],
): QuadraticSolution {
  const n = q.length;
  const all = [...equalities, ...inequalities];
  const dmat = [new Float64Array(n + 1)];
  for (const row of q) {
    const shifted = new Float64Array(n + 1);
    shifted.set(row, 1);
    dmat.push(shifted);
  }
  const amat = Array.from({ length: n + 1 }, () => new Float64Array(all.length + 1));
  const bvec = new Float64Array(all.length + 1);
  for (const [column, { terms, bound }] of all.entries()) {
    bvec[column + 1] = bound;
    for (const [variable, coefficient] of terms) amat[variable + 1]![column + 1]! += coefficient;
  }
  const found = quadprog.solveQP(dmat, new Float64Array(n + 1), amat, bvec, equalities.length);
  if (found.message.includes('positive definite')) return { kind: 'singular' };
  if (found.message !== '') return { kind: 'infeasible' };
  const x = Float64Array.from({ length: n }, (_, i) => found.solution[i + 1] ?? Number.NaN);
  return x.every(Number.isFinite) ? { kind: 'solved', x } : { kind: 'singular' };
}
