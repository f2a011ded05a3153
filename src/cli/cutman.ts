#!/usr/bin/env node
// The command line: what people and supervisors type. Each command loads only what it needs, so that `calc` and `config` start at once.
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { parseDuration } from '../../config/duration.ts';
import type { DemoOptions } from './demo-command.ts';
import { EXIT } from './exit-codes.ts';
import { keepCompiledModules, keepYoungHeapSmall } from './lean-process.ts';
import type { StartOptions } from './load-installation.ts';
import { productVersion } from './version.ts';

const out = {
  stdout: (text: string): void => void process.stdout.write(text),
  stderr: (text: string): void => void process.stderr.write(text),
};

const whole = (text: string): number => {
  if (!/^\d{1,10}$/.test(text)) throw new InvalidArgumentError('give a whole number, 0 or more.');
  return Number(text);
};
/** The generators take 32 bits. */
const seed = (text: string): number => {
  if (!/^\d{1,10}$/.test(text) || Number(text) > 4_294_967_295)
    throw new InvalidArgumentError('give a whole number from 0 to 4294967295.');
  return Number(text);
};
const named = (text: string): string => {
  if (text.trim() === '') throw new InvalidArgumentError('give a name.');
  return text;
};
const factor = (text: string): number => {
  const value = Number(text);
  if (!/^\d{1,7}(\.\d{1,3})?$/.test(text) || !Number.isFinite(value))
    throw new InvalidArgumentError('give a number, 0 or more.');
  return value;
};
const time = (text: string): number => {
  const milliseconds = parseDuration(text);
  if (milliseconds === undefined) throw new InvalidArgumentError('give a duration, such as 10m, 3h or 2d.');
  return milliseconds;
};
const collect = (value: string, before: readonly string[] = []): readonly string[] => [...before, value];

const program = new Command('cutman')
  .description(
    'Stands in the corner of leveraged crypto positions: watches, warns, proposes the cut, executes what a person approves.',
  )
  .version(productVersion(), '-V, --version', 'the version')
  .addHelpText(
    'after',
    '\nExit codes: 0 fine · 1 a fault · 2 bad arguments or input · 3 configuration ·\n4 another cutman on the same data folder · 5 a check found something wrong',
  )
  .exitOverride()
  .showHelpAfterError('Try --help.')
  .configureOutput({ writeOut: out.stdout, writeErr: out.stderr })
  .enablePositionalOptions();

const withInstallation = (command: Command): Command =>
  command
    .option('--config <file>', 'your configuration (instead of CUTMAN_CONFIG)', named)
    .option('--data <folder>', 'the data folder (instead of CUTMAN_DATA_DIR)', named);

const withMarket = (command: Command): Command =>
  withInstallation(command)
    .addOption(new Option('--feed <name>', 'paper prices').choices(['synthetic', 'replay', 'live']))
    .option(
      '--file <csv>',
      'candles to replay: ts,open,high,low,close,volume; again for each further symbol',
      collect,
    )
    .option('--seed <n>', 'seed of the simulated market and of ids: the run repeats', seed)
    .option('--speed <factor>', 'market time over real time; 0 is as fast as it goes', factor);

withMarket(program.command('start').description('run the desk (paper by default)'))
  .option('--until <duration>', 'stop after so much market time', time)
  .option('--from <duration>', 'replay: begin so much after the first candle', time)
  .option('--json', 'piped chat as one JSON object a line')
  .action(async (options: StartOptions & { until?: number; from?: number; json?: boolean }) => {
    keepYoungHeapSmall();
    const { startCommand } = await import('./start-command.ts');
    process.exitCode = await startCommand(options);
  });

withMarket(
  program
    .command('demo')
    .description('the whole story by itself in under a minute: crash, alert, approval, kill switch, report'),
)
  .addOption(
    new Option('--exchange <name>', 'loopback: in real mode, against an exchange on this machine').choices([
      'loopback',
    ]),
  )
  .action(async (options: DemoOptions) => {
    const { demoCommand } = await import('./demo-command.ts');
    process.exitCode = await demoCommand(options, out);
  });

withInstallation(
  program
    .command('kill')
    .description('pull the kill switch and flatten everything, also when no chat answers'),
)
  .option('--reason <text>', 'why, for the journal', 'asked on the command line')
  .action(async (options: StartOptions & { reason: string }) => {
    const { killCommand } = await import('./kill-command.ts');
    process.exitCode = await killCommand(options, out);
  });

