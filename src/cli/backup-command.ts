// `cutman backup FOLDER`: a copy that opens like after a crash, taken while the desk runs or not.
import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { copyDatabaseFile } from '../adapters/sqlite/read-only.ts';
import { backupDataFolder } from '../adapters/system/backup-folder.ts';
import type { Output } from './config-command.ts';
import { EXIT } from './exit-codes.ts';
import { dataFolderOf, type StartOptions } from './load-installation.ts';

export async function backupCommand(folder: string, options: StartOptions, out: Output): Promise<number> {
  const from = dataFolderOf(process.env, options);
  if (!existsSync(join(from, 'ledger.db'))) {
    out.stderr(`${from} holds no ledger, so there is nothing to back up. Is this the data folder?\n`);
    return EXIT.usage;
  }
  const databases = ['ledger.db', 'history.db']
    .filter((name) => existsSync(join(from, name)))
    .map((name) => ({ name, save: (file: string) => copyDatabaseFile(join(from, name), file) }));
  const also = readdirSync(from).filter((name) => /^paper-[a-z0-9-]+\.json$/.test(name));
  const done = await backupDataFolder({ from, to: resolve(folder), databases, also });
  if (!done.ok) {
    out.stderr(`The backup failed: ${done.error.message}.\n`);
    return EXIT.failed;
  }
  out.stdout(`Copied ${done.value.join(', ')} to ${resolve(folder)}.\n`);
  return EXIT.fine;
}
