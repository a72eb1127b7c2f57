/** A picture in a card: the file, its shape, and the page that it may lead to. */

import { Checkbox } from '../../../shared/ui/choice.tsx';
import { Select } from '../../../shared/ui/field.tsx';
import { ActionFields } from '../action_fields.tsx';
import type { FieldSpec } from '../field_spec.ts';
import { MediaField } from '../media_field.tsx';
import type { FieldsOf } from './block_fields.tsx';
import type { Block, BlockAction } from './blocks.ts';

const FILE: FieldSpec & { kind: 'media' } = {
  kind: 'media',
  key: 'url',
  label: '画像',
  required: true,
  use: 'image',
  fills: { url: 'url', width: 'width', height: 'height' },
  hint: '画像の中の文字は読み上げられません。大切なことは本文にも書きます。',
};
const SHAPES = [
  { value: '20:13', label: '横長（20:13）' },
  { value: '16:9', label: '横長（16:9）' },
  { value: '1:1', label: '正方形' },
  { value: '3:4', label: '縦長（3:4）' },
];
const LONGEST_LABEL = 40;
/** LINE shows a picture at most three times as high as wide. */
const HIGHEST = 3;

type Picture = Block & { kind: 'picture' };

/** The picture with another file; its shape is then the file's own. */
function withFile(block: Picture, file: unknown): Picture {
  const { url, width, height } = file as { url?: string; width?: number; height?: number };
  const isSized = Number.isInteger(width) && Number.isInteger(height) && Number(width) > 0;
  const ratio = isSized ? `${width}:${Math.min(Number(height), HIGHEST * Number(width))}` : block.ratio;
  return { ...block, url: url ?? '', ratio };
}

export function PictureFields({ block, onBlock, path, errorAt }: FieldsOf<Picture>) {
  const isOther = SHAPES.every(({ value }) => value !== block.ratio);
  const shapes = isOther
    ? [{ value: block.ratio, label: `画像の形のまま（${block.ratio}）` }, ...SHAPES]
    : SHAPES;
  const tap = (on: boolean) =>
    onBlock({ ...block, action: on ? { type: 'uri', label: '', uri: 'https://' } : null }, 'step');
  return (
    <div className="flex flex-col gap-3">
      <MediaField
        spec={FILE}
        value={{ url: block.url }}
        error={errorAt(`${path}.url`)}
        onValue={(file, step) => onBlock(withFile(block, file), step)}
      />
      <Select
        label="画像の形"
        hint="はみ出すところは切り取られます。"
        choices={shapes}
        value={block.ratio}
        onValue={(ratio) => onBlock({ ...block, ratio }, 'step')}
      />
      <Checkbox label="画像を押せるようにする" checked={block.action !== null} onChecked={tap} />
      {block.action && (
        <ActionFields
          label="読み上げ"
          longest={LONGEST_LABEL}
          hint="画面には出ません。画像を見られない人に、押すと何が起きるかを伝えます。"
          value={block.action}
          onValue={(action) => onBlock({ ...block, action: action as BlockAction })}
          path={`${path}.action`}
          errorAt={errorAt}
        />
      )}
    </div>
  );
}
