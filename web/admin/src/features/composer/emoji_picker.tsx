/** Emoji that every phone has, put into a text where the caret stands. */

import { type RefObject, useState } from 'react';

/** Each with the name that is read out. */
const EMOJI: readonly (readonly [emoji: string, name: string])[] = [
  ['📢', 'お知らせ'],
  ['⚠️', '注意'],
  ['🚨', '緊急'],
  ['✅', 'チェック'],
  ['❗', 'びっくりマーク'],
  ['❓', 'はてなマーク'],
  ['👉', '右を指す'],
  ['👇', '下を指す'],
  ['📅', 'カレンダー'],
  ['⏰', '時計'],
  ['📍', '場所'],
  ['📞', '電話'],
  ['📝', 'メモ'],
  ['💻', 'パソコン'],
  ['📱', 'スマートフォン'],
  ['🏫', '学校'],
  ['🏥', '病院'],
  ['🏢', '建物'],
  ['🚒', '消防車'],
  ['🚑', '救急車'],
  ['🚌', 'バス'],
  ['🚧', '工事'],
  ['🚰', '水道'],
  ['♻️', 'リサイクル'],
  ['🗑️', 'ごみ箱'],
  ['👶', '赤ちゃん'],
  ['👪', '家族'],
  ['🧓', '高齢の方'],
  ['💉', '予防接種'],
  ['😷', 'マスク'],
  ['☀️', '晴れ'],
  ['☔', '雨'],
  ['❄️', '雪'],
  ['🌀', '台風'],
  ['🌊', '波'],
  ['🔥', '火'],
  ['🌸', '桜'],
  ['🍁', '紅葉'],
  ['🎉', 'お祝い'],
  ['🙏', 'お願い'],
];

export function EmojiPicker({ field }: { readonly field: RefObject<HTMLTextAreaElement | null> }) {
  const [put, setPut] = useState({ words: '', times: 0 });
  const insert = (emoji: string, name: string) => {
    const { current } = field;
    if (current === null) return;
    current.setRangeText(emoji, current.selectionStart, current.selectionEnd, 'end');
    current.dispatchEvent(new InputEvent('input', { bubbles: true }));
    setPut(({ times }) => ({ words: `${name}を入れました`, times: times + 1 }));
  };
  return (
    <details>
      <summary className="min-h-11 cursor-pointer py-2">絵文字を入れる</summary>
      <fieldset aria-label="絵文字" className="flex flex-wrap gap-1">
        {EMOJI.map(([emoji, name]) => (
          <button
            key={name}
            type="button"
            aria-label={name}
            title={name}
            className="size-11 rounded-8 border border-solid-gray-420 bg-white text-2xl"
            onClick={() => insert(emoji, name)}
          >
            {emoji}
          </button>
        ))}
      </fieldset>
      <p role="status" className="text-sm text-solid-gray-700">
        {/* A text of its own each time: the same one again would not be read out. */}
        <span key={put.times}>{put.words}</span>
      </p>
    </details>
  );
}
