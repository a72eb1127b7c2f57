/** The phone beside the editor: the talk in two text sizes on two screens, the notification, and the list of talks. */

import { useState } from 'react';
import { Select } from '../../shared/ui/field.tsx';
import { MessagePreview, type Phone } from '../../shared/ui/message_preview.tsx';
import { notificationOf } from './notification.ts';

export function PhonePreview({ messages }: { messages: readonly string[] }) {
  const [letters, setLetters] = useState<Phone['letters']>('normal');
  const [screen, setScreen] = useState<Phone['screen']>('normal');
  const line = notificationOf(messages) || '（まだありません）';
  return (
    <aside
      aria-label="届いたときの見え方"
      className="flex min-w-0 flex-col gap-4 @4xl:sticky @4xl:top-4 @4xl:-m-1 @4xl:max-h-[calc(100dvh-2rem)] @4xl:overflow-y-auto @4xl:p-1"
    >
      <h2 className="text-std-20B-150">届いたときの見え方</h2>
      <Announced line={line} />
      <div className="grid grid-cols-2 gap-4">
        <Select
          label="文字の大きさ"
          value={letters}
          onValue={(value) => setLetters(value === 'large' ? 'large' : 'normal')}
          choices={[
            { value: 'normal', label: 'ふつう' },
            { value: 'large', label: '大きい' },
          ]}
        />
        <Select
          label="端末"
          value={screen}
          onValue={(value) => setScreen(value === 'long' ? 'long' : 'normal')}
          choices={[
            { value: 'normal', label: 'ふつう' },
            { value: 'long', label: '縦長' },
          ]}
        />
      </div>
      <MessagePreview messages={messages} label="トーク" phone={{ letters, screen }} />
      <InList line={line} />
    </aside>
  );
}

/** First of all, as the citizen sees it: two lines on a locked phone. */
function Announced({ line }: { line: string }) {
  return (
    <figure>
      <figcaption className="mb-1 text-sm font-bold">通知</figcaption>
      <div className="rounded-12 bg-solid-gray-700 p-2">
        <div className="rounded-12 bg-white px-3 py-1">
          <p className="text-sm font-bold">市の公式アカウント</p>
          <p className="line-clamp-2 text-sm">{line}</p>
        </div>
      </div>
    </figure>
  );
}

/** The same line where it is cut off after one. */
function InList({ line }: { line: string }) {
  return (
    <figure>
      <figcaption className="mb-1 text-sm font-bold">トーク一覧</figcaption>
      <div className="flex items-start gap-3 rounded-8 border border-solid-gray-420 bg-white px-3 py-2">
        <span
          aria-hidden
          className="grid size-11 shrink-0 place-items-center rounded-full bg-key-900 font-bold text-white"
        >
          市
        </span>
        <div className="min-w-0 grow">
          <p className="text-sm font-bold">市の公式アカウント</p>
          <p className="truncate text-sm text-solid-gray-700">{line}</p>
        </div>
      </div>
    </figure>
  );
}
