// Whatever order things happen in: presses of several people on two platforms, typed answers, the end of a card's time, the kill switch
// and restarts. At most one execution a card, never more than was approved, and everybody who pressed was told the truth.
import { Decimal } from 'decimal.js';
import fc from 'fast-check';
import { afterEach, expect, it } from 'vitest';
import { readKey } from '../../src/adapters/journal/journal-key.ts';
import { verifyJournal } from '../../src/adapters/journal/verify-journal.ts';
import { legsOf, type Proposal } from '../../src/domain/proposal.ts';
import { type Face, type Person, propose, slackFace, telegramFace } from './faces.ts';
import { ANN, BOB, EndToEnd, GROUP, KIM, QUIET, STRANGER } from './rig.ts';

/** However the runs go, the file stays light. */
const MOST_MS = 4_000;
const PEOPLE = { ann: ANN, kim: KIM, bob: BOB, stranger: STRANGER } as const;
type Name = keyof typeof PEOPLE;
type Platform = Face['name'];

type Step =
  | {
      readonly kind: 'press';
      readonly on: Platform;
      readonly who: Name;
      readonly label: string;
      readonly card: number;
    }
  | {
      readonly kind: 'type';
      readonly on: Platform;
      readonly who: Name;
      readonly verb: string;
      readonly card: number;
    }
  | { readonly kind: 'rest' | 'restart' | 'expire' }
  | { readonly kind: 'kill'; readonly on: Platform; readonly who: 'ann' | 'kim' };

const on = fc.constantFrom<Platform>('telegram', 'slack');
const who = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom<Name>('ann', 'kim') },
  { weight: 1, arbitrary: fc.constantFrom<Name>('bob', 'stranger') },
);
const card = fc.nat(2);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant('press' as const),
      on,
      who,
      card,
      label: fc.constantFrom('Approve', 'Approve', 'Approve', 'Reject', 'Halve'),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('type' as const),
      on,
      who,
      card,
      verb: fc.constantFrom('approve', 'approve', 'reject'),
    }),
  },
  { weight: 2, arbitrary: fc.constant<Step>({ kind: 'rest' }) },
  { weight: 1, arbitrary: fc.constantFrom<Step>({ kind: 'restart' }, { kind: 'expire' }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('kill' as const), on, who: fc.constantFrom('ann', 'kim') }),
  },
);
const story = fc.record({ proposedOn: on, steps: fc.array(step, { minLength: 2, maxLength: 9 }) });

/** Presses that the platform handed over, and so owes an answer to. */
class Run {
  readonly rig: EndToEnd;
  readonly faces: Readonly<Record<Platform, Face>>;
  readonly presses: {
    readonly step: Extract<Step, { kind: 'press' }>;
    readonly wasAcknowledged: () => boolean;
  }[] = [];
  readonly #told = new Map<string, number>();
  readonly #said: number;
  #codes: string[] = [];
  /** The message that shows a card, also once its buttons are gone. */
  readonly #shown = new Map<string, string>();

  constructor(rig: EndToEnd) {
    this.rig = rig;
    this.faces = { telegram: telegramFace(rig), slack: slackFace(rig) };
    for (const [name, face, person] of this.#ears())
      this.#told.set(`${name}/${face.name}`, face.told(person).length);
    this.#said = rig.telegram.botMessages(GROUP).length;
  }

  async propose(on: Platform): Promise<void> {
    this.#codes = [await propose(this.rig, this.faces[on], KIM, '/cut btc 5')];
  }

  async play(steps: readonly Step[]): Promise<void> {
    for (const each of steps) await this.#take(each);
    await this.rig.settled();
  }

  async #take(each: Step): Promise<void> {
    const { rig } = this;
    switch (each.kind) {
      case 'press':
        return this.#press(each);
      case 'type':
        this.faces[each.on].say(PEOPLE[each.who], `/${each.verb} ${this.#code(each.card)}`);
        return;
      case 'rest':
        return rig.settled();
      case 'restart':
        return rig.restart();
      case 'expire':
        return rig.advance(5 * 60_000 + 1_000);
      case 'kill':
        this.faces[each.on].say(PEOPLE[each.who], '/killswitch');
        return;
      default:
        each satisfies never;
    }
  }

