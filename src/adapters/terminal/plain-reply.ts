// A reply as one JSON object for machines: the view-model itself, pictures as base64, nothing undefined.
import type { Outgoing } from '../../chat/core/platform.ts';
import type { Reply } from '../../chat/core/reply.ts';

/** What `--json` prints under `reply` and `push`. Buttons that were not kept cannot be pressed and are not told. */
export function plainReply({ reply, buttons }: Pick<Outgoing, 'reply' | 'buttons'>): object {
  return {
    ...reply,
    blocks: reply.blocks.map((block) =>
      block.kind === 'image' ? { ...block, png: Buffer.from(block.png).toString('base64') } : block,
    ),
    buttons: buttons.length === 0 ? [] : reply.buttons,
  };
}

/** A few words to the one who typed, in the shape of any other answer. */
export const shortReply = (title: string): Reply => ({
  tone: 'plain',
  title,
  blocks: [],
  buttons: [],
  audience: 'person',
});
