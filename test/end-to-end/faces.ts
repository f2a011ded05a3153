// The group on Telegram and the channel on Slack in the same words, so that a test says what people do and see wherever they are.
import { CHANNEL, type EndToEnd, GROUP, KIM } from './rig.ts';

export interface Person {
  readonly telegram: number;
  readonly slack: string;
}

/** A card as everybody in the room sees it now. */
export interface SeenCard {
  readonly id: string;
  readonly text: string;
  readonly buttons: readonly string[];
  /** How often it was changed in place. */
  readonly edits: number;
}

export interface Face {
  readonly name: 'telegram' | 'slack';
  say(person: Person, line: string): void;
  /** The messages in the room that show a card with this code, oldest first. */
  cards(code: string): SeenCard[];
  /** The newest of them, once `shows` is true of it. */
  card(code: string, shows?: (card: SeenCard) => boolean): Promise<SeenCard>;
  /** Presses by label, on the message with this id; also a label that the message has lost since. */
  press(person: Person, id: string, label: string): void;
  /** Presses with made-up data instead of the button's. */
  forge(person: Person, id: string, data: string): void;
  /** Everything that this person alone was told in the room, oldest first. */
  told(person: Person): string[];
  /** Presses and waits for what the presser alone is told. */
  ask(person: Person, id: string, label: string): Promise<string>;
  /** The next thing that this person alone is told after `before` things. */
  next(person: Person, before: number): Promise<string>;
}

type Doing = Pick<Face, 'name' | 'say' | 'cards' | 'press' | 'forge' | 'told'> & {
  readonly waitFor: EndToEnd['telegram']['waitFor'];
};

function face(doing: Doing): Face {
  const { waitFor, ...rest } = doing;
  const next: Face['next'] = async (person, before) => {
    const words = await waitFor(
      () => doing.told(person)[before] !== undefined && { text: doing.told(person)[before]! },
      {
        for: `words to one person on ${doing.name}`,
      },
    );
    return words.text;
  };
  return {
    ...rest,
    next,
    card: (code, shows = () => true) =>
      waitFor(() => doing.cards(code).findLast(shows), { for: `card ${code} on ${doing.name}` }),
    ask(person, id, label) {
      const before = doing.told(person).length;
      doing.press(person, id, label);
      return next(person, before);
    },
  };
}

export function telegramFace({ telegram }: EndToEnd): Face {
  return face({
    name: 'telegram',
    waitFor: (probe, options) => telegram.waitFor(probe, options),
    say: (person, line) => void telegram.say(person.telegram, GROUP, line),
    cards: (code) =>
      telegram
        .botMessages(GROUP)
        .filter((message) => message.text.includes(code) && !message.text.includes('Goes on below'))
        .map((message) => ({
          id: String(message.id),
          text: message.text,
          buttons: message.buttons.flat(),
          edits: message.edits.length,
        })),
    press: (person, id, label) =>
      void telegram.press(person.telegram, GROUP, Number(id), { label, stale: true }),
    forge: (person, id, data) => void telegram.press(person.telegram, GROUP, Number(id), { data }),
    told: (person) =>
      telegram.callbackAnswers.filter((each) => each.userId === person.telegram).map((each) => each.text),
  });
}

export function slackFace({ slack }: EndToEnd): Face {
  return face({
    name: 'slack',
    waitFor: (probe, options) => slack.waitFor(probe, options),
    say: (person, line) => void slack.slash(person.slack, CHANNEL, '/cutman', line.replace(/^\//, '')),
    cards: (code) =>
      slack
        .botMessages(CHANNEL)
        .filter(({ rendered, ephemeralTo }) => ephemeralTo === undefined && rendered.includes(code))
        .map((message) => ({
          id: message.ts,
          text: message.rendered,
          buttons: message.buttons.flat(),
          edits: message.edits.length,
        })),
    press: (person, id, label) => void slack.press(person.slack, CHANNEL, id, { label, stale: true }),
    forge: (person, id, data) => void slack.press(person.slack, CHANNEL, id, { actionId: data, value: data }),
    told: (person) =>
      slack
        .botMessages(CHANNEL)
        .filter(({ ephemeralTo }) => ephemeralTo === person.slack)
        .map(({ rendered }) => rendered),
  });
}

/** Asks for a cut and answers the code of its card, once both rooms show it with its buttons. */
export async function propose(
  rig: EndToEnd,
  by: Face,
  person: Person,
  line = '/cut btc 50',
): Promise<string> {
  const known = new Set(rig.product.desk.desk.view().proposals.map((each) => each.code));
  by.say(person, line);
  const { code } = await rig.telegram.waitFor(
    () => rig.product.desk.desk.view().proposals.find((each) => !known.has(each.code)),
    { for: `a card from ${line}` },
  );
  const waits = (card: SeenCard) => card.buttons.includes('Approve');
  await Promise.all([telegramFace(rig).card(code, waits), slackFace(rig).card(code, waits)]);
  return code;
}

/** Says no to every card that still waits, so that the next test begins with none. */
export async function rejectWaiting(rig: EndToEnd): Promise<void> {
  const { desk } = rig.product.desk;
  for (const { code, state } of desk.view().proposals) {
    if (state.kind === 'proposed') rig.telegram.say(KIM.telegram, KIM.telegram, `/reject ${code}`);
  }
  await rig.settled();
}
