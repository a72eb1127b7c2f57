/** Turns a tap into what LINE would do with it, through the control API. */

import type { Action } from '@kairan/preview';
import { useState } from 'preact/hooks';
import { clickLink, type PostbackParams, sendPostback, sendText } from '../../shared/api/talk.ts';
import type { UserId } from '../../shared/api/users.ts';
import { isLiffLink } from '../form/protocol.ts';
import type { ComposerHandle } from './composer.tsx';
import type { Drawer } from './use_drawer.ts';

export type DateAction = Extract<Action, { type: 'datetimepicker' }>;

interface Surroundings {
  composer: { current: ComposerHandle | null };
  drawer: Drawer;
  onProblem: (sentence: string) => void;
  onSent: () => void;
  /** Opens the citizens' form by its link. */
  onForm: (uri: string) => Promise<void>;
}

export function useActions(userId: UserId, { composer, drawer, onProblem, onSent, onForm }: Surroundings) {
  const [picking, setPicking] = useState<DateAction | null>(null);
  const [opening, setOpening] = useState<string | null>(null);
  const [said, setSaid] = useState('');

  /** Runs one call; true if it went through, else its reason is shown. */
  const run = async (step: () => Promise<unknown>): Promise<boolean> => {
    try {
      await step();
      onProblem('');
      onSent();
      return true;
    } catch (error) {
      onProblem(error instanceof Error ? error.message : '送信できませんでした');
      return false;
    }
  };

  const perform = async (action: Action): Promise<void> => {
    switch (action.type) {
      case 'message':
        await run(() => sendText(userId, action.text));
        return;
      case 'postback':
        if (await run(() => sendPostback(userId, postback(action))))
          followUp(action, composer.current, drawer);
        return;
      case 'datetimepicker':
        return setPicking(action);
      case 'richmenuswitch': {
        const { data, richMenuAliasId: newRichMenuAliasId } = action;
        await run(() => sendPostback(userId, { data, params: { newRichMenuAliasId } }));
        return;
      }
      case 'uri':
        return isLiffLink(action.uri) ? onForm(action.uri) : setOpening(action.uri);
      case 'clipboard':
        return copy(action.clipboardText, setSaid, onProblem);
      case 'camera':
      case 'cameraRoll':
      case 'location':
        return onProblem('カメラ・写真・位置情報は、このシミュレーターでは使えません');
      case 'unsupported':
        return onProblem(action.reason);
      default:
        return action satisfies never;
    }
  };

  const pick = async (action: DateAction, params: PostbackParams) => {
    setPicking(null);
    await run(() => sendPostback(userId, { data: action.data, params }));
  };
  const open = (uri: string) => run(() => clickLink(userId, uri));
  const close = () => {
    setPicking(null);
    setOpening(null);
  };
  return { perform, run, picking, opening, said, pick, open, close };
}

function postback({ data, displayText }: Extract<Action, { type: 'postback' }>) {
  return displayText === undefined ? { data } : { data, displayText };
}

function followUp(
  action: Extract<Action, { type: 'postback' }>,
  composer: ComposerHandle | null,
  drawer: Drawer,
): void {
  if (action.inputOption === 'openKeyboard') composer?.fill(action.fillInText ?? '');
  if (action.inputOption === 'openRichMenu') drawer.show(true);
  if (action.inputOption === 'closeRichMenu') drawer.show(false);
}

async function copy(
  text: string,
  onSaid: (sentence: string) => void,
  onProblem: (sentence: string) => void,
): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    onSaid('コピーしました');
  } catch {
    onProblem('クリップボードにコピーできませんでした');
  }
}
