// `cutman enrol NAME`: gives a person a secret for one-time codes, shown once as a QR code.
import { join } from 'node:path';
import { TotpCodes } from '../adapters/codes/totp-codes.ts';
import { openDataFolder } from '../adapters/system/data-folder.ts';
import { DurableFile } from '../adapters/system/durable-file.ts';
import type { Output } from './config-command.ts';
import { EXIT } from './exit-codes.ts';
import { loadInstallation, problemLines, type StartOptions } from './load-installation.ts';

export async function enrolCommand(
  name: string,
  options: StartOptions & { force?: boolean },
  out: Output,
): Promise<number> {
  const loaded = loadInstallation(process.env, options);
  if (!loaded.ok) {
    out.stderr(`${problemLines(loaded.error)}\n`);
    return EXIT.config;
  }
  const { config, dataDir } = loaded.value;
  const names = [...config.people.map((person) => person.name), 'you'];
  if (!names.includes(name)) {
    out.stderr(`${name} is not in people. Known: ${names.join(', ')}.\n`);
    return EXIT.usage;
  }
  const folder = openDataFolder(dataDir);
  if (!folder.ok) {
    out.stderr(`The data folder ${dataDir} cannot be used: ${folder.error.message}.\n`);
    return EXIT.failed;
  }
  const path = join(dataDir, 'codes.json');
  const codes = new TotpCodes({ path, file: new DurableFile(path, { mode: 0o600 }) });
  if (codes.enrolled(name) && options.force !== true) {
    out.stderr(
      `${name} has one-time codes already. --force replaces them; the old authenticator entry stops working.\n`,
    );
    return EXIT.usage;
  }
  const done = await codes.enrol(name, Date.now());
  if (!done.ok) {
    out.stderr(`One-time codes could not be set up: ${done.error.message}.\n`);
    return EXIT.failed;
  }
  out.stdout(
    `${done.value.qr}\n${done.value.uri}\n\nScan it with an authenticator app now; it is not shown again.\n`,
  );
  return EXIT.fine;
}
