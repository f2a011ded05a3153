// Which chats are connected: those whose secrets are there. Each is loaded only then.
import type { Config } from '../../config/schema.ts';
import type { Command } from '../chat/core/command.ts';
import type { ChatPlatform } from '../chat/core/platform.ts';
import { wordsOf } from '../chat/core/speech.ts';
import { failure, type Result, success } from '../domain/result.ts';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import { telegramMenus } from './chat-settings.ts';
import { type Environment, secretOf } from './secrets.ts';
import type { StartProblem } from './start-problem.ts';

export interface PlatformParts {
  readonly config: Config;
  readonly env: Environment;
  readonly catalogue: readonly Command[];
  readonly clock: Clock;
  readonly log: Log;
}

export async function openPlatforms(
  parts: PlatformParts,
): Promise<Result<readonly ChatPlatform[], StartProblem>> {
  const platforms: ChatPlatform[] = [];
  const { env } = parts;
  if (secretOf(env, 'TELEGRAM_BOT_TOKEN') !== undefined) {
    const telegram = await openTelegramPlatform(parts);
    if (!telegram.ok) return telegram;
    platforms.push(telegram.value);
  }
  if (secretOf(env, 'SLACK_BOT_TOKEN') !== undefined) {
    const slack = await openSlackPlatform(parts);
    if (!slack.ok) return slack;
    platforms.push(slack.value);
  }
  return success(platforms);
}

async function openTelegramPlatform({
  config,
  env,
  catalogue,
  clock,
  log,
}: PlatformParts): Promise<Result<ChatPlatform, StartProblem>> {
  const { apiRoot, chats, webhook } = config.chat.telegram;
  const secret = secretOf(env, 'CUTMAN_TELEGRAM_SECRET');
  if (webhook !== null && secret === undefined) {
    return failure({
      kind: 'config',
      message:
        'Telegram webhook mode needs CUTMAN_TELEGRAM_SECRET: without it anybody could send commands. Set it, or leave webhook null to poll.',
    });
  }
  const { openTelegram } = await import('../adapters/telegram/open-telegram.ts');
  try {
    return success(
      openTelegram({
        token: secretOf(env, 'TELEGRAM_BOT_TOKEN')!,
        apiRoot,
        chats,
        clock,
        log,
        languageCommands: telegramMenus(config, catalogue),
        now: Date.now,
        ...(webhook === null ? {} : { webhook: webhookAddress(webhook, secret) }),
      }),
    );
  } catch (error) {
    return failure({ kind: 'config', message: `Telegram cannot be set up: ${(error as Error).message}.` });
  }
}

/** Without `url` the operator registers the webhook; with it the desk does, at every start. */
function webhookAddress(
  { url, ...place }: NonNullable<Config['chat']['telegram']['webhook']>,
  secret: string | undefined,
) {
  return { ...place, secret, ...(url === undefined ? {} : { url }) };
}

async function openSlackPlatform({
  config,
  env,
  clock,
  log,
}: PlatformParts): Promise<Result<ChatPlatform, StartProblem>> {
  const { apiUrl, transport, host, port, channels } = config.chat.slack;
  const appToken = secretOf(env, 'SLACK_APP_TOKEN');
  const signingSecret = secretOf(env, 'SLACK_SIGNING_SECRET');
  if (transport === 'socket' && appToken === undefined) {
    return failure({
      kind: 'config',
      message:
        'Slack Socket Mode needs SLACK_APP_TOKEN (xapp-...). Set it, or choose chat.slack.transport: http.',
    });
  }
  if (transport === 'http' && signingSecret === undefined) {
    return failure({
      kind: 'config',
      message: 'Slack over HTTP needs SLACK_SIGNING_SECRET: without it anybody could send commands.',
    });
  }
  const { openSlack } = await import('../adapters/slack/open-slack.ts');
  return success(
    openSlack({
      botToken: secretOf(env, 'SLACK_BOT_TOKEN')!,
      ...(appToken === undefined ? {} : { appToken }),
      ...(signingSecret === undefined ? {} : { signingSecret }),
      apiUrl,
      transport,
      host,
      port,
      channels,
      clock,
      log,
      now: Date.now,
    }),
  );
}

/** Commands as menus and manifests show them. */
export const shownCommands = (catalogue: readonly Command[]): { name: string; description: string }[] =>
  catalogue
    .filter((command) => command.hidden !== true)
    .map((command) => ({ name: command.name, description: wordsOf('en').help[command.help] }));
