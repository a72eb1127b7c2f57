/** The fields of each kind of block. */

import { Radios } from '../../../shared/ui/choice.tsx';
import { TextArea, TextField } from '../../../shared/ui/field.tsx';
import { ActionFields } from '../action_fields.tsx';
import type { Block, BlockAction, ButtonLook } from './blocks.ts';
import { NOTE_TONES, type NoteTone } from './colours.ts';
import { PictureFields } from './picture_fields.tsx';
import { RowsFields } from './rows_fields.tsx';

export interface FieldsOf<B extends Block> {
  readonly block: B;
  readonly onBlock: (block: Block, step?: 'step') => void;
  readonly path: string;
  readonly errorAt: (path: string) => string | undefined;
}

/** What LINE allows on a button of a Flex message. */
const LONGEST_LABEL = 40;

export function BlockFields({ block, ...rest }: FieldsOf<Block>) {
  const { onBlock, path, errorAt } = rest;
  switch (block.kind) {
    case 'title':
      return (
        <TextField
          label="見出し"
          required
          hint="太い大きな文字で出ます。"
          error={errorAt(`${path}.text`)}
          value={block.text}
          onValue={(text) => onBlock({ ...block, text })}
        />
      );
    case 'text':
      return (
        <TextArea
          label="本文"
          required
          rows={4}
          error={errorAt(`${path}.text`)}
          value={block.text}
          onValue={(text) => onBlock({ ...block, text })}
        />
      );
    case 'note':
      return <NoteFields block={block} {...rest} />;
    case 'picture':
      return <PictureFields block={block} {...rest} />;
    case 'table':
      return <RowsFields block={block} {...rest} />;
    case 'button':
      return <ButtonFields block={block} {...rest} />;
    case 'line':
      return <p className="text-sm text-solid-gray-700">上と下の部品の間に、細い線を引きます。</p>;
    default:
      return block satisfies never;
  }
}

function NoteFields({ block, onBlock, path, errorAt }: FieldsOf<Block & { kind: 'note' }>) {
  return (
    <div className="flex flex-col gap-3">
      <TextArea
        label="注意書き"
        required
        rows={2}
        error={errorAt(`${path}.text`)}
        value={block.text}
        onValue={(text) => onBlock({ ...block, text })}
      />
      <Radios
        label="文字の色"
        inline
        choices={Object.entries(NOTE_TONES).map(([value, { name }]) => ({ value, label: name }))}
        value={block.tone}
        onValue={(tone) => onBlock({ ...block, tone: tone as NoteTone }, 'step')}
      />
    </div>
  );
}

const LOOKS = [
  { value: 'primary', label: '目立つ' },
  { value: 'secondary', label: 'ひかえめ' },
  { value: 'link', label: '文字だけ' },
];

function ButtonFields({ block, onBlock, path, errorAt }: FieldsOf<Block & { kind: 'button' }>) {
  return (
    <div className="flex flex-col gap-3">
      <ActionFields
        label="ボタン"
        longest={LONGEST_LABEL}
        hint="17文字より長いと、途中までしか見えないことがあります。"
        value={block.action}
        onValue={(action) => onBlock({ ...block, action: action as BlockAction })}
        path={`${path}.action`}
        errorAt={errorAt}
      />
      <Radios
        label="ボタンの見た目"
        inline
        choices={LOOKS}
        value={block.look}
        onValue={(look) => onBlock({ ...block, look: look as ButtonLook }, 'step')}
      />
    </div>
  );
}
