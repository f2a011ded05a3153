// The row of the page about exchanges that speaks of a table of faults: it names the number of rows, and the table holds it to that.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The first number in the row of docs/exchanges.md that names this file; undefined when no row does. */
export function countOnPage(file: string): number | undefined {
  const page = readFileSync(join(import.meta.dirname, '../../docs/exchanges.md'), 'utf8');
  const row = page
    .split('\n')
    .find((line) => line.startsWith('|') && line.includes(`\`test/crash/${file}\``));
  const number = /\| (\d+) /.exec(row ?? '')?.[1];
  return number === undefined ? undefined : Number(number);
}
