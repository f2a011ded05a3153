// Runs one parsed command line for one person: age, role, room and arguments are checked here and nowhere else, for text and buttons alike.
import { type Actor, type Ask, mayActAs } from '../../domain/actor.ts';
import type { Latch } from '../../domain/kill-switch.ts';
import type { Mode } from '../../domain/mode.ts';
import type { Refusal } from '../../domain/refusal.ts';
import type { Answer, Desk } from '../../ports/desk.ts';
import type { ChatHealth } from '../../ports/health.ts';
import type { Access } from '../core/access.ts';
import type { Command } from '../core/command.ts';
import { type Cancelled, isJob, type Outcome } from '../core/job.ts';
import type { PlatformName, Room } from '../core/platform.ts';
import type { Button, Reply } from '../core/reply.ts';
import type { ChatPerson, ChatPorts, ChatSettings } from '../core/settings.ts';
import type { Speech } from '../core/speech.ts';
import { type ParsedLine, readArguments } from '../reading/parse.ts';
import { declinedReply } from '../words/word-refusal.ts';
import { wordArgumentProblem } from '../words/word-typing.ts';
import type { Confirmations } from './confirm.ts';

/** One ask of one person, as it came in. */
export interface Asking {
  readonly id: string;
  readonly person: ChatPerson;
  readonly platform: PlatformName;
  readonly platformId: string;
  readonly room: Room;
  readonly messageId: string;
  readonly sentAt: number;
  readonly speech: Speech;
  /** A one-time code was masked before it was stored: after a restart the line cannot be run any more. */
  readonly masked?: boolean;
}

export interface RunParts {
  readonly ports: ChatPorts;
  readonly settings: ChatSettings;
  readonly access: Access;
  readonly confirmations: Confirmations;
  readonly cancelRun: (person: ChatPerson, code: string | undefined) => Cancelled;
  readonly chatHealth: () => Promise<readonly ChatHealth[]>;
}

/** The outcome of the line; never throws, and its work does not either: a bug becomes an incident. */
export async function runLine(
  line: ParsedLine,
  asking: Asking,
  parts: RunParts,
  confirmed = false,
): Promise<Outcome> {
  const { ports } = parts;
  const ask = askOf(asking, ports.clock.now());
  const shown = shownLine(line);
  const caught = (error: unknown): Reply => {
    const incident = ports.ids.nonce().slice(0, 8);
    ports.log.error({ incident, command: shown, error }, 'a command failed');
    ports.desk.note(ask, shown, 'failed');
    ports.onBug?.(error, incident);
    return bugReply(incident, asking.speech);
  };
  try {
    const outcome = refuse(line, asking, parts) ?? (await run(line, asking, ask, parts, confirmed));
    const isRefused = !isJob(outcome) && outcome.tone === 'error';
    ports.desk.note(ask, shown, isRefused ? 'refused' : 'done');
    if (!isJob(outcome)) return outcome;
    return { ...outcome, work: async (following) => outcome.work(following).catch(caught) };
  } catch (error) {
    return caught(error);
  }
}

export function bugReply(incident: string, { words }: Speech): Reply {
  return {
    tone: 'error',
    title: words.bug(incident),
    blocks: [{ kind: 'text', text: words.bugNext }],
    buttons: [],
    audience: 'person',
  };
}

