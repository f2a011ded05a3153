// A process that commits as fast as it can and says each number once its commit has resolved; its test kills it.
import { entry, proposal } from '../../contracts/ledger-worlds.ts';
import { openInFolder, value } from './open-in-folder.ts';

const folder = process.argv[2] as string;
const { ledger } = await openInFolder(folder, { otherFiles: ['journal/2026-11-21.jsonl'] });
const stored = value(await ledger.proposal('counted'));
for (let version = (stored?.version ?? 0) + 1; ; version += 1) {
  value(
    await ledger.commit([
      { kind: 'proposal', row: proposal('counted', { version }) },
      { kind: 'journal', entry: entry('command', { version }) },
      { kind: 'journal', entry: entry('order-intent', { version }) },
    ]),
  );
  process.stdout.write(`${version}\n`);
  await new Promise((resolve) => setImmediate(resolve));
}
