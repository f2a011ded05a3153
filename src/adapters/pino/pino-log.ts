// The operator's log: one JSON line a fact on standard error, scrubbed as finished text so that no shape of object lets a secret through.
import { pino, stdSerializers, stdTimeFunctions } from 'pino';
import type { Log } from '../../ports/log.ts';
import type { SecretScrubber } from './secret-scrubber.ts';
import { type LineSink, StderrSink } from './stderr-sink.ts';

const LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
export type LogLevel = (typeof LEVELS)[number];
const LONGEST_LINE = 64 * 1024;
const LONGEST_SECRET = 512;

export interface LogOptions {
  /** `LOG_LEVEL`; what is not a level counts as info. */
  readonly level?: string;
  readonly scrubber: SecretScrubber;
  readonly sink?: LineSink;
}

const isLevel = (text: string | undefined): text is LogLevel => LEVELS.some((level) => level === text);

/** Never throws and never waits: a log that cannot be written loses lines. */
export function makeLog(options: LogOptions): Log {
  const sink = options.sink ?? exitingSink();
  const { scrubber } = options;
  const stream = {
    write(line: string): void {
      // A secret that a cut goes through is not recognised any more: what stands right before the cut goes too.
      const clean =
        line.length <= LONGEST_LINE
          ? scrubber.scrub(line)
          : `${scrubber.scrub(line.slice(0, LONGEST_LINE)).slice(0, -LONGEST_SECRET)}…\n`;
      sink.write(clean);
    },
  };
  const logger = pino(
    {
      level: isLevel(options.level) ? options.level : 'info',
      base: null,
      timestamp: stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      serializers: { error: stdSerializers.err, err: stdSerializers.err, cause: stdSerializers.err },
    },
    stream,
  );
  const at =
    (level: keyof Log) =>
    (fields: Readonly<Record<string, unknown>>, message: string): void => {
      try {
        logger[level](fields, message);
      } catch {
        // A field that cannot be serialised costs its line, never the work that wanted to tell of it.
        logger[level]({ unserialisable: true }, message);
      }
    };
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}

function exitingSink(): LineSink {
  const sink = new StderrSink();
  process.once('exit', () => sink.drainNow());
  return sink;
}
