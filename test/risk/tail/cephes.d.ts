// The part of cephes that the tests compare with; the package's own types are not reachable from an ES module import.
declare module 'cephes' {
  const cephes: {
    readonly compiled: Promise<void>;
    /** Normal quantile, complementary error function, logarithm of the gamma function. */
    ndtri(p: number): number;
    erfc(x: number): number;
    lgam(x: number): number;
    /** Regularised incomplete beta function. */
    incbet(a: number, b: number, x: number): number;
  };
  export default cephes;
}
