// Buttons as Slack takes them: rows of opaque ids, within its limits.
import type { types } from '@slack/bolt';
import type { OutgoingButton } from '../../chat/core/platform.ts';
import { plainText } from './draw-reply.ts';
import type { SlackLimits } from './limits.ts';
import { clip, oneLine } from './slack-text.ts';

export interface DrawnButtons {
  readonly rows: readonly types.ActionsBlock[];
  /** Labels of buttons that do not fit Slack; a mistake of the caller, and no reason to lose the message. */
  readonly leftOut: readonly string[];
}

export function drawButtons(rows: readonly (readonly OutgoingButton[])[], limits: SlackLimits): DrawnButtons {
  const leftOut: string[] = [];
  const seen = new Set<string>();
  const fits = ({ id, label }: OutgoingButton): boolean => {
    const good =
      id !== '' && id.length <= limits.buttonIdUnits && !seen.has(id) && seen.size < limits.buttons;
    seen.add(id);
    if (!good) leftOut.push(label);
    return good;
  };
  const drawn = rows
    .flatMap((row) => inPieces(row.filter(fits), limits.buttonsInRow))
    .map(
      (row): types.ActionsBlock => ({
        type: 'actions',
        elements: row.map((button) => drawButton(button, limits)),
      }),
    );
  return { rows: drawn, leftOut };
}

function drawButton({ id, label, style }: OutgoingButton, limits: SlackLimits): types.Button {
  return {
    type: 'button',
    action_id: id,
    value: id,
    text: plainText(clip(oneLine(label), limits.buttonLabelUnits) || '…'),
    ...(style === 'plain' ? {} : { style }),
  };
}

function inPieces<T>(items: readonly T[], size: number): T[][] {
  const pieces: T[][] = [];
  for (let at = 0; at < items.length; at += size) pieces.push(items.slice(at, at + size));
  return pieces;
}
