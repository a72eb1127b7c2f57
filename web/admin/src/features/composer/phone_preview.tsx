/** The phone beside the editor: the talk in two text sizes, and what the notification says. */

import { useState } from 'react';
import { Radios } from '../../shared/ui/choice.tsx';
import { MessagePreview } from '../../shared/ui/message_preview.tsx';
import { parsed } from './paths.ts';

/** The line in the list of talks and in the notification. */
export function notificationOf(messages: readonly string[]): string {
  const { type, text, altText } = (parsed(messages.at(-1) ?? '') ?? {}) as Record<string, unknown>;
  if (typeof altText === 'string' && altText !== '') return altText;
  if (type === 'text' && typeof text === 'string') return text.split('\n')[0] ?? '';
  const names: Record<string, string> = {
    image: '画像が届きました',
    video: '動画が届きました',
    audio: '音声が届きました',
    sticker: 'スタンプが届きました',
    location: '位置情報が届きました',
  };
  return names[String(type)] ?? '';
}

export function PhonePreview({ messages }: { messages: readonly string[] }) {
  const [size, setSize] = useState('normal');
  const line = notificationOf(messages);
  return (
    <aside aria-label="届いたときの見え方" className="flex min-w-0 flex-col gap-4 @4xl:sticky @4xl:top-4">
      <h2 className="text-std-20B-150">届いたときの見え方</h2>
      <div className="max-h-[70dvh] overflow-y-auto">
        <div className={size === 'large' ? 'preview-large' : ''}>
          <MessagePreview messages={messages} label="トーク" />
        </div>
      </div>
      <div>
        <p className="text-sm font-bold">通知とトーク一覧に出る文</p>
        <p className="rounded-8 border border-solid-gray-420 bg-white px-3 py-2 break-words">
          {line === '' ? '（まだありません）' : line}
        </p>
      </div>
      <Radios
        label="文字の大きさ"
        inline
        value={size}
        onValue={setSize}
        choices={[
          { value: 'normal', label: 'ふつう' },
          { value: 'large', label: '大きい' },
        ]}
      />
    </aside>
  );
}