  #press(press: Extract<Step, { kind: 'press' }>): void {
    const code = this.#code(press.card);
    const face = this.faces[press.on];
    const place = `${face.name}/${code}`;
    const shown = face.cards(code).findLast(({ buttons }) => buttons.includes('Approve'));
    const id = shown?.id ?? this.#shown.get(place);
    if (id === undefined) return;
    this.#shown.set(place, id);
    const before = this.rig.slack.deliveries.length;
    face.press(PEOPLE[press.who], id, press.label);
    const delivery = this.rig.slack.deliveries[before];
    this.presses.push({ step: press, wasAcknowledged: () => delivery?.acknowledged ?? true });
  }

  /** The first card of this run, or what came of halving it. */
  #code(index: number): string {
    this.#lookForHalves();
    return this.#codes[index % this.#codes.length]!;
  }

  #lookForHalves(): void {
    for (const { code, content } of this.rig.product.desk.desk.view().proposals) {
      const { reason } = content;
      const isOurs = reason.kind === 'adjusted' && this.#codes.includes(reason.from);
      if (isOurs && !this.#codes.includes(code)) this.#codes.push(code);
    }
  }

  /** The cards of this run as the desk has them now. */
  async cards(): Promise<Proposal[]> {
    this.#lookForHalves();
    const { desk } = this.rig.product.desk;
    const read = await Promise.all(this.#codes.map((code) => desk.proposal(code)));
    return read.map((each) => {
      if (!each.ok) throw new Error('a card was lost');
      return each.value;
    });
  }

  #ears(): [Name, Face, Person][] {
    return (Object.keys(PEOPLE) as Name[]).flatMap((name) =>
      Object.values(this.faces).map((face): [Name, Face, Person] => [name, face, PEOPLE[name]]),
    );
  }

  /** What each person was told alone in this run. */
  heard(): { readonly name: Name; readonly on: Platform; readonly words: readonly string[] }[] {
    return this.#ears().map(([name, face, person]) => ({
      name,
      on: face.name,
      words: face.told(person).slice(this.#told.get(`${name}/${face.name}`)),
    }));
  }

  /** What the group on Telegram was told in this run, answers to typed lines among it. */
  said(): string[] {
    return this.rig.telegram
      .botMessages(GROUP)
      .slice(this.#said)
      .map(({ text }) => text);
  }
}

const PAST: Readonly<Record<string, (card: Proposal) => boolean>> = {
  executed: ({ state }) => state.kind === 'executed',
  'partly executed': ({ state }) => state.kind === 'partial',
  approved: ({ approvals }) => approvals.length > 0,
  'approved, executing': ({ approvals }) => approvals.length > 0,
  aborted: ({ state }) => state.kind === 'aborted',
  rejected: ({ state }) => state.kind === 'rejected',
  expired: ({ state }) => state.kind === 'expired',
  'replaced by another card': ({ state }) => state.kind === 'obsolete' && state.why === 'superseded',
  'voided by the kill switch': ({ state }) => state.kind === 'obsolete' && state.why === 'killed',
};

const decider = ({ state, approvals }: Proposal): string | undefined =>
  state.kind === 'rejected' ? state.by : approvals.at(-1)?.by;

/** Every "already ..." about a card, anywhere, against what became of the card. */
function liesIn(text: string, cards: readonly Proposal[]): string[] {
  return cards.flatMap((each) =>
    [
      ...text.matchAll(
        new RegExp(`${each.code}: already ([a-z, ]+?)(?: by (\\w+))?(?: [\\d:]+|[.,]|$)`, 'gm'),
      ),
    ].flatMap(([said, deed, by]) => {
      const isTrue = PAST[deed!.trim()]?.(each) === true && (by === undefined || by === decider(each));
      return isTrue ? [] : [`${said} — but it is ${JSON.stringify(each.state)}`];
    }),
  );
}

/** Sentences that a press may be answered with, and when each is the truth. */
function isTruth(words: string, name: Name, cards: readonly Proposal[], killed: boolean): boolean {
  if (name === 'bob') return /This needs a trader, you are a viewer|Too many failures/.test(words);
  if (/: already /.test(words)) return liesIn(words, cards).length === 0;
  const approved = cards.some(({ approvals }) => approvals.some(({ by }) => by === name));
  if (/APPROVED|EXECUTING|DONE/.test(words)) return approved;
  const rejected = cards.some(({ state }) => state.kind === 'rejected' && state.by === name);
  if (/[A-Z0-9]{4} rejected$/.test(words)) return rejected;
  const halved = cards.some(
    ({ content }) => content.reason.kind === 'adjusted' && content.reason.by === name,
  );
  if (/The kill switch was pulled by|The kill switch pulled/.test(words)) return killed;
  if (/The time to answer card \w+ ended/.test(words))
    return cards.some(({ state }) => state.kind === 'expired');
  // Halving brings a new card into the room; the presser needs no words of his own.
  if (words === '' || words === '…' || /Cut BTC long/.test(words)) return halved;
  return false;
}

async function fillsOf(rig: EndToEnd, { content }: Proposal) {
  const read = await rig.product.desk.context.accounts[0]!.exchange.fills(0);
  if (!read.ok) throw new Error('the venue does not tell its fills');
  const own = read.value.filter(({ clientOrderId }) => clientOrderId.startsWith(content.nonce));
  return {
    orders: new Set(own.map(({ clientOrderId }) => clientOrderId)).size,
    quantity: own.reduce((sum, fill) => sum.plus(fill.quantity.toString()), new Decimal(0)),
  };
}

const plannedBy = ({ content: { action } }: Proposal): Decimal =>
  legsOf(action).reduce((sum, leg) => sum.plus(leg.quantity), new Decimal(0));

