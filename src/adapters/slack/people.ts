// What is remembered of people: the private room with each, and their language. Nothing here holds up a message: a
// language that is not known yet is looked up behind it and known the next time.
import type { webApi } from '@slack/bolt';
import type { SendFault } from '../../chat/core/platform.ts';
import { failure, type Result, success } from '../../domain/result.ts';
import type { Scrub } from './scrub.ts';
import { refusalOf, toSendFault } from './send-faults.ts';

const PERSON = /^[A-Z0-9]{1,32}\/([UW][A-Z0-9]{0,31})$/;

export class People {
  readonly #web: webApi.WebClient;
  readonly #scrub: Scrub;
  readonly #most: number;
  readonly #rooms = new Map<string, string>();
  readonly #languages = new Map<string, string | undefined>();
  #looking = false;

  constructor(web: webApi.WebClient, scrub: Scrub, most: number) {
    this.#web = web;
    this.#scrub = scrub;
    this.#most = most;
  }

  /** The person wrote or came from there. */
  noteRoom(user: string, room: string): void {
    keep(this.#rooms, user, room, this.#most);
  }

  roomOf(user: string): string | undefined {
    return this.#rooms.get(user);
  }

  async privateRoom(platformId: string): Promise<Result<string, SendFault>> {
    const user = PERSON.exec(platformId)?.[1];
    if (user === undefined) return failure({ kind: 'room-gone', why: 'a Slack person is TEAM/USER' });
    const known = this.#rooms.get(user);
    if (known !== undefined) return success(known);
    try {
      const { channel } = await this.#web.conversations.open({ users: user });
      if (channel?.id === undefined) return failure({ kind: 'down', why: "Slack's answer names no channel" });
      this.noteRoom(user, channel.id);
      return success(channel.id);
    } catch (error) {
      const fault = toSendFault(error, this.#scrub);
      return failure(fault.kind === 'content' ? { kind: 'room-gone', why: fault.why } : fault);
    }
  }

  /** The person's language tag, such as `ko`, if it is known by now. */
  languageOf(user: string): string | undefined {
    if (!this.#languages.has(user) && !this.#looking) void this.#lookUp(user);
    return this.#languages.get(user);
  }

  async #lookUp(user: string): Promise<void> {
    this.#looking = true;
    try {
      const answer = await this.#web.users.info({ user, include_locale: true });
      keep(this.#languages, user, answer.user?.locale?.split(/[-_]/, 1)[0], this.#most);
    } catch (error) {
      // Without the permission it is asked once a person, without the network the next time.
      if (refusalOf(error) !== undefined) keep(this.#languages, user, undefined, this.#most);
    } finally {
      this.#looking = false;
    }
  }
}

function keep<V>(map: Map<string, V>, key: string, value: V, most: number): void {
  map.delete(key);
  map.set(key, value);
  const oldest = map.keys().next().value;
  if (map.size > most && oldest !== undefined) map.delete(oldest);
}
