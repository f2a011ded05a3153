// What Bolt and its clients want to say goes to the operator's log, quietly and without secrets: what matters is said by
// this adapter in its own words. Bolt's debug lines hold whole messages and are not kept.
import { type Logger, LogLevel } from '@slack/bolt';
import type { Log } from '../../ports/log.ts';
import type { Scrub } from './scrub.ts';

export function boltLogger(log: Log, scrub: Scrub): Logger {
  const keep = (...said: unknown[]): void =>
    log.debug({ said: scrub(said.map(inWords).join(' ')) }, 'from the Slack library');
  const drop = (): void => undefined;
  return {
    debug: drop,
    info: drop,
    warn: keep,
    error: keep,
    setLevel: drop,
    getLevel: () => LogLevel.WARN,
    setName: drop,
  };
}

const inWords = (value: unknown): string =>
  value instanceof Error ? value.message : typeof value === 'string' ? value : 'an object';
