// Draws docs/chat.svg, the picture of the chat in the README: two phones with bubbles, their text word for word what the demonstration printed.
import { displayWidth, padRight } from '../src/chat/figures/width.ts';

/** One message of the demonstration: what the desk said, or what was typed. */
interface Message {
  readonly lines: readonly string[];
  readonly buttons: readonly (readonly string[])[];
  readonly mine: boolean;
}

const COLUMN = 7.25;
const LINE = 17;
const PAD = 12;
const BUBBLE = 40 * COLUMN + 2 * PAD;
const PHONE = BUBBLE + 2 * PAD;
const GAP = 20;
const BUTTON = 30;
const HEADER = 46;

/** What stands in the two phones, by a word on the first line or in the text. The first message that has it is drawn. */
const PHONES = [
  [/^🟦 PAPER · CRITICAL[\s\S]*\nCut BTC long/, /^\/approve/, /APPROVED, executing next/],
  [/ · DONE · /, /^🟦 PAPER · resolved\nBTC/, /^🟦 PAPER · FLAT /],
] as const;

/** The picture from the text that `cutman demo` printed. Throws when a message that belongs into it was not there. */
export function chatPicture(story: string): string {
  const messages = readStory(story);
  const columns = PHONES.map((wanted) =>
    wanted.map((pattern) => {
      const found = messages.find(({ lines }) => pattern.test(lines.join('\n')));
      if (found === undefined) throw new Error(`the demonstration said nothing like ${pattern}`);
      return found;
    }),
  );
  const phones = columns.map((column, index) => drawPhone(column, GAP + index * (PHONE + GAP)));
  const height = Math.max(...phones.map((phone) => phone.height)) + 2 * GAP;
  const width = columns.length * (PHONE + GAP) + GAP;
  const frames = columns.map(
    (_, index) =>
      `<rect class="phone" x="${GAP + index * (PHONE + GAP)}" y="${GAP}" width="${PHONE}" height="${height - 2 * GAP}" rx="22"/>`,
  );
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="A card of the desk, its approval and its outcome in chat">`,
    `<style>${STYLE}</style>`,
    ...frames,
    ...phones.map((phone) => phone.svg),
    '</svg>',
    '',
  ].join('\n');
}

/** Messages are told apart by their first lines: a badge, a typed line, a heading of the story. */
function readStory(story: string): Message[] {
  const parts = story.split(/\n(?=🟦 |> |--- )/);
  return parts.flatMap((part): Message[] => {
    const text = part.trim();
    if (text.startsWith('> ')) return [{ lines: [text.slice(2)], buttons: [], mine: true }];
    if (!text.startsWith('🟦 ')) return [];
    const lines = text.split('\n');
    const isButtons = (line: string): boolean => /^\[\d+\] /.test(line);
    return [
      {
        lines: lines.filter((line) => !isButtons(line)),
        buttons: lines
          .filter(isButtons)
          .map((line) => line.split(/ {2}(?=\[)/).map((each) => each.replace(/^\[\d+\] /, ''))),
        mine: false,
      },
    ];
  });
}

function drawPhone(
  messages: readonly Message[],
  x: number,
): { readonly svg: string; readonly height: number } {
  const parts = [
    `<circle class="face" cx="${x + 32}" cy="${GAP + 25}" r="13"/>`,
    `<text class="name" x="${x + 54}" y="${GAP + 30}">cutman</text>`,
  ];
  let y = GAP + HEADER;
  for (const message of messages) {
    const drawn = drawMessage(message, x + PAD, y);
    parts.push(drawn.svg);
    y += drawn.height + PAD;
  }
  return { svg: parts.join('\n'), height: y - GAP };
}

function drawMessage(
  { lines, buttons, mine }: Message,
  left: number,
  top: number,
): { readonly svg: string; readonly height: number } {
  const width = mine ? displayWidth(lines[0] ?? '') * COLUMN + 2 * PAD : BUBBLE;
  const x = mine ? left + BUBBLE - width : left;
  const height = lines.length * LINE + 2 * PAD - 4;
  const parts = [
    `<rect class="${mine ? 'mine' : 'bubble'}" x="${x}" y="${top}" width="${width}" height="${height}" rx="12"/>`,
    ...(mine
      ? []
      : [
          `<rect class="${toneOf(lines[0] ?? '')}" x="${x}" y="${top + 12}" width="4" height="${height - 24}" rx="2"/>`,
        ]),
    ...lines.map((line, row) => drawLine(line, x + PAD, top + PAD + 11 + row * LINE, row === 0 && !mine)),
  ];
  let y = top + height + 4;
  for (const row of buttons) {
    const each = (BUBBLE - (row.length - 1) * 4) / row.length;
    row.forEach((label, place) => {
      const from = x + place * (each + 4);
      parts.push(
        `<rect class="button" x="${from}" y="${y}" width="${each}" height="${BUTTON}" rx="8"/>`,
        `<text class="label" x="${from + each / 2}" y="${y + 20}">${escaped(label)}</text>`,
      );
    });
    y += BUTTON + 4;
  }
  return { svg: parts.join('\n'), height: y - top - 4 };
}

/** Each line is held to its columns, whatever fixed-width face the reader's machine has. */
function drawLine(line: string, x: number, y: number, isTitle: boolean): string {
  if (line.trim() === '') return '';
  const hasBadge = line.startsWith('🟦 ');
  const text = hasBadge ? line.slice('🟦 '.length) : line;
  const from = hasBadge ? x + 3 * COLUMN : x;
  const length = displayWidth(text) * COLUMN;
  const badge = hasBadge ? `<rect class="badge" x="${x}" y="${y - 11}" width="13" height="13" rx="3"/>` : '';
  const words = `<text class="${isTitle ? 'title' : 'line'}" x="${from}" y="${y}" textLength="${length}" lengthAdjust="spacingAndGlyphs" xml:space="preserve">${escaped(padRight(text, displayWidth(text)))}</text>`;
  return badge + words;
}

function toneOf(title: string): string {
  if (/CRITICAL|FLAT/.test(title)) return 'critical';
  return /DONE|resolved/.test(title) ? 'good' : 'plain';
}

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

const STYLE = `
text{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono","Liberation Mono",monospace;font-size:12px;fill:#1b2733}
.title{font-weight:700}.name{font-family:system-ui,-apple-system,"Segoe UI",Roboto,"DejaVu Sans",sans-serif;font-size:15px;font-weight:600}
.label{font-family:system-ui,-apple-system,"Segoe UI",Roboto,"DejaVu Sans",sans-serif;font-size:13px;font-weight:600;text-anchor:middle;fill:#1f6fb2}
.phone{fill:#dfe8ef;stroke:#b9c7d3}.face{fill:#c0392b}.bubble{fill:#fff}.mine{fill:#d6f2c8}.button{fill:#cfdde8}
.badge{fill:#3d8bfd}.critical{fill:#e67e22}.good{fill:#2e9e5b}.plain{fill:#93a4b3}
@media (prefers-color-scheme:dark){text{fill:#e6edf3}.phone{fill:#0f1923;stroke:#2c3b49}.bubble{fill:#1a2836}.mine{fill:#2a5a3c}
.button{fill:#243748}.label{fill:#7cc0ff}}`.trim();