async function judge(run: Run, before: Decimal): Promise<void> {
  const { rig } = run;
  const cards = await run.cards();
  const killed = rig.product.desk.desk.view().latch.state !== 'clear';
  let filled = new Decimal(0);
  for (const each of cards) {
    const { orders, quantity } = await fillsOf(rig, each);
    const enough = each.approvals.length >= each.content.policy.quorum;
    expect(orders, `orders of ${each.code}`).toBeLessThanOrEqual(enough ? 1 : 0);
    expect(quantity.lte(plannedBy(each)), `${each.code} filled ${quantity} of ${plannedBy(each)}`).toBe(true);
    expect(new Decimal(each.outcome?.filled ?? 0).eq(quantity), `${each.code} says what was filled`).toBe(
      true,
    );
    expect(['approved', 'executing', 'unknown', 'needs-person'], each.code).not.toContain(each.state.kind);
    filled = filled.plus(quantity);
  }
  expect(new Decimal(await rig.held('BTCUSDT')).plus(filled).eq(before), 'nothing else was sold').toBe(true);

  for (const { name, on: platform, words } of run.heard()) {
    const own = run.presses.filter(({ step: each }) => each.who === name && each.on === platform);
    if (name === 'stranger') {
      expect(words.join(' '), 'a stranger').not.toMatch(/[A-Z0-9]{4}: |already|APPROVED/);
      continue;
    }
    // Slack also answers typed lines to the person alone, and a Halve with nothing but the new card; Telegram answers presses only.
    const halved = cards.filter(
      ({ content: { reason } }) => reason.kind === 'adjusted' && reason.by === name,
    );
    const owed =
      own.filter(({ wasAcknowledged }) => wasAcknowledged()).length -
      (platform === 'slack' ? halved.length : 0);
    if (platform === 'telegram') expect(words, `answers to ${name} on telegram`).toHaveLength(owed);
    else expect(words.length, `answers to ${name} on slack`).toBeGreaterThanOrEqual(owed);
    for (const each of words)
      expect(isTruth(each, name, cards, killed), `${name} on ${platform}: ${each}`).toBe(true);
  }
  for (const text of run.said()) expect(liesIn(text, cards)).toEqual([]);

  for (const each of cards) {
    const { words } = END[each.state.kind === 'obsolete' ? each.state.why : each.state.kind] ?? {};
    if (words === undefined) continue;
    for (const face of Object.values(run.faces)) {
      const shown = await face.card(each.code, ({ text }) => text.includes(words));
      expect(shown.buttons.includes('Approve'), `${face.name} ${each.code}`).toBe(
        each.state.kind === 'proposed',
      );
    }
  }
  expect(rig.fatal).toEqual([]);
}

const END: Readonly<Record<string, { readonly words: string }>> = {
  executed: { words: 'DONE' },
  rejected: { words: 'REJECTED' },
  expired: { words: 'EXPIRED' },
  aborted: { words: 'ABORTED' },
  superseded: { words: 'REPLACED' },
  killed: { words: 'VOID' },
};

/** The next run begins with nothing waiting and the kill switch re-armed. */
async function afresh(rig: EndToEnd): Promise<void> {
  const { desk } = rig.product.desk;
  for (const { code, state } of desk.view().proposals) {
    if (state.kind === 'proposed') rig.telegram.say(ANN.telegram, ANN.telegram, `/reject ${code}`);
  }
  if (desk.view().latch.state !== 'clear') rig.telegram.say(ANN.telegram, ANN.telegram, '/reset --force');
  await rig.settled();
  await rig.telegram.waitFor(
    () =>
      desk.view().latch.state === 'clear' &&
      desk.view().proposals.every(({ state }) => state.kind !== 'proposed'),
    { for: 'a fresh start' },
  );
}

let rig: EndToEnd;
afterEach(() => rig.close());

it('any interleaving gives one execution at most, and every presser the truth', async () => {
  rig = await EndToEnd.start({
    settings: {
      ...QUIET,
      risk: { ...QUIET.risk, interval: '30s' },
      security: { oneTimeCodes: false },
    },
  });
  let runs = 0;
  let underWay: Promise<void> = Promise.resolve();
  await fc.assert(
    fc.asyncProperty(story, ({ proposedOn, steps }) => {
      underWay = (async () => {
        const before = new Decimal(await rig.held('BTCUSDT'));
        const run = new Run(rig);
        await run.propose(proposedOn);
        await run.play(steps);
        await judge(run, before);
        await afresh(rig);
        runs += 1;
      })();
      return underWay;
    }),
    { seed: 20_261_121, numRuns: 8, interruptAfterTimeLimit: MOST_MS, endOnFailure: true },
  );
  // When the time is over the last story is still being told: a restart in it would leave nothing to stop.
  await underWay;
  expect(runs).toBeGreaterThan(0);
  await rig.stopProduct();
  const folder = `${rig.dataDir}/journal`;
  expect(verifyJournal(folder, readKey(folder)!)).toMatchObject({ kind: 'sound' });
  await rig.startProduct();
}, 20_000);