program
  .command('calc')
  .description('one risk model: JSON on standard input, JSON on standard output')
  .argument('[model]', 'the model; --list names them all')
  .option('--list', 'every model with what it answers')
  .option('--schema', 'JSON schemas of the input and the output')
  .option('--json', 'with --list: as JSON')
  .action(async (_model: string | undefined, _options: unknown, command: Command) => {
    const { runCalc } = await import('./calc/run-calc.ts');
    const answer = await runCalc(rawArguments(command), readStdin);
    out.stdout(answer.stdout);
    process.exitCode = answer.exitCode;
  });

program
  .command('check-risk')
  .description('every figure of /risk computed again by calc: what /api/risk answers on standard input')
  .option('--json', 'as JSON')
  .option('--inputs <folder>', 'also write the input of each model there, to run them by hand')
  .action(async (options: { json?: boolean; inputs?: string }) => {
    const { checkRiskCommand } = await import('./check-risk/check-risk-command.ts');
    process.exitCode = await checkRiskCommand(readStdin, options, out);
  });

const config = program.command('config').description('check or show the configuration');
for (const name of ['check', 'show'] as const) {
  withInstallation(config.command(name))
    .description(
      name === 'check' ? 'every problem with its line' : 'every value in force, and where it comes from',
    )
    .option('--json', 'as JSON')
    .action(async (options: StartOptions & { json?: boolean }) => {
      const { configCheck, configShow } = await import('./config-command.ts');
      process.exitCode = (name === 'check' ? configCheck : configShow)(
        process.env,
        options,
        out,
        options.json === true,
      );
    });
}

const journal = program.command('journal').description('the audit trail');
withInstallation(
  journal
    .command('verify')
    .description('check the chain of every line; exit 5 and the first broken line otherwise'),
)
  .option('--json', 'as JSON')
  .action(async (options: StartOptions & { json?: boolean }) => {
    const { journalVerify } = await import('./journal-command.ts');
    process.exitCode = await journalVerify(options, out);
  });
withInstallation(journal.command('show').description('the last lines'))
  .option('-n, --lines <n>', 'how many', whole, 20)
  .option('--json', 'as they stand in the file')
  .action(async (options: StartOptions & { lines: number; json?: boolean }) => {
    const { journalShow } = await import('./journal-command.ts');
    process.exitCode = await journalShow(options, out);
  });

withInstallation(program.command('doctor').description('check the whole installation and say how to mend it'))
  .option('--json', 'as JSON')
  .action(async (options: StartOptions & { json?: boolean }) => {
    const { doctorCommand } = await import('./doctor-command.ts');
    process.exitCode = await doctorCommand(options, out);
  });

withInstallation(
  program.command('enrol').description('set up one-time codes for a person: a QR code for the authenticator'),
)
  .argument('<name>', 'a name from people')
  .option('--force', 'replace the secret that is there')
  .action(async (name: string, options: StartOptions & { force?: boolean }) => {
    const { enrolCommand } = await import('./enrol-command.ts');
    process.exitCode = await enrolCommand(name, options, out);
  });

withInstallation(
  program.command('backup').description('a consistent copy of the data folder, also while the desk runs'),
)
  .argument('<folder>', 'where to; must not exist yet')
  .action(async (folder: string, options: StartOptions) => {
    const { backupCommand } = await import('./backup-command.ts');
    process.exitCode = await backupCommand(folder, options, out);
  });

program
  .command('slack:manifest')
  .description('the Slack app manifest for this version, as JSON')
  .option('--url <address>', 'public address of the http transport; without it Socket Mode')
  .action(async (options: { url?: string }) => {
    const { slackManifestCommand } = await import('./slack-manifest-command.ts');
    process.exitCode = await slackManifestCommand(options, out);
  });

/** What stands behind `calc`, as typed. */
function rawArguments(command: Command): string[] {
  const typed = process.argv.slice(2);
  return typed.slice(typed.indexOf(command.name()) + 1);
}

async function readStdin(): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // Whoever read the answer went away. What runs ends by itself: a desk notices at its terminal and stops cleanly.
  if (error.code !== 'EPIPE') throw error;
});

keepCompiledModules();
try {
  await program.parseAsync(process.argv);
} catch (error) {
  if (!(error instanceof CommanderError)) throw error;
  process.exitCode = error.exitCode === 0 ? EXIT.fine : EXIT.usage;
}
