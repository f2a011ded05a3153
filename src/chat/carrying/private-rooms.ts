// The private rooms of people: opened once per platform and remembered, because opening one is network work.
import { mayActAs, type Role } from '../../domain/actor.ts';
import { type Result, success } from '../../domain/result.ts';
import type { ChatPlatform, SendFault } from '../core/platform.ts';
import type { ChatPerson } from '../core/settings.ts';
import { personOf, privately } from './outbox-plan.ts';

export class PrivateRooms {
  readonly #rooms = new Map<string, string>();

  /** The room itself, or the private room of the person that it stands for. */
  async resolve(platform: ChatPlatform, room: string): Promise<Result<string, SendFault>> {
    const person = personOf(room);
    if (person === undefined) return success(room);
    const key = `${platform.name} ${person}`;
    const known = this.#rooms.get(key);
    if (known !== undefined) return success(known);
    const opened = await platform.privateRoom(person);
    if (opened.ok) this.#rooms.set(key, opened.value);
    return opened;
  }

  /** The person whose private room it is, where it was opened here. */
  ownerOf(platform: string, room: string): string | undefined {
    for (const [key, value] of this.#rooms) {
      if (value === room && key.startsWith(`${platform} `)) return key.slice(platform.length + 1);
    }
    return undefined;
  }

  /** The private rooms of everybody with at least this role, as far as they can be opened. */
  async ofRole(platform: ChatPlatform, people: readonly ChatPerson[], role: Role): Promise<string[]> {
    const rooms: string[] = [];
    for (const person of people) {
      const id = person.platformIds[platform.name];
      if (id === undefined || !mayActAs(person.role, role)) continue;
      const opened = await this.resolve(platform, privately(id));
      if (opened.ok) rooms.push(opened.value);
    }
    return [...new Set(rooms)];
  }
}
