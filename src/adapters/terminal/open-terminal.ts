// Opens the terminal chat as the process finds it: a TTY with history and completion, or a pipe that is read to its end.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import type { Language } from '../../chat/format.ts';
import type { ChatPlatform } from '../../chat/platform.ts';
import type { Log } from '../../ports/log.ts';
import { createPipe } from './pipe.ts';
import { createTerminalPlatform } from './terminal-platform.ts';
import { createTty } from './tty.ts';

/** What the terminal may do with time; a scripted run moves it. */
export interface TerminalHands {
  readonly log: Log;
  advance(milliseconds: number): Promise<void>;
  advanceUntil(reached: () => boolean, atMost: number): Promise<void>;
  settled(): Promise<void>;
  now(): number;
}

export interface OpenTerminalOptions {
  readonly hands: TerminalHands;
  readonly input: NodeJS.ReadStream;
  readonly output: NodeJS.WriteStream;
  /** Both ends are a TTY. */
  readonly interactive: boolean;
  readonly json: boolean;
  /** Names of the commands, without slash, for completion. */
  readonly commands: readonly string[];
  /** Symbols of the moment, for completion. */
  readonly symbols: () => readonly string[];
  readonly personId: string;
  /** Tells this run's events from those of other runs on the same data. */
  readonly run: string;
  readonly historyFile?: string;
  readonly language?: Language;
  /** The input has ended and everything is answered, or the person left. */
  readonly onEnd: () => void;
}

/** The longest that `#until` moves market time on. */
const LONGEST_UNTIL_MS = 7 * 86_400_000;

export function openTerminal(options: OpenTerminalOptions): ChatPlatform {
  const { hands, input, output } = options;
  const surface = options.interactive
    ? createTty({
        input,
        output,
        colour: output.hasColors(),
        completions: () => [
          ...options.commands.map((name) => `/${name}`),
          ...options.symbols().flatMap((symbol) => [symbol.toLowerCase(), symbol]),
        ],
        ...historyOf(options),
      })
    : createPipe({
        input,
        output,
        json: options.json,
        settled: () => hands.settled(),
        advance: (by) =>
          typeof by === 'number' ? hands.advance(by) : hands.advanceUntil(by, LONGEST_UNTIL_MS),
      });
  const platform = createTerminalPlatform({
    surface,
    clock: { now: () => hands.now() },
    platformId: options.personId,
    session: options.run,
    ...(options.language === undefined ? {} : { language: options.language }),
  });
  void platform.ended.then(options.onEnd);
  return platform;
}

/** The lines of earlier sessions; a file that cannot be read or written costs the history and nothing else. */
function historyOf({ historyFile, hands }: OpenTerminalOptions) {
  if (historyFile === undefined) return {};
  let history: string[] = [];
  try {
    if (existsSync(historyFile)) history = readFileSync(historyFile, 'utf8').split('\n').filter(Boolean);
  } catch (error) {
    hands.log.warn({ error }, 'the history of the terminal cannot be read');
  }
  return {
    history,
    onHistory: (lines: readonly string[]) => {
      try {
        writeFileSync(historyFile, `${lines.join('\n')}\n`, { mode: 0o600 });
      } catch (error) {
        hands.log.warn({ error }, 'the history of the terminal cannot be written');
      }
    },
  };
}
