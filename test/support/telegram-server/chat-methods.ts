// The methods that ask about chats and their members.
import { badRequest, forbidden } from './api-error.ts';
import type { MethodTable } from './bot-state.ts';
import type { CallParameters } from './call-parameters.ts';
import { wireMessage } from './message-views.ts';
import type { Chat, MemberStatus, World } from './world.ts';

function wireMember(world: World, id: number, status: MemberStatus): Record<string, unknown> {
  const rights = status === 'administrator' ? { can_pin_messages: true, can_delete_messages: true } : {};
  const until = status === 'kicked' ? { until_date: 0 } : {};
  return { status, user: world.user(id), ...rights, ...until };
}

function readable(world: World, params: CallParameters): Chat {
  const chat = world.find(params.raw('chat_id'));
  if (chat.migratedTo !== undefined) {
    throw badRequest('group chat was upgraded to a supergroup chat', { migrate_to_chat_id: chat.migratedTo });
  }
  if (chat.access === 'kicked') throw forbidden(`bot was kicked from the ${chat.type} chat`);
  return chat;
}

export const chatMethods: MethodTable = {
  getChat({ world }, params) {
    const chat = readable(world, params);
    const pinned = chat.messages.get(chat.pinned.at(-1) ?? 0);
    return {
      ...world.wireChat(chat),
      accent_color_id: 0,
      max_reaction_count: 11,
      ...(pinned === undefined ? {} : { pinned_message: wireMessage(world, chat, pinned) }),
    };
  },

  getChatMember({ world }, params) {
    const chat = readable(world, params);
    const id = params.integer('user_id') ?? 0;
    if (!world.users.has(id)) throw badRequest('user not found');
    const inPrivate = id === chat.id || id === world.bot.id ? 'member' : 'left';
    return wireMember(world, id, chat.type === 'private' ? inPrivate : (chat.members.get(id) ?? 'left'));
  },

  getChatAdministrators({ world }, params) {
    const chat = readable(world, params);
    if (chat.type === 'private') throw badRequest('there are no administrators in the private chat');
    return [...chat.members]
      .filter(([, status]) => status === 'creator' || status === 'administrator')
      .map(([id, status]) => wireMember(world, id, status));
  },

  getChatMemberCount({ world }, params) {
    const chat = readable(world, params);
    if (chat.type === 'private') return 2;
    return [...chat.members.values()].filter((status) => status !== 'left' && status !== 'kicked').length;
  },

  leaveChat({ world }, params) {
    const chat = world.writable(params.raw('chat_id'));
    if (chat.type === 'private') throw badRequest("chat member status can't be changed in private chats");
    chat.members.set(world.bot.id, 'left');
    chat.access = 'left';
    return true;
  },
};
