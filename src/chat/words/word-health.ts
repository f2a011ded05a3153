// One line of /health: what it is about, and how that is doing, in the reader's language.
import type { Health, HealthFact } from '../../ports/health.ts';
import type { Speech } from '../core/speech.ts';
import { joinParts } from './wording.ts';

/** Name and detail of one line; what a chat says of itself stands as it is. */
export function wordHealth(health: Health, speech: Speech): readonly [name: string, detail: string] {
  if (!('fact' in health)) return [health.name, health.detail];
  return [nameOf(health.fact, speech), detailOf(health.fact, speech)];
}

function nameOf(fact: HealthFact, { words }: Speech): string {
  const { part } = words.venue;
  switch (fact.kind) {
    case 'store':
    case 'watch':
    case 'queue':
      return part[fact.kind];
    case 'heard':
      return `${part.heard[fact.stream]} ${fact.account}`;
    case 'halted':
      return `${part.halted} ${fact.symbol}`;
    default:
      return `${part[fact.kind]} ${fact.account}`;
  }
}

function detailOf(fact: HealthFact, { words, format }: Speech): string {
  const say = words.venue;
  const time = (milliseconds: number): string => format.duration(Math.max(0, milliseconds));
  switch (fact.kind) {
    case 'exchange':
      return joinParts(
        say.answers(fact.venue),
        fact.latencyMs === undefined ? undefined : speedOf(fact.latencyMs),
      );
    case 'outage':
      return say.silentFor(fact.venue, time(fact.sinceMs), words.said(fact.why));
    case 'maintenance':
      return joinParts(
        say.worksFor(time(fact.sinceMs)),
        fact.detail === '' ? undefined : words.said(fact.detail),
      );
    case 'closing':
      return say.fromTo(format.dateAndClock(fact.from), format.dateAndClock(fact.until));
    case 'requests':
      return joinParts(
        say.speed(speedOf(fact.figures.p50Ms), speedOf(fact.figures.p99Ms)),
        fact.figures.failed === 0 ? undefined : say.failedOf(fact.figures.failed, fact.figures.count),
      );
    case 'weight':
      return say.used(format.count(fact.weight.used), format.count(fact.weight.limit));
    case 'clock':
      return say.agrees(speedOf(Math.abs(fact.offMs)), time(fact.agoMs));
    case 'prices':
      return fact.ageMs === undefined ? say.none : say.old(time(fact.ageMs));
    case 'stream':
      return joinParts(
        say.stateFor(say.states[fact.state], time(fact.sinceMs)),
        fact.why && words.said(fact.why),
      );
    case 'heard':
      return fact.ageMs === undefined
        ? say.none
        : say.messages(format.count(fact.messages), time(fact.ageMs));
    case 'halted':
      return say.stillFor(time(fact.sinceMs));
    case 'store':
      return fact.fault ?? say.line(format.count(fact.sequence ?? 0));
    case 'watch':
      return fact.agoMs === undefined ? say.none : say.checked(time(fact.agoMs));
    case 'queue':
      return say.waiting(fact.waiting);
    default:
      return fact satisfies never;
  }
}

/** Speeds are told in milliseconds, which everybody reads: `12 ms`. */
const speedOf = (milliseconds: number): string => `${Math.round(milliseconds)} ms`;
