// `cutman slack:manifest`: what to paste when the Slack app is made.
import { commands } from '../../commands/index.ts';
import { slackManifest } from '../adapters/slack/manifest.ts';
import { shownCommands } from '../compose/platforms.ts';
import type { Output } from './config-command.ts';
import { EXIT } from './exit-codes.ts';

export async function slackManifestCommand(options: { readonly url?: string }, out: Output): Promise<number> {
  const manifest = slackManifest(
    shownCommands(commands),
    options.url === undefined ? {} : { url: options.url },
  );
  out.stdout(`${JSON.stringify(manifest, null, 2)}\n`);
  return EXIT.fine;
}
