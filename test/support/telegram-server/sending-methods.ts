// The methods that put a message into a chat.
import { badRequest } from './api-error.ts';
import { acceptDocument, acceptPhoto } from './attachments.ts';
import { type BotState, type MethodTable, unixSeconds } from './bot-state.ts';
import type { CallParameters } from './call-parameters.ts';
import { readCaption, readText } from './message-content.ts';
import { wireMessage } from './message-views.ts';
import type { Attachment, MessageContent, StoredMessage } from './stored-message.ts';
import type { Chat } from './world.ts';

function readThread(chat: Chat, params: CallParameters): number | undefined {
  const thread = params.integer('message_thread_id');
  if (thread === undefined) return undefined;
  if (!chat.isForum || !chat.topics.has(thread)) throw badRequest('message thread not found');
  return thread;
}

function readReply(chat: Chat, params: CallParameters): number | undefined {
  const reply = params.object('reply_parameters');
  const target = reply === undefined ? params.integer('reply_to_message_id') : Number(reply['message_id']);
  if (target === undefined) return undefined;
  const message = chat.messages.get(target);
  if (message !== undefined && !message.deleted) return target;
  const lenient = reply?.['allow_sending_without_reply'] ?? params.flag('allow_sending_without_reply');
  if (lenient === true) return undefined;
  throw badRequest('message to be replied not found');
}

/** Every check has passed but the budget; spends that, stores the message and answers it. */
function store(
  state: BotState,
  chat: Chat,
  params: CallParameters,
  content: MessageContent,
  attachment: Attachment | undefined,
): Record<string, unknown> {
  const threadId = readThread(chat, params);
  const replyTo = readReply(chat, params);
  state.flood.spend(chat.id, chat.type !== 'private');
  const message: StoredMessage = {
    id: state.world.nextMessageId(chat),
    chatId: chat.id,
    fromId: state.world.bot.id,
    date: unixSeconds(state),
    editDate: undefined,
    content,
    attachment,
    history: [],
    deleted: false,
    threadId,
    replyTo,
    silent: params.flag('disable_notification'),
    extra: {},
  };
  chat.messages.set(message.id, message);
  return wireMessage(state.world, chat, message);
}

const CHAT_ACTIONS = new Set([
  'typing',
  'upload_photo',
  'record_video',
  'upload_video',
  'record_voice',
  'upload_voice',
  'upload_document',
  'choose_sticker',
  'find_location',
  'record_video_note',
  'upload_video_note',
]);

export const sendingMethods: MethodTable = {
  sendMessage(state, params) {
    const chat = state.world.writable(params.raw('chat_id'));
    return store(state, chat, params, readText(params, 'message is too long'), undefined);
  },

  sendPhoto(state, params) {
    const chat = state.world.writable(params.raw('chat_id'));
    const content = readCaption(params);
    return store(state, chat, params, content, acceptPhoto(params.file('photo'), state.fileId()));
  },

  sendDocument(state, params) {
    const chat = state.world.writable(params.raw('chat_id'));
    const content = readCaption(params);
    return store(state, chat, params, content, acceptDocument(params.file('document'), state.fileId()));
  },

  sendChatAction(state, params) {
    const chat = state.world.writable(params.raw('chat_id'));
    const action = params.text('action');
    if (!CHAT_ACTIONS.has(action)) throw badRequest('wrong parameter action in request');
    state.chatActions.push({ chatId: chat.id, action });
    return true;
  },
};
