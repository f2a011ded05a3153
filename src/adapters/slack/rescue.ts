// A refused message is changed once in the way the refusal asks for, so that an alert is worn down rather than lost: in
// simple blocks, then as plain text alone, and outside a thread that is gone.
import { refusalOf } from './send-faults.ts';

/** How a message is about to be sent. */
export interface Attempt {
  readonly thread: string | undefined;
  readonly form: 'rich' | 'simple' | 'text';
}

const CONTENT_REFUSED =
  /^(invalid_blocks|invalid_blocks_format|invalid_attachments|msg_blocks_too_long|msg_too_long|too_many_attachments|attachment_payload_limit_exceeded|no_text|block_mismatch|invalid_arguments|invalid_arg_name|markdown_text_conflict|duplicate_.*|slack_file_.*)$/;
const THREAD_REFUSED = /^(thread_not_found|invalid_thread_ts|cannot_reply_to_message|thread_locked)$/;

/** What to try instead; undefined when nothing is left to change. */
export function rescue(error: unknown, attempt: Attempt): Attempt | undefined {
  const name = refusalOf(error) ?? '';
  if (attempt.thread !== undefined && THREAD_REFUSED.test(name)) return { ...attempt, thread: undefined };
  if (!CONTENT_REFUSED.test(name) || attempt.form === 'text') return undefined;
  return { ...attempt, form: attempt.form === 'rich' ? 'simple' : 'text' };
}
