// Which values of the environment are secrets: registered with the log's scrubber before anything else is done with them.
import type { Config } from '../../config/schema.ts';
import { keyVariables } from '../adapters/ccxt/line/key-sentences.ts';
import type { SecretScrubber } from '../adapters/pino/secret-scrubber.ts';

const NAMES = [
  'TELEGRAM_BOT_TOKEN',
  'CUTMAN_TELEGRAM_SECRET',
  'SLACK_BOT_TOKEN',
  'SLACK_APP_TOKEN',
  'SLACK_SIGNING_SECRET',
  'CUTMAN_PASSPHRASE',
  'CUTMAN_HTTP_TOKEN',
] as const;
const ACCOUNT_SECRET = /^CUTMAN_[A-Z0-9_]+_(KEY|SECRET|PASSWORD)$/;

/** The environment as it was at start; empty values count as absent. */
export type Environment = Readonly<Record<string, string | undefined>>;

export function registerSecrets(env: Environment, scrubber: SecretScrubber): void {
  for (const [name, value] of Object.entries(env)) {
    if (value === undefined || value === '') continue;
    if (NAMES.some((known) => known === name) || ACCOUNT_SECRET.test(name)) scrubber.register(value);
  }
}

/** A value that is there and not empty. */
export const secretOf = (env: Environment, name: (typeof NAMES)[number]): string | undefined => {
  const value = env[name]?.trim();
  return value === undefined || value === '' ? undefined : value;
};

/** Whether any account has a key, so that a real exchange could be opened. */
export const hasKeys = (config: Config, env: Environment): boolean =>
  config.accounts.some(({ name }) => (env[keyVariables(name).key] ?? '').trim() !== '');
