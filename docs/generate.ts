// Writes the parts of the documents that come from code: the command table, the refusals, the models, the transcript, the picture of the chat. `npm run docs` runs it; a test compares.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { commands } from '../commands/index.ts';
import { wordsOf } from '../src/chat/core/speech.ts';
import { REFUSAL_MEANING } from '../src/domain/refusal.ts';
import { chatPicture } from './chat-picture.ts';
import { modelsPage } from './models/render.ts';

const root = resolve(import.meta.dirname, '..');

/** Replaces what stands between `<!-- name: start -->` and `<!-- name: end -->`. Throws when the marks are missing. */
function fill(text: string, name: string, content: string): string {
  const start = `<!-- ${name}: start -->`;
  const end = `<!-- ${name}: end -->`;
  const from = text.indexOf(start);
  const to = text.indexOf(end);
  if (from < 0 || to < from) throw new Error(`the marks of ${name} are missing`);
  return `${text.slice(0, from + start.length)}\n${content}\n${text.slice(to)}`;
}

const ROLES = { viewer: 'to look', trader: 'to act', admin: 'to set up' } as const;
const shown = commands.filter((command) => command.hidden !== true);

/** One row a role; the whole table is a page of its own. */
function commandTable(): string {
  const rows = Object.entries(ROLES).map(([role, purpose]) => {
    const names = shown.filter((command) => command.role === role).map(({ name }) => `\`/${name}\``);
    return `| ${role}, ${purpose} | ${names.join(' ')} |`;
  });
  return ['| role | commands |', '| --- | --- |', ...rows].join('\n');
}

function commandPage(): string {
  const { help } = wordsOf('en');
  const rows = shown.map(
    ({ name, role, help: key, examples }) =>
      `| \`/${name}\` | ${role} | ${help[key]} | ${examples.map((each) => `\`${each}\``).join(' ')} |`,
  );
  return [
    '# Commands',
    '',
    'Every command, as typed in Telegram, Slack or the terminal. A trader may do all that a viewer may, an admin all of it; `/help NAME` says the same in chat.',
    '',
    '| command | role | what | examples |',
    '| --- | --- | --- | --- |',
    ...rows,
    '',
  ].join('\n');
}

function refusalTable(): string {
  const rows = Object.entries(REFUSAL_MEANING).map(([code, meaning]) => `| \`${code}\` | ${meaning} |`);
  return [
    '# Refusals',
    '',
    'Every way in which the desk says no. In chat each comes with its numbers and what to do next; `/help CODE` explains one.',
    '',
    '| code | meaning |',
    '| --- | --- |',
    ...rows,
    '',
  ].join('\n');
}

/** What the terminal shows for these lines on a fresh seeded desk. */
function transcript(): string {
  const data = mkdtempSync(join(tmpdir(), 'cutman-docs-'));
  try {
    const output = execFileSync(
      process.execPath,
      ['src/cli/cutman.ts', 'start', '--seed', '1', '--data', data],
      {
        cwd: root,
        input: '#wait 10s\n/risk\n/cut btc 50\n/approve\n',
        encoding: 'utf8',
        env: { PATH: process.env['PATH'], LOG_LEVEL: 'fatal', NO_COLOR: '1' },
      },
    );
    const from = output.indexOf('> /risk');
    const to = output.indexOf('> /approve');
    return ['```', output.slice(from, to).trimEnd(), '```'].join('\n');
  } finally {
    rmSync(data, { recursive: true, force: true });
  }
}

/** The whole demonstration as it is printed, as fast as the machine can tell it. */
function demonstration(): string {
  const data = mkdtempSync(join(tmpdir(), 'cutman-docs-'));
  try {
    return execFileSync(
      process.execPath,
      ['src/cli/cutman.ts', 'demo', '--seed', '1', '--speed', '0', '--data', data],
      {
        cwd: root,
        encoding: 'utf8',
        env: { PATH: process.env['PATH'], LOG_LEVEL: 'fatal', NO_COLOR: '1' },
      },
    );
  } finally {
    rmSync(data, { recursive: true, force: true });
  }
}

/** Path and text of every generated document. */
export async function documents(): Promise<ReadonlyMap<string, string>> {
  const readme = readFileSync(join(root, 'README.md'), 'utf8');
  return new Map([
    ['README.md', fill(fill(readme, 'commands', commandTable()), 'transcript', transcript())],
    ['docs/commands.md', commandPage()],
    ['docs/refusals.md', refusalTable()],
    ['docs/models.md', await modelsPage()],
    ['docs/chat.svg', chatPicture(demonstration())],
  ]);
}

if (process.argv[1] === import.meta.filename) {
  for (const [path, text] of await documents()) writeFileSync(join(root, path), text);
}
