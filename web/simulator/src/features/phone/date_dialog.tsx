/** Asks for the date or time that a datetimepicker action wants. */

import { useId, useState } from 'preact/hooks';
import type { PostbackParams } from '../../shared/api/talk.ts';
import { Dialog } from './dialog.tsx';
import type { DateAction } from './use_actions.ts';

interface Props {
  action: DateAction;
  onPick: (action: DateAction, params: PostbackParams) => void;
  onClose: () => void;
}

const FIELD = { date: 'date', time: 'time', datetime: 'datetime-local' } as const;

export function DateDialog({ action, onPick, onClose }: Props) {
  const [value, setValue] = useState(native(action.initial));
  const id = useId();
  return (
    <Dialog title={action.label || '日時を選ぶ'} onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (value !== '') onPick(action, { [action.mode]: value });
        }}
      >
        <label for={id}>{{ date: '日付', time: '時刻', datetime: '日付と時刻' }[action.mode]}</label>
        <input
          id={id}
          type={FIELD[action.mode]}
          required
          value={value}
          min={native(action.min)}
          max={native(action.max)}
          onInput={(event) => setValue(event.currentTarget.value)}
        />
        <div class="dialog-buttons">
          <button type="button" class="button" onClick={onClose}>
            やめる
          </button>
          <button type="submit" class="button button-strong">
            決定して送る
          </button>
        </div>
      </form>
    </Dialog>
  );
}

/** LINE also writes `2026-12-01t00:00`; the field wants a capital T. */
function native(written: string | undefined): string {
  return (written ?? '').replace('t', 'T');
}
