/** The place of a location message as one field: pasted from a map, and looked at there. */

import { useState } from 'react';
import { TextField } from '../../shared/ui/field.tsx';
import { withValue } from './paths.ts';
import { heldPlace, isInJapan, mapAddress, placeOf, placeText } from './place.ts';

interface Props {
  readonly label: string;
  /** The whole message, which has both numbers or neither. */
  readonly value: unknown;
  readonly onValue: (value: unknown) => void;
  readonly path: string;
  readonly errorAt: (path: string) => string | undefined;
}

export function PlaceField({ label, path, value, onValue, errorAt }: Props) {
  const held = heldPlace(value);
  const [typed, setTyped] = useState<string>();
  const read = typed === undefined ? held : placeOf(typed);
  // What was typed stays only as long as it means what the message holds: 元に戻す and JSON change the message too.
  const isOwn =
    typed !== undefined && (held ? read && placeText(read) === placeText(held) : read === undefined);
  const text = isOwn ? typed : held ? placeText(held) : '';
  const write = (next: string) => {
    setTyped(next);
    const place = placeOf(next);
    onValue(withValue(withValue(value, 'latitude', place?.latitude), 'longitude', place?.longitude));
  };
  const error = errorAt(`${path}.latitude`) ?? errorAt(`${path}.longitude`);
  const missing = error && (held ? error : '地図の位置を貼り付けてください。');
  const unread = isOwn && typed.trim() !== '' && read === undefined;
  const far =
    held !== undefined && !isInJapan(held)
      ? '日本の外です。2つの数字の順（緯度、経度）を確かめてください。'
      : undefined;
  return (
    <div className="flex flex-col gap-2">
      <TextField
        label={label}
        required
        hint="Googleマップで場所を右クリックし、いちばん上に出る「35.6186, 139.5622」のような数字を押して写し、ここに貼り付けます。地図のページのアドレスも貼り付けられます。"
        error={
          unread
            ? '位置を読み取れません。「35.6186, 139.5622」のような2つの数字にしてください。'
            : (missing ?? far)
        }
        autoComplete="off"
        value={text}
        onValue={write}
      />
      {held && (
        <a className="link self-start" href={mapAddress(held)} target="_blank" rel="noreferrer">
          この位置を地図で確かめる（新しいタブ）
        </a>
      )}
    </div>
  );
}
