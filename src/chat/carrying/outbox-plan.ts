// Who gets to read an event of the desk: every room, and in private the contact who is called or those who may approve.
import { mayActAs } from '../../domain/actor.ts';
import type { DeskEvent } from '../../domain/event.ts';
import type { Delivery } from '../../ports/chat-store.ts';
import type { OutboxRow } from '../../ports/ledger.ts';
import type { ChatPlatform } from '../core/platform.ts';
import type { ChatPerson, ChatSettings } from '../core/settings.ts';

/** Stands for a person's private room until it is known: opening one is network work and belongs to the delivery. */
const PERSON = 'person ';
export const privately = (platformId: string): string => `${PERSON}${platformId}`;
export const personOf = (room: string): string | undefined =>
  room.startsWith(PERSON) ? room.slice(PERSON.length) : undefined;

/** The card that an event belongs to; other events keep the desk's own topic. */
export function topicOf(row: Pick<OutboxRow, 'topic' | 'event'>): string {
  const { event } = row;
  switch (event.kind) {
    case 'proposal':
      return `proposal:${event.proposal.content.id}`;
    case 'kill':
      return `kill:${event.latch.epoch}`;
    case 'alert':
      return `alert:${event.alert.id}`;
    default:
      return row.topic;
  }
}

/** Later news of the same card make earlier ones needless. */
export const supersedes = (event: DeskEvent): boolean =>
  event.kind === 'proposal' || event.kind === 'kill' || event.kind === 'alert';

/** An alert rings every time it is told; a card and an alert that only changed hands are edited in place. */
export function ringsAnew(event: DeskEvent): boolean {
  if (event.kind === 'proposal') return event.contact !== undefined;
  if (event.kind !== 'alert') return false;
  return event.contact !== undefined || event.alert.state !== 'acknowledged';
}

export function planDeliveries(
  row: OutboxRow,
  platforms: readonly ChatPlatform[],
  settings: ChatSettings,
): Delivery[] {
  const contact = 'contact' in row.event ? row.event.contact : undefined;
  const called = settings.people.filter((person) => person.name === contact);
  return platforms.flatMap((platform) => [
    ...platform.rooms.map((room) => deliveryTo(row, platform.name, room)),
    ...idsOn(platform, [...called, ...approvers(row.event, settings)]).map((id) =>
      deliveryTo(row, platform.name, privately(id)),
    ),
  ]);
}

/** Where an EMERGENCY goes that one platform could not carry: to people in private on platforms that have no room. */
export function planFailover(
  row: OutboxRow,
  failing: string,
  platforms: readonly ChatPlatform[],
  settings: ChatSettings,
): Delivery[] {
  const able = settings.people.filter((person) => mayActAs(person.role, 'trader'));
  return platforms
    .filter((platform) => platform.name !== failing && platform.rooms.length === 0)
    .flatMap((platform) => idsOn(platform, able).map((id) => deliveryTo(row, platform.name, privately(id))));
}

function approvers(event: DeskEvent, settings: ChatSettings): ChatPerson[] {
  if (!settings.approveInPrivate || event.kind !== 'proposal') return [];
  const { role } = event.proposal.content.policy;
  return settings.people.filter((person) => mayActAs(person.role, role));
}

function idsOn(platform: ChatPlatform, people: readonly ChatPerson[]): string[] {
  const ids = people.flatMap((person) => {
    const id = person.platformIds[platform.name];
    return id === undefined || platform.rooms.includes(id) ? [] : [id];
  });
  return [...new Set(ids)];
}

function deliveryTo(row: OutboxRow, platform: string, room: string): Delivery {
  return {
    sequence: row.sequence,
    platform,
    room,
    topic: topicOf(row),
    lane: row.lane,
    state: 'due',
    attempts: 0,
    nextAttemptAt: row.at,
  };
}
