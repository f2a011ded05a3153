// Uploading a file in Slack's three steps: ask for an address, send the bytes there, share the result.
import type { WireAnswer } from '../loopback/scripted-faults.ts';
import type { AppState, MethodTable } from './app-state.ts';
import { checkBlocks } from './app-state.ts';
import { withIds } from './block-reading.ts';
import type { CallArguments } from './call-arguments.ts';
import { slackError } from './slack-error.ts';
import type { SlackFile } from './workspace.ts';

/** Takes the bytes sent to an upload address; the length must be the announced one. */
export function takeUpload(state: AppState, fileId: string, args: CallArguments): WireAnswer {
  const pending = state.uploads.get(fileId);
  if (pending === undefined) return { status: 404, body: 'not found' };
  const [sent] = args.files.values();
  const bytes = sent?.bytes ?? args.raw;
  if (bytes.length !== pending.length) return { status: 400, body: 'length mismatch' };
  const contentType = sent?.contentType ?? 'application/octet-stream';
  state.uploads.set(fileId, { ...pending, upload: { filename: pending.name, contentType, bytes } });
  return { status: 200, body: `OK - ${bytes.length}` };
}

export const fileMethods: MethodTable = {
  'files.getUploadURLExternal'(state, args) {
    const name = args.required('filename');
    const length = Number(args.required('length'));
    if (!Number.isInteger(length) || length <= 0) throw slackError('invalid_arguments');
    const id = state.workspace.nextId('F');
    state.uploads.set(id, { id, name, title: name, upload: undefined, length });
    return { upload_url: `${state.url()}/upload/v1/${id}`, file_id: id };
  },

  'files.completeUploadExternal'(state, args) {
    const { workspace } = state;
    const wanted = args.json('files', 'invalid_arguments');
    if (!Array.isArray(wanted) || wanted.length === 0) throw slackError('invalid_arguments');
    const files = wanted.map(({ id, title }: { id?: string; title?: string }): SlackFile => {
      const pending = state.uploads.get(id ?? '');
      if (pending?.upload === undefined) throw slackError('file_not_found');
      return { id: pending.id, name: pending.name, title: title ?? pending.title, upload: pending.upload };
    });
    const reference = args.text('channel_id');
    if (reference !== undefined) {
      const channel = workspace.writable(reference);
      const blocks = args.blocks() ?? [];
      checkBlocks(blocks);
      state.rates.spend(channel.id);
      const content = {
        text: args.text('initial_comment') ?? '',
        blocks: withIds(blocks, () => workspace.nextId('b')),
      };
      const options = { threadTs: args.text('thread_ts'), files };
      state.events.posted(channel, workspace.post(channel, workspace.app.botUserId, content, options));
    }
    for (const { id } of files) state.uploads.delete(id);
    return { files: files.map(({ id, title, name }) => ({ id, title, name })) };
  },
};
