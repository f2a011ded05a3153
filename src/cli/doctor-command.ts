// `cutman doctor`: looks at the whole installation, real accounts too, without changing it, and says how to mend what is wrong.
import { accessSync, constants, existsSync, readFileSync, statfsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { readKey } from '../adapters/journal/journal-key.ts';
import { verifyJournal } from '../adapters/journal/verify-journal.ts';
import { parsePreferences } from '../adapters/lowdb/preferences-schema.ts';
import { checkDatabaseFile, journalHeadIn } from '../adapters/sqlite/read-only.ts';
import type { Output } from './config-command.ts';
import { EXIT } from './exit-codes.ts';
import { dataFolderOf, loadInstallation, problemLines, type StartOptions } from './load-installation.ts';

interface Finding {
  readonly part: string;
  readonly state: 'fine' | 'note' | 'wrong';
  readonly detail: string;
}

const LEAST_FREE_BYTES = 200 * 1024 * 1024;

export async function doctorCommand(
  options: StartOptions & { json?: boolean },
  out: Output,
): Promise<number> {
  const findings = [
    nodeVersion(),
    configuration(options),
    ...secrets(process.env),
    ...(await accounts(options)),
    ...dataFolder(dataFolderOf(process.env, options)),
  ];
  if (options.json === true) out.stdout(`${JSON.stringify(findings)}\n`);
  else {
    const marks = { fine: 'ok   ', note: 'note ', wrong: 'WRONG' };
    for (const { part, state, detail } of findings) out.stdout(`${marks[state]} ${part}: ${detail}\n`);
  }
  return findings.some((finding) => finding.state === 'wrong') ? EXIT.found : EXIT.fine;
}

const fine = (part: string, detail: string): Finding => ({ part, state: 'fine', detail });
const note = (part: string, detail: string): Finding => ({ part, state: 'note', detail });
const wrong = (part: string, detail: string): Finding => ({ part, state: 'wrong', detail });

function nodeVersion(): Finding {
  const major = Number(process.versions.node.split('.')[0]);
  if (major >= 24) return fine('node', process.version);
  return wrong('node', `${process.version} is too old; run cutman through npm or npx, which bring Node 24`);
}

function configuration(options: StartOptions): Finding {
  const loaded = loadInstallation(process.env, options);
  if (!loaded.ok) return wrong('configuration', problemLines(loaded.error).replaceAll('\n', '; '));
  const { people, security, mode } = loaded.value.config;
  if (mode === 'real' && !security.oneTimeCodes)
    return wrong('configuration', 'real mode needs security.oneTimeCodes');
  if (people.length === 0)
    return note('configuration', 'right; nobody is in people, so only the terminal is answered');
  return fine('configuration', `right; ${people.length} people`);
}

function secrets(env: NodeJS.ProcessEnv): Finding[] {
  const telegram = env['TELEGRAM_BOT_TOKEN'];
  const findings: Finding[] = [];
  if (telegram === undefined)
    findings.push(note('telegram', 'TELEGRAM_BOT_TOKEN is not set, so Telegram is off'));
  else if (/^\d{5,}:[A-Za-z0-9_-]{20,}$/.test(telegram))
    findings.push(fine('telegram', 'the token has the right shape'));
  else
    findings.push(wrong('telegram', 'TELEGRAM_BOT_TOKEN is not a bot token; copy it again from @BotFather'));
  const bot = env['SLACK_BOT_TOKEN'];
  if (bot === undefined) findings.push(note('slack', 'SLACK_BOT_TOKEN is not set, so Slack is off'));
  else if (env['SLACK_APP_TOKEN'] === undefined && env['SLACK_SIGNING_SECRET'] === undefined) {
    findings.push(wrong('slack', 'SLACK_APP_TOKEN (socket) or SLACK_SIGNING_SECRET (http) is missing'));
  } else findings.push(fine('slack', 'tokens are set'));
  if (env['CUTMAN_HTTP_TOKEN'] === undefined) {
    findings.push(note('admin port', 'CUTMAN_HTTP_TOKEN is not set, so only /healthz answers'));
  }
  return findings;
}

/** Real accounts are asked over the network; without any nothing of ccxt is loaded. */
async function accounts(options: StartOptions): Promise<Finding[]> {
  const loaded = loadInstallation(process.env, options);
  if (!loaded.ok || loaded.value.config.accounts.length === 0) return [];
  const { examineAccounts } = await import('../compose/examine-accounts.ts');
  const found = await examineAccounts(loaded.value.config, process.env);
  return found.map(({ account, state, detail }) => ({ part: `account ${account}`, state, detail }));
}

function dataFolder(path: string): Finding[] {
  if (!existsSync(path)) return [note('data folder', `${path} is not there yet; the first start makes it`)];
  const findings: Finding[] = [];
  try {
    accessSync(path, constants.R_OK | constants.W_OK | constants.X_OK);
    const open = statSync(path).mode & 0o077;
    if (open !== 0) findings.push(wrong('data folder', `others can get into ${path}; run chmod 700 ${path}`));
    else findings.push(fine('data folder', path));
  } catch {
    return [
      wrong('data folder', `${path} cannot be written by this user; give it to the user that runs cutman`),
    ];
  }
  const disk = statfsSync(path);
  const free = disk.bavail * disk.bsize;
  const megabytes = Math.round(free / 1024 / 1024);
  if (free < LEAST_FREE_BYTES)
    findings.push(wrong('disk', `${megabytes} MB are free; make room for at least 200 MB`));
  else findings.push(fine('disk', `${megabytes} MB are free`));
  for (const name of ['ledger.db', 'history.db']) findings.push(database(join(path, name), name));
  findings.push(journal(path), preferences(join(path, 'preferences.json')));
  if (existsSync(join(path, 'KILLED.json')))
    findings.push(note('kill switch', 'it is pulled; /reset in chat clears it'));
  return findings;
}

function database(file: string, name: string): Finding {
  if (!existsSync(file)) return note(name, 'is not there yet');
  const complaint = checkDatabaseFile(file);
  if (complaint === undefined) return fine(name, 'sound');
  return wrong(name, `${complaint}; restore it from a backup (the desk starts in SAFE without it)`);
}

function journal(path: string): Finding {
  const folder = join(path, 'journal');
  const key = existsSync(folder) ? readKey(folder) : undefined;
  if (key === undefined) return note('journal', 'is not there yet');
  const head = existsSync(join(path, 'ledger.db')) ? journalHeadIn(join(path, 'ledger.db')) : undefined;
  const result = verifyJournal(
    folder,
    key,
    head?.ok === true && head.value.sequence > 0 ? head.value : undefined,
  );
  if (result.kind === 'sound') return fine('journal', `whole, ${result.lines} lines`);
  return wrong('journal', 'is not whole; run cutman journal verify, and compare with a backup');
}

function preferences(file: string): Finding {
  if (!existsSync(file)) return note('preferences', 'are not there yet');
  const parsed = parsePreferences(readFileSync(file, 'utf8'));
  if (parsed.kind === 'good') return fine('preferences', 'sound');
  return wrong('preferences', `${parsed.why}; the next start takes the backup or the defaults and says so`);
}
