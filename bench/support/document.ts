// Puts figures into docs/performance.md, each table between its own marks, with the machine that they come from.
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, totalmem } from 'node:os';
import { join } from 'node:path';
import { ROOT } from './child.ts';
import { digits, markdownTable, type Report } from './report.ts';

const DOCUMENT = join(ROOT, 'docs/performance.md');

/** Processor, memory, Node, and how busy the machine was: others on it make every figure worse. */
export function machine(): string {
  const processors = cpus();
  const model = processors[0]?.model.trim() ?? 'unknown processor';
  const gigabytes = Math.round(totalmem() / 1_073_741_824);
  const load = digits(loadavg()[0]!);
  return `${processors.length} cores (${model}), ${gigabytes} GB, Node ${process.versions.node}; load ${load} when it began.`;
}

/** Replaces the table of one benchmark. Throws when its marks are missing. */
export function writeFigures(name: string, report: Report): void {
  const text = readFileSync(DOCUMENT, 'utf8');
  const start = `<!-- bench ${name}: start -->`;
  const end = `<!-- bench ${name}: end -->`;
  const from = text.indexOf(start);
  const to = text.indexOf(end);
  if (from < 0 || to < from) throw new Error(`docs/performance.md has no marks for ${name}`);
  const content = `${markdownTable(report)}\n\n${machine()}`;
  writeFileSync(DOCUMENT, `${text.slice(0, from + start.length)}\n${content}\n${text.slice(to)}`);
}
