// Runs the benchmarks: all of them, or those that are named. `--quick` only shows that they run; `--write` puts the figures into the document.
import { parseArgs } from 'node:util';
import { assessment } from './assessment.ts';
import { kill } from './kill.ts';
import { latency } from './latency.ts';
import { memory } from './memory.ts';
import { riskModels } from './risk-models.ts';
import { startup } from './startup.ts';
import { machine, writeFigures } from './support/document.ts';
import { type Benchmark, plainTable } from './support/report.ts';
import { watch } from './watch.ts';

const BENCHMARKS: readonly Benchmark[] = [latency, assessment, watch, startup, memory, kill, riskModels];
const NAMES = BENCHMARKS.map(({ name }) => name);

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { quick: { type: 'boolean', default: false }, write: { type: 'boolean', default: false } },
});
const unknown = positionals.filter((name) => !NAMES.includes(name));
if (unknown.length > 0) {
  console.error(`There is no benchmark ${unknown.join(', ')}. There are: ${NAMES.join(', ')}.`);
  process.exit(2);
}
console.log(machine());
for (const benchmark of BENCHMARKS) {
  if (positionals.length > 0 && !positionals.includes(benchmark.name)) continue;
  const report = await benchmark.run({ quick: values.quick });
  console.log(`\n${benchmark.title} (${benchmark.name})\n\n${plainTable(report)}`);
  if (values.write && !values.quick) writeFigures(benchmark.name, report);
}
