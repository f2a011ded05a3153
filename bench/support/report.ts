// What a benchmark hands back, how it looks in a terminal and in docs/performance.md, and the few statistics on the way.

/** One table. The first column says what was measured; the others are aligned to the right. */
export interface Report {
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Sentences under the table: what the columns mean, what could not be measured. */
  readonly notes: readonly string[];
}

export interface Benchmark {
  readonly name: string;
  readonly title: string;
  /** With `quick` it only shows that it runs: few repetitions, small books, and figures that mean nothing. */
  run(options: { readonly quick: boolean }): Promise<Report>;
}

export function median(values: readonly number[]): number {
  return percentile(values, 0.5);
}

/** Nearest rank: a figure that was really measured. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

/** Three significant digits, as people read them: `0.123`, `12.3`, `1,234`. */
export function digits(value: number): string {
  if (!Number.isFinite(value)) return '–';
  if (value >= 100) return Math.round(value).toLocaleString('en-US');
  return value >= 10 ? value.toFixed(1) : value >= 1 ? value.toFixed(2) : value.toFixed(3);
}

export const milliseconds = (value: number): string => `${digits(value)} ms`;
export const megabytes = (bytes: number): string => `${digits(bytes / 1_048_576)} MB`;
export const times = (ratio: number): string => `${digits(ratio)}x`;

/** `< 100 ms, met`; the bound is exclusive. */
export const goal = (value: number, bound: number, shown: (value: number) => string): string =>
  `< ${shown(bound).replace(/\.0+(?= )/, '')}, ${value < bound ? 'met' : 'MISSED'}`;

/** The table for a terminal. */
export function plainTable({ header, rows, notes }: Report): string {
  const all = [header, ...rows];
  const widths = header.map((_, column) => Math.max(...all.map((row) => (row[column] ?? '').length)));
  const lines = all.map((row) =>
    header
      .map((_, column) => {
        const cell = row[column] ?? '';
        return column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!);
      })
      .join('  ')
      .trimEnd(),
  );
  return [...lines, ...notes].join('\n');
}

/** The table for the document. */
export function markdownTable({ header, rows, notes }: Report): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const rule = header.map((_, column) => (column === 0 ? '---' : '---:'));
  return [line(header), line(rule), ...rows.map(line), '', ...notes].join('\n').trimEnd();
}
