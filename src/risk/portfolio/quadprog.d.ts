// Types of the quadprog package, which has none of its own. Indices start at 1: entry 0 of every array is unused.
declare module 'quadprog' {
  interface Solution {
    readonly solution: readonly number[];
    readonly message: string;
  }
  const quadprog: {
    solveQP(
      Dmat: readonly ArrayLike<number>[],
      dvec: ArrayLike<number>,
      Amat: readonly ArrayLike<number>[],
      bvec: ArrayLike<number>,
      meq: number,
    ): Solution;
  };
  export default quadprog;
}
