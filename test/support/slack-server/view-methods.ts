// The methods that show a home tab or a modal.
import type { AppState, MethodTable, SlackView } from './app-state.ts';
import { type Block, problemsOf } from './block-kit.ts';
import { withIds } from './block-reading.ts';
import type { CallArguments } from './call-arguments.ts';
import { explained, slackError } from './slack-error.ts';

const MODAL_TITLE = 24;

function readView(state: AppState, args: CallArguments, userId: string, type: SlackView['type']): SlackView {
  const view = args.json('view', 'invalid_arguments');
  if (typeof view !== 'object' || view === null) throw slackError('invalid_arguments');
  const definition = view as Readonly<Record<string, unknown>>;
  const blocks = definition['blocks'];
  if (definition['type'] !== type || !Array.isArray(blocks)) {
    throw explained('invalid_arguments', [
      `must provide a view of type ${type} with blocks [json-pointer:/view]`,
    ]);
  }
  const problems = problemsOf(blocks, 'view').map((line) => line.replace('pointer:', 'pointer:/view'));
  const title = (definition['title'] as { text?: string } | undefined)?.text ?? '';
  if (type === 'modal' && (title === '' || [...title].length > MODAL_TITLE)) {
    problems.push(`must be less than ${MODAL_TITLE + 1} characters [json-pointer:/view/title/text]`);
  }
  if (problems.length > 0) throw explained('invalid_arguments', problems);
  const { workspace } = state;
  return {
    id: workspace.nextId('V'),
    hash: `${workspace.nextTs()}.hash`,
    type,
    userId,
    blocks: withIds(blocks as Block[], () => workspace.nextId('b')),
    definition,
  };
}

/** The view object on the wire. */
export const wireView = (state: AppState, view: SlackView): Record<string, unknown> => ({
  private_metadata: '',
  callback_id: '',
  state: { values: {} },
  ...view.definition,
  id: view.id,
  team_id: state.workspace.app.teamId,
  app_id: state.workspace.app.appId,
  bot_id: state.workspace.app.botId,
  hash: view.hash,
  blocks: view.blocks,
});

export const viewMethods: MethodTable = {
  'views.publish'(state, args) {
    const userId = args.required('user_id');
    if (!state.workspace.users.has(userId)) throw slackError('user_not_found');
    const shown = state.homes.get(userId);
    const hash = args.text('hash');
    if (hash !== undefined && shown !== undefined && hash !== shown.hash) throw slackError('hash_conflict');
    const next = readView(state, args, userId, 'home');
    const view = shown === undefined ? next : { ...next, id: shown.id };
    state.homes.set(userId, view);
    return { view: wireView(state, view) };
  },

  'views.open'(state, args) {
    const userId = state.triggers.use(args.text('trigger_id'));
    const view = readView(state, args, userId, 'modal');
    state.modals.set(view.id, view);
    return { view: wireView(state, view) };
  },

  'views.update'(state, args) {
    const shown = state.modals.get(args.text('view_id') ?? '');
    if (shown === undefined) throw slackError('not_found');
    const hash = args.text('hash');
    if (hash !== undefined && hash !== shown.hash) throw slackError('hash_conflict');
    const view = { ...readView(state, args, shown.userId, 'modal'), id: shown.id };
    state.modals.set(view.id, view);
    return { view: wireView(state, view) };
  },
};
