// The test's hand on who exists: people, groups, topics, and what happens between them and the bot.
import { type BotState, unixSeconds } from './bot-state.ts';
import { wireMessage } from './message-views.ts';
import type { StoredMessage } from './stored-message.ts';
import type { BotAccess, Chat, MemberStatus, TelegramUser } from './world.ts';

export interface UserOptions {
  readonly first_name?: string;
  readonly last_name?: string;
  readonly username?: string;
  readonly language_code?: string;
  /** False: the person has never pressed Start, so the bot may not write first. */
  readonly started?: boolean;
}

export interface GroupOptions {
  readonly title?: string;
  readonly type?: 'group' | 'supergroup';
  /** Topic names by message_thread_id; makes the group a forum. */
  readonly topics?: Readonly<Record<number, string>>;
  readonly members?: readonly number[];
  /** `member` unless told; privacy mode ends for an administrator. */
  readonly botStatus?: MemberStatus;
}

export class People {
  readonly #state: BotState;

  constructor(state: BotState) {
    this.#state = state;
  }

  /** A person with a private chat of the same id. Called again it changes the person. */
  user(id: number, options: UserOptions = {}): TelegramUser {
    const { started = true, ...fields } = options;
    const { world } = this.#state;
    const known = world.users.get(id);
    const user: TelegramUser = { first_name: `User ${id}`, ...known, ...fields, id, is_bot: false };
    world.users.set(id, user);
    const chat = world.chats.get(id) ?? world.addChat(id, 'private', user.first_name);
    if (known === undefined && !started) chat.access = 'never-started';
    return user;
  }

  /** A group the bot is in. Ids of groups are negative. */
  group(id: number, options: GroupOptions = {}): void {
    const { world } = this.#state;
    const chat = world.addChat(id, options.type ?? 'supergroup', options.title ?? `Group ${id}`);
    chat.members.set(world.bot.id, options.botStatus ?? 'member');
    for (const member of options.members ?? []) chat.members.set(member, 'member');
    if (options.topics === undefined) return;
    chat.isForum = true;
    for (const [thread, name] of Object.entries(options.topics)) chat.topics.set(Number(thread), name);
  }

  /** Sets a person's place in a group; the bot hears of it when it asked for chat_member. */
  member(userId: number, chatId: number, status: MemberStatus): void {
    const chat = this.#state.world.chat(chatId);
    const before = chat.members.get(userId) ?? 'left';
    chat.members.set(userId, status);
    this.#tellMembership('chat_member', chat, userId, userId, before, status);
  }

  /** The person stops the bot: everything sent there is refused with 403 from now on. */
  block(userId: number): void {
    this.#setAccess(userId, userId, 'blocked', 'member', 'kicked');
  }

  unblock(userId: number): void {
    this.#setAccess(userId, userId, 'open', 'kicked', 'member');
  }

  /** Somebody throws the bot out of a group. */
  kick(chatId: number, byUserId: number): void {
    this.#state.world.chat(chatId).members.set(this.#state.world.bot.id, 'kicked');
    this.#setAccess(chatId, byUserId, 'kicked', 'member', 'kicked');
  }

  /** Somebody takes the bot back into a group. */
  readmit(chatId: number, byUserId: number): void {
    this.#state.world.chat(chatId).members.set(this.#state.world.bot.id, 'member');
    this.#setAccess(chatId, byUserId, 'open', 'left', 'member');
  }

  /** The chat is gone: 400 chat not found. */
  deleteChat(chatId: number): void {
    this.#state.world.chat(chatId).access = 'deleted';
  }

  /** A basic group becomes a supergroup: the old id is refused and names the new one. */
  migrate(groupId: number, supergroupId: number): void {
    const { world } = this.#state;
    const old = world.chat(groupId);
    const next = world.addChat(supergroupId, 'supergroup', old.title);
    for (const [id, status] of old.members) next.members.set(id, status);
    this.#serviceMessage(old, { migrate_to_chat_id: supergroupId });
    old.migratedTo = supergroupId;
    this.#serviceMessage(next, { migrate_from_chat_id: groupId });
  }

  #setAccess(
    chatId: number,
    byUserId: number,
    access: BotAccess,
    before: MemberStatus,
    after: MemberStatus,
  ): void {
    const chat = this.#state.world.chat(chatId);
    chat.access = access;
    this.#tellMembership('my_chat_member', chat, byUserId, this.#state.world.bot.id, before, after);
  }

  #tellMembership(
    kind: 'my_chat_member' | 'chat_member',
    chat: Chat,
    byUserId: number,
    ofUserId: number,
    before: MemberStatus,
    after: MemberStatus,
  ): void {
    const { world, queue } = this.#state;
    const member = (status: MemberStatus) => ({ status, user: world.user(ofUserId) });
    queue.push(kind, {
      chat: world.wireChat(chat),
      from: world.user(byUserId),
      date: unixSeconds(this.#state),
      old_chat_member: member(before),
      new_chat_member: member(after),
    });
  }

  #serviceMessage(chat: Chat, extra: Readonly<Record<string, unknown>>): void {
    const { world, queue } = this.#state;
    const somebody = [...chat.members.keys()].find((id) => id !== world.bot.id) ?? world.bot.id;
    const message: StoredMessage = {
      id: world.nextMessageId(chat),
      chatId: chat.id,
      fromId: somebody,
      date: unixSeconds(this.#state),
      editDate: undefined,
      content: { text: '', entities: [], html: '', keyboard: undefined },
      attachment: undefined,
      history: [],
      deleted: false,
      threadId: undefined,
      replyTo: undefined,
      silent: false,
      extra,
    };
    chat.messages.set(message.id, message);
    queue.push('message', wireMessage(world, chat, message));
  }
}