/** What stands against running it at all; nothing stands against the kill switch but the role. */
function refuse(line: ParsedLine, asking: Asking, parts: RunParts): Reply | undefined {
  const { ports, settings, access } = parts;
  const { command } = line;
  const { person, speech, room } = asking;
  const now = ports.clock.now();
  const say = (refusal: Refusal, buttons: Button[] = []): Reply => {
    const reply = declinedReply({ kind: 'refused', refusals: [refusal] }, speech);
    return buttons.length === 0 ? reply : { ...reply, buttons: [buttons] };
  };
  if (!mayActAs(person.role, command.role)) {
    access.failed(person);
    return say({ code: 'NOT_ALLOWED', role: person.role, needed: command.role });
  }
  const ageMs = Math.max(0, now - asking.sentAt);
  if (ageMs > settings.maxCommandAgeMs || asking.masked === true) {
    if (command.effect === 'kill') return killAsksAgain(line, ageMs, speech);
    const again: Button[] =
      command.effect === 'read'
        ? [{ label: speech.words.button.runNow, command: shownLine(line), style: 'plain', singleUse: false }]
        : [];
    return say({ code: 'TOO_OLD', ageMs, limitMs: settings.maxCommandAgeMs }, again);
  }
  if (command.privateOnly === true && !room.isPrivate) {
    return say({ code: 'PRIVATE_ONLY', command: command.name });
  }
  const lockedUntil = access.lockedUntil(person);
  if (command.effect === 'change' && lockedUntil !== undefined) {
    return say({ code: 'LOCKED_OUT', untilMs: lockedUntil });
  }
  const accounts = ports.desk.view().accounts.map((each) => each.name);
  if (line.account !== undefined && !accounts.includes(line.account)) {
    return say({ code: 'ACCOUNT_UNKNOWN', account: line.account, known: accounts });
  }
  return undefined;
}

async function run(
  line: ParsedLine,
  asking: Asking,
  ask: Ask,
  parts: RunParts,
  confirmed: boolean,
): Promise<Outcome> {
  const { ports, settings, access } = parts;
  const read = readArguments(line.command, line.words);
  if (!read.ok) return wordArgumentProblem(line.command, read.problem, asking.speech);
  return await (line.command as Command).run({
    ask,
    args: read.args,
    ...(line.account === undefined ? {} : { account: line.account }),
    desk: watchFailures(ports.desk, () => access.failed(asking.person)),
    preferences: ports.preferences,
    words: asking.speech.words,
    format: asking.speech.format,
    catalogue: ports.catalogue,
    room: { platform: asking.platform, id: asking.room.id, isPrivate: asking.room.isPrivate },
    confirmed,
    confirm: (question) => parts.confirmations.ask(asking.person.name, line, question, asking.speech),
    cancelRun: (code) => parts.cancelRun(asking.person, code),
    chatHealth: parts.chatHealth,
    contacts: settings.contacts,
    version: settings.version,
  });
}

/** A wrong one-time code counts towards the person's lock, whichever command it came with. */
function watchFailures(desk: Desk, failed: () => void): Desk {
  const watched =
    <Given extends unknown[], T>(ask: (...given: Given) => Answer<T>) =>
    async (...given: Given): Answer<T> => {
      const answer = await ask(...given);
      if (!answer.ok && answer.error.kind === 'refused') {
        if (answer.error.refusals.some((each) => each.code === 'CODE_WRONG')) failed();
      }
      return answer;
    };
  const reset = watched<Parameters<Desk['reset']>, Latch>((...given) => desk.reset(...given));
  const switchMode = watched<Parameters<Desk['switchMode']>, Mode>((...given) => desk.switchMode(...given));
  return new Proxy(desk, {
    get(target, name) {
      if (name === 'reset') return reset;
      if (name === 'switchMode') return switchMode;
      const member: unknown = Reflect.get(target, name);
      return typeof member === 'function' ? member.bind(target) : member;
    },
  });
}

function killAsksAgain(line: ParsedLine, ageMs: number, { words, format }: Speech): Reply {
  return {
    tone: 'critical',
    title: words.kill.asksAgain(format.duration(ageMs)),
    blocks: [],
    buttons: [[{ label: words.button.killNow, command: shownLine(line), style: 'danger', singleUse: true }]],
    audience: 'room',
  };
}

/** A platform's clock that runs ahead does not date anything into the future. */
function askOf(asking: Asking, now: number): Ask {
  const actor: Actor = {
    name: asking.person.name,
    role: asking.person.role,
    platform: asking.platform,
    platformId: asking.platformId,
  };
  return { id: asking.id, actor, at: Math.min(asking.sentAt, now), messageId: asking.messageId };
}

/** The line as it may be written down: codes are stars. */
export function shownLine(line: ParsedLine): string {
  const words = line.command.secret === undefined ? line.words : line.words.map(maskCode);
  const account = line.account === undefined ? [] : [`@${line.account}`];
  return [`/${line.command.name}`, ...words, ...account].join(' ');
}

export const maskCode = (word: string): string => (/^\d{4,10}$/.test(word) ? '******' : word);
