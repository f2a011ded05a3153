// Works on a press: the truth as a toast, the command behind the button run as the presser, its reply where it belongs.
import { success } from '../../domain/result.ts';
import { isJob, type Outcome } from '../core/job.ts';
import type { ChatPlatform, IncomingPress } from '../core/platform.ts';
import type { Reply } from '../core/reply.ts';
import type { ChatPerson } from '../core/settings.ts';
import type { ParsedLine } from '../reading/parse.ts';
import type { Pressed } from './answer.ts';
import { Confirmations } from './confirm.ts';
import { askingOf, isShort, type LineWork, plainReply, runInOrder, toast } from './line-work.ts';
import { lineOf, lookUpPress } from './press.ts';
import { type Asking, runLine, shownLine } from './run-line.ts';

/** A press is answered within this time whatever becomes of it; the rest comes as a message. */
const TOAST_WITHIN_MS = 1_000;

export async function workPress(
  press: IncomingPress,
  person: ChatPerson,
  platform: ChatPlatform,
  work: LineWork,
): Promise<void> {
  const { ports, access, confirmations, answers, outbox, runs } = work.parts;
  const asking = askingOf(press, person, work.parts);
  const { words } = asking.speech;
  const before = outbox.planned;
  const looked = await lookUpPress(press, person, ports, access, asking.speech);
  if (looked.kind === 'refused') {
    if (looked.forged) access.failed(person);
    ports.log.info({ person: person.name, platform: press.platform }, 'a press was refused');
    return platform.answerPress(
      press.pressId,
      toast(`${words.badge[ports.desk.view().mode]} · ${looked.words}`),
    );
  }
  const { row } = looked;
  const question = Confirmations.read(row.command);
  const line = question === undefined ? lineOf(row, ports) : confirmations.take(question.token, person.name);
  const pressed: Pressed = {
    messageId: press.messageId,
    refreshes: row.action === 'refresh' || question !== undefined,
  };
  if (line === undefined || question?.kind === 'cancel') {
    const title =
      question?.kind === 'cancel' && line !== undefined ? words.press.cancelled : words.press.confirmGone;
    await platform.answerPress(press.pressId, toast(title));
    if (question !== undefined) await answers.bring(plainReply(title), asking, platform, before, pressed);
    return;
  }
  const stamped = (text: string): string =>
    text === '' ? '' : toast(`${words.badge[ports.desk.view().mode]} · ${text}`);
  const running = runPressed(press, line, asking, row, question !== undefined, work);
  const soon = await withinASecond(running, work);
  await platform.answerPress(
    press.pressId,
    soon === undefined || isJob(soon) ? words.press.working : stamped(toastOf(soon)),
  );
  const reply = soon ?? (await running);
  if (line.command.effect !== 'read') work.behind(() => outbox.pump());
  if (isJob(reply)) {
    return runs.follow(reply, { asking, platform, command: shownLine(line), before, pressed });
  }
  if (soon !== undefined && !isJob(soon) && isShort(soon) && question === undefined) return;
  await answers.bring(reply, asking, platform, before, pressed);
}

/** A button that is good for one press is used up when its command was let in and done; a kill uses it up at once. */
async function runPressed(
  press: IncomingPress,
  line: ParsedLine,
  asking: Asking,
  row: { readonly id: string; readonly singleUse: boolean },
  confirmed: boolean,
  work: LineWork,
): Promise<Outcome> {
  const { ports, access } = work.parts;
  const use = () =>
    row.singleUse ? ports.store.useButton(row.id, ports.clock.now()) : Promise.resolve(success(true));
  if (line.command.effect === 'kill') {
    const used = await use();
    if (used.ok && !used.value) return plainReply(asking.speech.words.press.used);
    return runInOrder(work, line, asking, confirmed);
  }
  return work.order.run(line, async () => {
    // Others may have pressed while this one stood in line: look again.
    const again = await lookUpPress(press, asking.person, ports, access, asking.speech);
    if (again.kind === 'refused') return { ...plainReply(again.words), tone: 'error' };
    const outcome = await runLine(line, asking, work.parts, confirmed);
    if (isJob(outcome) || outcome.tone !== 'error') await use();
    return outcome;
  });
}

async function withinASecond(running: Promise<Outcome>, { parts }: LineWork): Promise<Outcome | undefined> {
  const enough = new AbortController();
  const late = parts.ports.clock.sleep(TOAST_WITHIN_MS, enough.signal).then(
    () => undefined,
    () => undefined,
  );
  const first = await Promise.race([running, late]);
  enough.abort();
  return first;
}

const toastOf = (reply: Reply): string =>
  isShort(reply) || reply.tone === 'error' ? toast(reply.title) : '';
