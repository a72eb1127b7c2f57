/** A bubble as JSON text: kept exactly as it is typed, also while it is no JSON yet. */

import { TextArea } from '../../shared/ui/field.tsx';

/** Where the text stops being JSON, in words; undefined where all of it is. */
export function brokenAt(text: string): string | undefined {
  try {
    JSON.parse(text);
    return undefined;
  } catch (error) {
    const message = error instanceof Error ? error.message : '';
    const byPosition = /position (\d+)/.exec(message)?.[1];
    const byLine = /line (\d+) column (\d+)/.exec(message);
    if (byLine) return `${byLine[1]}行${byLine[2]}文字目でJSONとして読めなくなります。`;
    if (byPosition === undefined) return 'JSONが途中で終わっています。';
    const before = text.slice(0, Number(byPosition)).split('\n');
    return `${before.length}行${(before.at(-1)?.length ?? 0) + 1}文字目でJSONとして読めなくなります。`;
  }
}

export function JsonField({ text, onText }: { text: string; onText: (text: string) => void }) {
  return (
    <TextArea
      label="JSON"
      hint="貼り付けたJSONは書き換えずにそのまま使います。"
      error={brokenAt(text)}
      rows={14}
      spellCheck={false}
      className="font-mono"
      value={text}
      onValue={onText}
    />
  );
}
