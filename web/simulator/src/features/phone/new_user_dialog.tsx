/** Creates a citizen who adds the account at once. */

import { useId, useState } from 'preact/hooks';
import { Dialog } from './dialog.tsx';

interface Props {
  suggestion: string;
  onAdd: (displayName: string) => Promise<void>;
  onClose: () => void;
}

export function NewUserDialog({ suggestion, onAdd, onClose }: Props) {
  const [name, setName] = useState(suggestion);
  const [problem, setProblem] = useState('');
  const id = useId();
  const add = async () => {
    const displayName = name.trim();
    if (displayName === '') return setProblem('＊表示名を入力してください');
    try {
      await onAdd(displayName);
    } catch (error) {
      setProblem(`＊${error instanceof Error ? error.message : '追加できませんでした'}`);
    }
  };
  return (
    <Dialog title="新しい利用者が友だち追加する" onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void add();
        }}
      >
        <label for={id}>表示名（20文字まで）</label>
        {problem && (
          <p class="field-problem" id={`${id}-problem`} role="alert">
            {problem}
          </p>
        )}
        <input
          id={id}
          value={name}
          maxLength={20}
          autoComplete="off"
          aria-describedby={problem ? `${id}-problem` : undefined}
          aria-invalid={problem !== ''}
          onInput={(event) => setName(event.currentTarget.value)}
        />
        <div class="dialog-buttons">
          <button type="button" class="button" onClick={onClose}>
            やめる
          </button>
          <button type="submit" class="button button-strong">
            友だち追加する
          </button>
        </div>
      </form>
    </Dialog>
  );
}
