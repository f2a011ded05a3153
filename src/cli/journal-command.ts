// `cutman journal verify|show`: is the audit trail whole, and what does it say last. Works while the desk runs.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { dayFiles, readDay } from '../adapters/journal/journal-days.ts';
import { readKey } from '../adapters/journal/journal-key.ts';
import { type Verification, verifyJournal } from '../adapters/journal/verify-journal.ts';
import { journalHeadIn } from '../adapters/sqlite/read-only.ts';
import type { Output } from './config-command.ts';
import { EXIT } from './exit-codes.ts';
import { dataFolderOf, type StartOptions } from './load-installation.ts';

const WHY: Readonly<Record<Extract<Verification, { kind: 'broken' }>['why'], string>> = {
  unreadable: 'it cannot be read',
  changed: 'it was changed, or was written with another key',
  'out-of-order': 'a line before it is missing, or it stands twice',
  chain: 'it does not follow from the line before',
  torn: 'it ends in the middle (a crash while writing; the next start cuts it off and says so)',
};

export async function journalVerify(
  options: StartOptions & { json?: boolean },
  out: Output,
): Promise<number> {
  const dataDir = dataFolderOf(process.env, options);
  const folder = join(dataDir, 'journal');
  const key = readKey(folder);
  if (key === undefined) {
    out.stderr(`${folder} has no journal key, so nothing can be verified. Is this the data folder?\n`);
    return EXIT.usage;
  }
  const ledger = join(dataDir, 'ledger.db');
  const head = existsSync(ledger) ? journalHeadIn(ledger) : undefined;
  const result = verifyJournal(
    folder,
    key,
    head?.ok === true && head.value.sequence > 0 ? head.value : undefined,
  );
  if (options.json === true) out.stdout(`${JSON.stringify(result)}\n`);
  else out.stdout(`${sentence(result)}\n`);
  return result.kind === 'sound' ? EXIT.fine : EXIT.found;
}

function sentence(result: Verification): string {
  switch (result.kind) {
    case 'sound':
      return `The journal is whole: ${result.lines} lines, head ${result.head.mac.slice(0, 12)}.`;
    case 'broken':
      return `The journal is broken at ${result.file} line ${result.line} (sequence ${result.sequence}): ${WHY[result.why]}.`;
    case 'truncated':
      return `The journal was cut off: the ledger knows line ${result.expected.sequence}, the files end at ${result.head.sequence}.`;
    default:
      return result satisfies never;
  }
}

export async function journalShow(
  options: StartOptions & { lines: number; json?: boolean },
  out: Output,
): Promise<number> {
  const folder = join(dataFolderOf(process.env, options), 'journal');
  const days = dayFiles(folder);
  if (days.length === 0) {
    out.stderr(`${folder} holds no journal, so nothing can be shown. Is this the data folder?\n`);
    return EXIT.usage;
  }
  const lines: string[] = [];
  for (const file of [...days].reverse()) {
    lines.unshift(...readDay(folder, file).lines);
    if (lines.length >= options.lines) break;
  }
  for (const line of options.lines === 0 ? [] : lines.slice(-options.lines)) {
    out.stdout(`${options.json === true ? line : readable(line)}\n`);
  }
  return EXIT.fine;
}

function readable(line: string): string {
  try {
    const { seq, at, type, by, data } = JSON.parse(line) as Record<string, unknown>;
    return `${seq} ${new Date(Number(at)).toISOString()} ${type} ${by} ${JSON.stringify(data)}`;
  } catch {
    return line;
  }
}
