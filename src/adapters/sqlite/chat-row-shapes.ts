// The columns of the chat side's rows as port values; a row that does not fit is named, not guessed at.
import { z } from 'zod';
import type { ButtonRow, Delivery, InboxRow, ShownMessage } from '../../ports/chat-store.ts';
import type { Row } from './database.ts';
import { CorruptRow } from './store-fault.ts';

const lane = z.enum(['emergency', 'normal', 'low']);
const optionalText = z.string().nullable();
const optionalNumber = z.number().nullable();

const inbox = z.object({
  id: z.string(),
  platform: z.string(),
  received_at: z.number(),
  payload: z.string(),
});
const delivery = z.object({
  sequence: z.int(),
  platform: z.string(),
  room: z.string(),
  topic: z.string(),
  lane,
  state: z.enum(['due', 'delivered', 'failed']),
  attempts: z.int(),
  next_attempt_at: z.number(),
  last_fault: optionalText,
});
const shown = z.object({
  platform: z.string(),
  room: z.string(),
  topic: z.string(),
  message_id: z.string(),
  sequence: z.int(),
  fingerprint: z.string(),
});
const button = z.object({
  id: z.string(),
  platform: z.string(),
  room: z.string(),
  message_id: optionalText,
  action: z.string(),
  command: z.string(),
  role: z.enum(['viewer', 'trader', 'admin']),
  only_for: optionalText,
  created_at: z.number(),
  expires_at: optionalNumber,
  used_at: optionalNumber,
  single_use: z.int(),
});

export function inboxFrom(row: Row): InboxRow {
  const { received_at, ...rest } = checked(inbox, row, 'inbox');
  return { ...rest, receivedAt: received_at };
}

export function deliveryFrom(row: Row): Delivery {
  const { next_attempt_at, last_fault, ...rest } = checked(delivery, row, 'delivery');
  return {
    ...rest,
    nextAttemptAt: next_attempt_at,
    ...(last_fault === null ? {} : { lastFault: last_fault }),
  };
}

export function shownFrom(row: Row): ShownMessage {
  const { message_id, ...rest } = checked(shown, row, 'shown');
  return { ...rest, messageId: message_id };
}

export function buttonFrom(row: Row): ButtonRow {
  const found = checked(button, row, 'button');
  return {
    id: found.id,
    platform: found.platform,
    room: found.room,
    ...(found.message_id === null ? {} : { messageId: found.message_id }),
    action: found.action,
    command: found.command,
    role: found.role,
    ...(found.only_for === null ? {} : { onlyFor: found.only_for }),
    createdAt: found.created_at,
    ...(found.expires_at === null ? {} : { expiresAt: found.expires_at }),
    ...(found.used_at === null ? {} : { usedAt: found.used_at }),
    singleUse: found.single_use === 1,
  };
}

function checked<T>(schema: z.ZodType<T>, row: Row, table: string): T {
  const result = schema.safeParse(row);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const name = row['id'] ?? row['sequence'] ?? row['topic'];
  throw new CorruptRow(`${table} ${String(name)} is damaged at ${issue?.path.join('.')}: ${issue?.message}`);
}
