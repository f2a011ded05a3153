// Works on a typed message: talk is left alone, what is not understood is said so, a command runs and its reply goes back.
import { isJob } from '../core/job.ts';
import type { ChatPlatform, IncomingText } from '../core/platform.ts';
import type { Reply } from '../core/reply.ts';
import type { ChatPerson, ChatPorts } from '../core/settings.ts';
import { type Parsed, type ParsedLine, parseLine } from '../reading/parse.ts';
import { wordNotUnderstood } from '../words/word-typing.ts';
import { askingOf, type LineWork, runInOrder } from './line-work.ts';
import { maskLine } from './masking.ts';
import { shownLine } from './run-line.ts';

/** In a private room the slash may be left out. */
export function parseIncoming(incoming: IncomingText, ports: ChatPorts): Parsed {
  const botName = ports.platforms.find((platform) => platform.name === incoming.platform)?.botName;
  return parseLine(incoming.text, {
    catalogue: ports.catalogue,
    slashOptional: incoming.room.isPrivate,
    ...(botName === undefined ? {} : { botName }),
  });
}

export async function workText(
  incoming: IncomingText,
  person: ChatPerson,
  platform: ChatPlatform,
  work: LineWork,
  masked: boolean,
): Promise<void> {
  const { parts } = work;
  const asking = askingOf(incoming, person, parts, masked);
  const parsed = parseIncoming(incoming, parts.ports);
  const before = parts.outbox.planned;
  const isPrivate = incoming.room.isPrivate;
  const bring = (reply: Reply): Promise<void> => parts.answers.bring(reply, asking, platform, before);
  const run = async (line: ParsedLine): Promise<void> => {
    const outcome = await runInOrder(work, line, asking);
    if (!isJob(outcome)) return bring(outcome);
    return parts.runs.follow(outcome, { asking, platform, command: shownLine(line), before });
  };
  switch (parsed.kind) {
    case 'other-bot':
      return;
    case 'talk':
      if (!isPrivate || incoming.text.trim() === '') return;
      return bring(wordNotUnderstood({ kind: 'talk' }, asking.speech));
    case 'unknown':
      if (!isPrivate && parsed.near.length === 0) return;
      return bring(wordNotUnderstood(parsed, asking.speech));
    case 'unreadable':
      // A kill with odd characters behind it is never dropped: it asks what was meant.
      if (parsed.command?.effect !== 'kill') return bring(wordNotUnderstood(parsed, asking.speech));
      return run({ kind: 'command', command: parsed.command, words: ['?'] });
    case 'too-long':
      return bring(wordNotUnderstood(parsed, asking.speech));
    case 'command': {
      const stored = maskLine(incoming, parsed);
      if (stored.masked === true) work.behind(() => removeQuietly(platform, incoming));
      await run(parsed);
      if (parsed.command.effect !== 'read') work.behind(() => parts.outbox.pump());
      return;
    }
    default:
      return parsed satisfies never;
  }
}

async function removeQuietly(platform: ChatPlatform, incoming: IncomingText): Promise<void> {
  await platform.remove(incoming.room.id, incoming.messageId);
}
