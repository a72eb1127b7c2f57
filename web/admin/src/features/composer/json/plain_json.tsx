/** The JSON in a plain field: what is left where the editor cannot be loaded. */

import { TextArea } from '../../../shared/ui/field.tsx';
import type { JsonEditorProps } from './json_editor.tsx';

export function PlainJson({ text, path, errors, onType }: JsonEditorProps) {
  return (
    <TextArea
      exact
      label="JSON"
      hint="書いたとおりに使い、書き換えません。"
      error={errors.find((error) => error.path.startsWith(path))?.message}
      rows={14}
      spellCheck={false}
      className="font-mono"
      value={text}
      onValue={onType}
    />
  );
}
