// One offence against each rule of the house, or several where it can be broken in several ways; none of them is on the disk.
import type { SourceFile } from './house.ts';
import * as rules from './house-rules.ts';

/** A file as the rules want it, with this in it. */
export const file = (path: string, text = ''): SourceFile => ({
  path,
  text: `// Says what it is.\n${text}\n`,
});
const lines = (count: number): string => Array.from({ length: count }, () => '//').join('\n');
const importing = (to: string): string => `import { x } from '${to}';`;

/** What is planted, the rule that must see it, the files, and the offence in its words. */
export const planted: readonly (readonly [string, rules.Rule, readonly SourceFile[], string])[] = [
  [
    'domain imports risk',
    rules.importsPointDown,
    [file('src/domain/a.ts', importing('../risk/b.ts'))],
    'src/domain/a.ts -> src/risk/b.ts',
  ],
  [
    'risk imports a port',
    rules.importsPointDown,
    [file('src/risk/a.ts', "import type { X } from '../ports/b.ts';")],
    'src/risk/a.ts -> src/ports/b.ts',
  ],
  [
    'the desk imports chat',
    rules.importsPointDown,
    [file('src/desk/a.ts', importing('../chat/b.ts'))],
    'src/desk/a.ts -> src/chat/b.ts',
  ],
  [
    'chat imports the desk',
    rules.importsPointDown,
    [file('src/chat/a.ts', importing('../desk/b.ts'))],
    'src/chat/a.ts -> src/desk/b.ts',
  ],
  [
    'chat imports an adapter by a type alone',
    rules.importsPointDown,
    [file('src/chat/a.ts', "export type X = import('../adapters/slack/b.ts').Y;")],
    'src/chat/a.ts -> src/adapters/slack/b.ts',
  ],
  [
    'a command imports the desk',
    rules.importsPointDown,
    [file('commands/a.ts', importing('../src/desk/b.ts'))],
    'commands/a.ts -> src/desk/b.ts',
  ],
  [
    'an adapter imports another',
    rules.importsPointDown,
    [file('src/adapters/slack/a.ts', importing('../telegram/b.ts'))],
    'src/adapters/slack/a.ts -> src/adapters/telegram/b.ts',
  ],
  [
    'an adapter imports the desk while it runs',
    rules.importsPointDown,
    [file('src/adapters/paper/a.ts', "export const f = () => import('../../desk/b.ts');")],
    'src/adapters/paper/a.ts -> src/desk/b.ts',
  ],
  [
    'an adapter hands on what the configuration says',
    rules.importsPointDown,
    [file('src/adapters/http/a.ts', "export * from '../../../config/load.ts';")],
    'src/adapters/http/a.ts -> config/load.ts',
  ],
  [
    'an adapter that is no chat imports chat',
    rules.importsPointDown,
    [file('src/adapters/http/a.ts', importing('../../chat/b.ts'))],
    'src/adapters/http/a.ts -> src/chat/b.ts',
  ],
  [
    'compose imports the command line',
    rules.importsPointDown,
    [file('src/compose/a.ts', importing('../cli/b.ts'))],
    'src/compose/a.ts -> src/cli/b.ts',
  ],
  [
    'a new room imports anything',
    rules.importsPointDown,
    [file('src/shared/a.ts', importing('../domain/b.ts'))],
    'src/shared/a.ts -> src/domain/b.ts',
  ],
  [
    'a port takes a value',
    rules.typesOnly,
    [file('src/ports/a.ts', importing('../domain/b.ts'))],
    'src/ports/a.ts -> src/domain/b.ts',
  ],
  [
    'a port takes a value among types',
    rules.typesOnly,
    [file('src/ports/a.ts', "import { type A, b } from '../domain/b.ts';")],
    'src/ports/a.ts -> src/domain/b.ts',
  ],
  [
    'chat computes risk itself',
    rules.typesOnly,
    [file('src/chat/a.ts', importing('../risk/b.ts'))],
    'src/chat/a.ts -> src/risk/b.ts',
  ],
  [
    'domain reads a file',
    rules.pureRooms,
    [file('src/domain/a.ts', importing('node:fs'))],
    'src/domain/a.ts -> node:fs',
  ],
  [
    'domain reads a file, by its old name',
    rules.pureRooms,
    [file('src/domain/a.ts', importing('fs'))],
    'src/domain/a.ts -> fs',
  ],
  [
    'domain validates with zod',
    rules.pureRooms,
    [file('src/domain/a.ts', importing('zod'))],
    'src/domain/a.ts -> zod',
  ],
  [
    'the desk logs with pino',
    rules.pureRooms,
    [file('src/desk/a.ts', importing('pino'))],
    'src/desk/a.ts -> pino',
  ],
  [
    'chat imports a part of a vendor for its type',
    rules.pureRooms,
    [file('src/chat/a.ts', "import type { X } from '@slack/bolt/dist/a.js';")],
    'src/chat/a.ts -> @slack/bolt',
  ],
  [
    'a vendor in two folders',
    rules.oneVendorOneFolder,
    [
      file('src/adapters/http/a.ts', importing('hono')),
      file('src/adapters/slack/b.ts', importing('hono/cors')),
    ],
    'hono: adapters/http, adapters/slack',
  ],
  [
    'a vendor that is resolved elsewhere',
    rules.oneVendorOneFolder,
    [
      file('src/adapters/ccxt/a.ts', importing('ccxt')),
      file('src/adapters/paper/b.ts', "export const at = import.meta.resolve('ccxt');"),
    ],
    'ccxt: adapters/ccxt, adapters/paper',
  ],
  [
    'a numerical library in two files',
    rules.oneVendorOneFolder,
    [file('src/risk/a.ts', importing('quadprog')), file('src/risk/b.ts', importing('quadprog'))],
    'quadprog: src/risk/a.ts, src/risk/b.ts',
  ],
  [
    'a circle of types',
    rules.noCircles,
    [
      file('src/desk/a.ts', "import type { B } from './b.ts';"),
      file('src/desk/b.ts', "export type { A } from './a.ts';"),
    ],
    'src/desk/a.ts -> src/desk/b.ts -> src/desk/a.ts',
  ],
  [
    'two rooms of the desk that reach each other through other files',
    rules.roomsWithoutCircles,
    [
      file('src/desk/kill/a.ts', importing('../alerts/b.ts')),
      file('src/desk/alerts/c.ts', importing('../kill/d.ts')),
    ],
    'src/desk/kill -> src/desk/alerts -> src/desk/kill',
  ],
  [
    'a file that imports itself',
    rules.noCircles,
    [file('src/desk/a.ts', importing('./a.ts'))],
    'src/desk/a.ts -> src/desk/a.ts',
  ],
  [
    'a kill that reaches alerting through a tool of its own',
    rules.shortKillPath,
    [
      file('src/desk/kill/kill.ts', importing('./kill-tools.ts')),
      file('src/desk/kill/kill-tools.ts', importing('../alerts/alerting.ts')),
    ],
    'src/desk/alerts/alerting.ts',
  ],
  [
    'a kill with a package',
    rules.shortKillPath,
    [
      file('src/desk/kill/kill.ts', importing('./kill-tools.ts')),
      file('src/desk/kill/kill-tools.ts', importing('pino')),
    ],
    'src/desk/kill/kill-tools.ts -> pino',
  ],
  [
    'a second switch on the mode',
    rules.modeInOnePlace,
    [file('src/desk/a.ts', 'export const f = (context) => { switch (context.mode.kind) { default: } };')],
    'src/desk/a.ts',
  ],
  ['a file of 301 lines', rules.smallFiles, [file('src/desk/a.ts', lines(300))], 'src/desk/a.ts: 301 lines'],
  ['a file called utils', rules.meaningfulNames, [file('src/chat/utils.ts')], 'src/chat/utils.ts'],
  ['an index below commands', rules.meaningfulNames, [file('src/desk/index.ts')], 'src/desk/index.ts'],
  ['a name in camel case', rules.meaningfulNames, [file('src/desk/openDesk.ts')], 'src/desk/openDesk.ts'],
  ['a file in JavaScript', rules.meaningfulNames, [file('src/desk/open-desk.mjs')], 'src/desk/open-desk.mjs'],
  [
    'a file without a word about itself',
    rules.openingComments,
    [{ path: 'src/desk/a.ts', text: 'export {};\n' }],
    'src/desk/a.ts',
  ],
  [
    'a command that nobody lists',
    rules.oneFileACommand,
    [file('commands/index.ts'), file('commands/a.ts', "export const a = { name: 'a' };")],
    'commands/a.ts is not listed',
  ],
  [
    'a command under another name',
    rules.oneFileACommand,
    [
      file('commands/index.ts', importing('./a.ts')),
      file('commands/a.ts', "export const a = { name: 'b' };"),
    ],
    'commands/a.ts names another command',
  ],
  [
    'a command that imports another',
    rules.oneFileACommand,
    [
      file('commands/index.ts', `${importing('./a.ts')} ${importing('./b.ts').replace('x', 'y')}`),
      file('commands/a.ts', `${importing('./b.ts')} export const a = { name: 'a' };`),
      file('commands/b.ts', "export const b = { name: 'b' };"),
    ],
    'commands/a.ts -> commands/b.ts',
  ],
  [
    'work left for later',
    rules.nothingUnfinished,
    [file('src/desk/a.ts', '// TO\u0044O: the rest')],
    'src/desk/a.ts',
  ],
  [
    'an adapter that knows five rooms',
    rules.fewFolders,
    [
      file(
        'src/adapters/slack/a.ts',
        ['../../ports/a.ts', '../../domain/a.ts', '../../chat/a.ts', '../../risk/a.ts', '../../desk/a.ts']
          .map((to, i) => importing(to).replace('x', `x${i}`))
          .join('\n'),
      ),
    ],
    'src/adapters/slack/a.ts: ports, domain, chat, risk, desk',
  ],
  [
    'an import whose target is made up',
    rules.readableImports,
    [file('src/desk/a.ts', 'export const f = (name) => import(`../adapters/${name}.ts`);')],
    'src/desk/a.ts: import(`../adapters/${name}.ts`)',
  ],
  [
    'a require',
    rules.readableImports,
    [file('src/desk/a.ts', "export const x = require('../chat/b.ts');")],
    'src/desk/a.ts: require',
  ],
  [
    'an import of a file that is not there',
    rules.readableImports,
    [file('src/desk/a.ts', importing('./gone.ts'))],
    'src/desk/a.ts -> src/desk/gone.ts',
  ],
];
