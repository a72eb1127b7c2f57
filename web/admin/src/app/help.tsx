/** 「?」 opens a short help: the keys, and whom to ask. */

import { useEffect, useState } from 'react';
import { Button } from '../shared/ui/button.tsx';
import { Dialog } from '../shared/ui/dialog.tsx';

const KEYS: readonly [string, string][] = [
  ['?', 'このヘルプを開く'],
  ['Ctrl+K', '画面や配信をさがす'],
  ['Tab / Shift+Tab', '次・前の項目へ進む'],
  ['Enter / スペース', 'ボタンを押す、選ぶ'],
  ['Esc', '開いている小さな画面を閉じる'],
  ['Ctrl+S', '作成中の配信や、編集中の内容を保存する'],
  ['Ctrl+Z / Ctrl+Y', '作成中の操作を取り消す・やり直す'],
];

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable || /^(input|textarea|select)$/i.test(target.tagName));

export function Help() {
  const [isOpen, setOpen] = useState(false);
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (
        event.key === '?' &&
        !isTyping(event.composedPath()[0] ?? null) &&
        !document.querySelector('dialog[open]')
      )
        setOpen(true);
    };
    addEventListener('keydown', listen);
    return () => removeEventListener('keydown', listen);
  }, []);
  return (
    <>
      <Button kind="text" size="sm" onClick={() => setOpen(true)}>
        ヘルプ
      </Button>
      <Dialog
        title="ヘルプ"
        open={isOpen}
        onClose={() => setOpen(false)}
        footer={<Button onClick={() => setOpen(false)}>閉じる</Button>}
      >
        <h3 className="font-bold">配信の流れ</h3>
        <p>
          作成 → 対象を選ぶ → 日時を決める → テスト配信 → 確認（必要なら承認）→
          配信。下書きは自動で保存されます。
        </p>
        <h3 className="font-bold">キーボードでの操作</h3>
        <dl className="grid grid-cols-[auto_1fr] gap-x-6 gap-y-2">
          {KEYS.map(([keys, meaning]) => (
            <div key={keys} className="contents">
              <dt className="font-mono">{keys}</dt>
              <dd>{meaning}</dd>
            </div>
          ))}
        </dl>
        <p>
          困ったときは、管理者に相談してください。画面ごとのくわしい説明は、管理者が配る「職員用の手引き」にあります。
        </p>
      </Dialog>
    </>
  );
}
