// The chat on a TTY: the typed line survives what is pushed, numbers press what was on the screen, history and completion, the ways out.
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { completeLine } from '../../../src/adapters/terminal/complete.ts';
import { rowsShown } from './seen-screen.ts';
import { aCard, anAlert, answersTexts, aReply, outgoing, Rig, Screen, turns } from './terminal-rig.ts';

const folders: string[] = [];
const rigs: Rig[] = [];
const aFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'terminal-'));
  folders.push(folder);
  return folder;
};

afterEach(async () => {
  for (const rig of rigs.splice(0)) await rig.platform.stop();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

async function open(historyFile?: string): Promise<Rig> {
  const rig = new Rig({ interactive: true, ...(historyFile === undefined ? {} : { historyFile }) });
  rigs.push(rig);
  rig.answers(answersTexts((text) => aReply(`answer to ${text}`)));
  await rig.platform.start(rig);
  return rig;
}

async function type(rig: Rig, keys: string): Promise<void> {
  rig.input.write(keys);
  await turns();
}

const push = (rig: Rig, title: string) => rig.platform.send('terminal', outgoing(aReply(title)));
const typedTexts = (rig: Rig) =>
  rig.accepted.map((each) => (each.kind === 'text' ? each.text : each.buttonId));

describe('a person at a terminal', () => {
  it('gets a prompt, an answer, and the prompt again', async () => {
    const rig = await open();
    await type(rig, '/status\r');
    expect(typedTexts(rig)).toEqual(['/status']);
    expect(rowsShown(rig.output.text)).toEqual(['> /status', 'answer to /status', '', '>']);
  });

  it('keeps the line that is being typed when something is pushed', async () => {
    const rig = await open();
    await type(rig, '/cut btc');
    await push(rig, 'pushed');
    expect(rowsShown(rig.output.text)).toEqual(['pushed', '', '> /cut btc']);
    await type(rig, ' 50\r');
    expect(typedTexts(rig)).toEqual(['/cut btc 50']);
  });

  it('keeps a line of several rows, and what stands above it', async () => {
    const rig = await open();
    const long = `/whatif ${'x'.repeat(80)}`;
    await type(rig, long);
    await push(rig, 'first');
    await push(rig, 'second');
    const typed = `> ${long}`;
    expect(rowsShown(rig.output.text)).toEqual([
      'first',
      '',
      'second',
      '',
      typed.slice(0, 40),
      typed.slice(40, 80),
      typed.slice(80),
    ]);
  });

  it('keeps the cursor where it was in the line', async () => {
    const rig = await open();
    await type(rig, '/cut bt 50\u001b[D\u001b[D\u001b[D');
    await push(rig, 'pushed');
    await type(rig, 'c\r');
    expect(typedTexts(rig)).toEqual(['/cut btc 50']);
  });

  it('sees a changed card as a block in full', async () => {
    const rig = await open();
    const sent = await rig.platform.send('terminal', outgoing(aCard('card')));
    if (sent.ok) await rig.platform.edit('terminal', sent.value, outgoing(aCard('card DONE', false)));
    expect(rowsShown(rig.output.text)).toEqual(['card', '[1] Approve  [2] Reject', '', 'card DONE', '', '>']);
  });

  it('gets forty columns where the terminal does not know its width', async () => {
    const rig = new Rig({ interactive: true }, Object.assign(new Screen(), { columns: 0 }));
    rigs.push(rig);
    await rig.platform.start(rig);
    await push(rig, 'a headline of more than twenty columns');
    expect(rig.output.text).toContain('a headline of more than twenty columns');
  });

  it('gets colours only where the stream takes them', async () => {
    const rig = await open();
    await push(rig, 'pushed');
    expect(rig.output.text).not.toContain('\u001b[1m');
    const colourful = Object.assign(new Screen(), { isTTY: true, getColorDepth: () => 8 });
    const other = new Rig({ interactive: true }, colourful);
    rigs.push(other);
    await other.platform.start(other);
    await push(other, 'pushed');
    expect(other.output.text).toContain('\u001b[1mpushed');
  });

  it('is not held up: a second line is taken while the first is worked on', async () => {
    const rig = await open();
    rig.answers(() => new Promise(() => undefined));
    await type(rig, '/backtest\r/killswitch\r');
    expect(typedTexts(rig)).toEqual(['/backtest', '/killswitch']);
  });

  it('is told when a line was not stored', async () => {
    const rig = await open();
    rig.taken = 'not-stored';
    await type(rig, '/status\r');
    expect(rig.output.text).toContain('Not done: the message could not be stored.');
  });

  it('is told that directives are for scripts', async () => {
    const rig = await open();
    await type(rig, '#wait 10m\r');
    expect(rig.output.text).toContain('for scripts in a pipe');
    expect(rig.accepted).toEqual([]);
  });
});

describe('a number typed at a terminal', () => {
  it('presses the button of the newest message and says which', async () => {
    const rig = await open();
    await rig.platform.send('terminal', outgoing(aCard('card')));
    await type(rig, '1\r');
    expect(rig.accepted).toMatchObject([{ kind: 'press', buttonId: 'v1:Approve', messageId: 'r1:1' }]);
    expect(rig.output.text).toContain('→ Approve');
  });

  it('means the message that was newest when the line was begun', async () => {
    const rig = await open();
    await rig.platform.send('terminal', outgoing(anAlert('alert')));
    await type(rig, '1');
    await rig.platform.send('terminal', outgoing(aCard('card')));
    await type(rig, '\r');
    await type(rig, '1\r');
    expect(typedTexts(rig)).toEqual(['v1:Ack', 'v1:Approve']);
  });

  it('means the newest message again when the begun line was taken back', async () => {
    const rig = await open();
    await rig.platform.send('terminal', outgoing(anAlert('alert')));
    await type(rig, '1');
    await rig.platform.send('terminal', outgoing(aCard('card')));
    await type(rig, '\u007f');
    await push(rig, 'pushed');
    await type(rig, '2\r');
    expect(typedTexts(rig)).toEqual(['v1:Reject']);
  });

  it('presses nothing when the message it was meant for has lost its buttons', async () => {
    const rig = await open();
    await rig.platform.send('terminal', outgoing(aCard('card')));
    await type(rig, '1');
    await rig.platform.edit('terminal', 'r1:1', outgoing(aCard('EXPIRED', false)));
    await rig.platform.send('terminal', outgoing(anAlert('alert')));
    await type(rig, '\r');
    expect(rig.accepted).toEqual([]);
    expect(rig.output.text).toContain('has no buttons any more');
  });

  it('shows the toast of a press', async () => {
    const rig = await open();
    await rig.platform.answerPress('x', 'Approved by Kim at 14:03:22.');
    await rig.platform.answerPress('x', '');
    expect(rowsShown(rig.output.text)).toEqual(['Approved by Kim at 14:03:22.', '>']);
  });
});

describe('the ways out of a terminal', () => {
  it.each([
    ['Ctrl-C', '\u0003'],
    ['Ctrl-D on an empty line', '\u0004'],
  ])('%s asks the product to stop, once', async (_name, key) => {
    const rig = await open();
    await type(rig, key);
    await turns();
    expect(rig.ends).toBe(1);
    await push(rig, 'desk is stopping');
    expect(rig.output.text).toContain('desk is stopping');
    await rig.platform.stop();
    await turns();
    expect(rig.ends).toBe(1);
  });

  it('Ctrl-C asks also in the middle of a line', async () => {
    const rig = await open();
    await type(rig, '/cut btc\u0003');
    expect(rig.ends).toBe(1);
    expect(rig.accepted).toEqual([]);
  });

  it('the end of the input asks, too', async () => {
    const rig = await open();
    rig.input.end();
    await turns();
    expect(rig.ends).toBe(1);
  });

  it('a stop from outside gives the terminal back and asks nothing', async () => {
    const rig = await open();
    await rig.platform.stop();
    await turns();
    expect(rig.ends).toBe(0);
  });
});

describe('the history of typed lines', () => {
  it('is there again in the next run, for its owner alone, without codes and button numbers', async () => {
    const file = join(aFolder(), 'kept', 'history');
    const first = await open(file);
    await type(first, '/status\r');
    await type(first, '/reset 123456\r');
    await type(first, '/risk btc\r');
    await type(first, '1\r');
    expect(readFileSync(file, 'utf8')).toBe('/status\n/risk btc\n');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const second = await open(file);
    await type(second, '\u001b[A\u001b[A\r');
    expect(typedTexts(second)).toEqual(['/status']);
  });

  it('does not bring a code back with the arrow either', async () => {
    const rig = await open();
    await type(rig, '/status\r/reset 123456\r\u001b[A\r');
    expect(typedTexts(rig)).toEqual(['/status', '/reset 123456', '/status']);
  });

  it('that cannot be kept costs one line of the log and nothing else', async () => {
    const folder = aFolder();
    writeFileSync(join(folder, 'file'), '');
    const rig = await open(join(folder, 'file', 'history'));
    await type(rig, '/status\r/risk\r');
    expect(typedTexts(rig)).toEqual(['/status', '/risk']);
    expect(rig.log.lines).toHaveLength(1);
  });
});

describe('completion', () => {
  it('completes commands first, symbols after', async () => {
    const rig = await open();
    // Key by key: a tab inside a chunk counts as pasted.
    for (const key of '/ri\tet\t\r') await type(rig, key);
    expect(typedTexts(rig)).toEqual(['/risk ETHUSDT']);
  });

  it.each([
    ['', ['/cut ', '/status '], ''],
    ['/s', ['/status '], '/s'],
    ['CU', ['cut '], 'CU'],
    ['/cut ', ['BTCUSDT '], ''],
    ['/cut b', ['BTCUSDT '], 'b'],
    ['/cut doge', [], 'doge'],
  ])('of "%s"', (line, candidates, replaced) => {
    expect(completeLine(line, ['status', 'cut'], ['BTCUSDT'])).toEqual([candidates, replaced]);
  });
});

describe('the terminal as a platform', () => {
  it('is one private room with one person, that prints and takes nothing back', async () => {
    const { platform } = await open();
    expect(platform).toMatchObject({ name: 'terminal', rooms: ['terminal'], printsOnly: true });
    expect(await platform.privateRoom('local')).toEqual({ ok: true, value: 'terminal' });
    expect(await platform.privateRoom('1')).toMatchObject({ ok: false, error: { kind: 'room-gone' } });
    expect(await platform.send('1001', outgoing(aReply('x')))).toMatchObject({ ok: false });
    expect(await platform.remove('terminal', 'r1:1')).toBe(false);
    expect(platform.health()).toEqual({ ok: true, detail: 'at a terminal' });
  });

  it('knows only messages of its own run: an edit of another is sent anew by the chat core', async () => {
    const { platform } = await open();
    expect(await platform.send('terminal', outgoing(aReply('x')))).toEqual({ ok: true, value: 'r1:1' });
    expect(await platform.edit('terminal', 'r0:1', outgoing(aReply('y')))).toEqual({
      ok: false,
      error: { kind: 'message-gone' },
    });
  });
});
