// A return series that any language can rebuild exactly, so that reference numbers can be checked against other tools:
//   def series(seed, n):            # Python
//       x, out = seed, []
//       for _ in range(n):
//           u = []
//           for _ in range(3):
//               x = x * 16807 % 2147483647
//               u.append(x / 2147483647 - 0.5)
//           out.append(0.3 * u[0] * u[1] + 0.04 * u[2] + 0.0005)
//       return numpy.array(out)

/** Skewless, heavy-tailed daily returns of about 2.7 % volatility (Park–Miller minimal standard generator). */
export function series(seed: number, length: number): number[] {
  let x = seed;
  const next = () => {
    x = (x * 16807) % 2147483647;
    return x / 2147483647 - 0.5;
  };
  return Array.from({ length }, () => {
    const a = next();
    const b = next();
    const c = next();
    return 0.3 * a * b + 0.04 * c + 0.0005;
  });
}
