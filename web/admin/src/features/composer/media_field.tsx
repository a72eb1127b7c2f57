/** A picture, film or sound: chosen as a file and uploaded, or named by its address. */

import { useContext, useId, useLayoutEffect, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { get, newKey, post } from '../../shared/api/http.ts';
import { asProblem } from '../../shared/api/problem.ts';
import type { Wire } from '../../shared/api/wire.ts';
import { FieldErrorText, Required, TextField } from '../../shared/ui/field.tsx';
import type { FieldSpec, MediaUse } from './field_spec.ts';
import { counted, UploadsContext } from './lost_upload.tsx';
import { valueAt, withValue } from './paths.ts';

type Media = Wire<'MediaAnswer'>;

const ACCEPTS: Record<MediaUse, string> = {
  image: 'image/jpeg,image/png',
  imagemap: 'image/jpeg,image/png',
  preview: 'image/jpeg,image/png',
  video: 'video/mp4',
  audio: 'audio/mp4,audio/x-m4a,audio/m4a,audio/mpeg,audio/mp3',
};
const MEGABYTE = 1_000_000;
const PICTURE = {
  most: 10 * MEGABYTE,
  words: 'JPEGかPNG、10MBまで。縦横それぞれ10,000ピクセル、全体で2,500万ピクセルまでです。',
};
/** As the server takes them; said before somebody chooses. */
const LIMITS: Record<MediaUse, { readonly most: number; readonly words: string }> = {
  image: PICTURE,
  imagemap: PICTURE,
  preview: PICTURE,
  video: { most: 200 * MEGABYTE, words: 'MP4、200MBまでです。' },
  audio: { most: 200 * MEGABYTE, words: 'M4AかMP3、200MBまでです。' },
};

/** What can be said of a file before it is sent. */
function tooLarge({ size }: File, use: MediaUse): string | undefined {
  const { most } = LIMITS[use];
  if (size <= most) return undefined;
  const now = (size / MEGABYTE).toFixed(1);
  return `ファイルが大きすぎます（${now}MB）。${most / MEGABYTE}MBまでに小さくしてから選び直してください。`;
}

const CHECKS = 60;
const BETWEEN_MS = 1000;

/** A line that carries less than 50 KB a second is taken for a broken one. */
const patienceFor = (bytes: number): number => 60_000 + bytes / 50;

async function sent(url: string, form: FormData, bytes: number): Promise<Response> {
  const signal = AbortSignal.timeout(patienceFor(bytes));
  return fetch(url, { method: 'POST', body: form, signal }).catch(() => {
    throw new Error(
      signal.aborted
        ? 'ファイルの送信に時間がかかりすぎています。通信を確かめて、もう一度選んでください。'
        : 'ネットワークにつながりません。通信を確かめて、もう一度選んでください。',
    );
  });
}

async function uploaded(file: File, use: MediaUse, told: (words: string) => void): Promise<Media> {
  const fault = tooLarge(file, use);
  if (fault) throw new Error(fault);
  told('送信しています…');
  const body = { content_type: file.type, size: file.size, use };
  const { id, upload } = await post('media', body, { key: newKey() });
  const form = new FormData();
  for (const [name, value] of Object.entries(upload.fields)) form.append(name, value);
  form.append('file', file);
  const answer = await sent(upload.url, form, file.size);
  if (answer.status === 400)
    throw new Error('ファイルが大きすぎるか、空です。小さくしてから選び直してください。');
  if (!answer.ok) throw new Error('ファイルを送れませんでした。もう一度選んでください。');
  told('確認しています…');
  for (let check = 0; check < CHECKS; check += 1) {
    const media = await get(`media/${id}`);
    if (media.state !== 'preparing') return media;
    await new Promise((after) => setTimeout(after, BETWEEN_MS));
  }
  throw new Error('ファイルの確認に時間がかかっています。少し待ってから、もう一度お試しください。');
}

/** A refused field says what to do; the problem's own title only that something is wrong. */
function wordsOf(failed: unknown): string {
  if (failed instanceof Error && failed.name === 'Error') return failed.message;
  const problem = asProblem(failed);
  return problem.errors[0]?.message ?? problem.message;
}

const MOVED = '吹き出しが動いたので、もう一度ファイルを選んでください。';

/** What the file will stand in for; where that changed meanwhile, the file is no longer meant for it. */
const heldBy = ({ fills }: Props['spec'], value: unknown): string =>
  JSON.stringify(['type', ...Object.keys(fills)].map((key) => valueAt(value, key) ?? null));

interface Props {
  readonly spec: FieldSpec & { kind: 'media' };
  readonly value: unknown;
  /** `step`: a change that undo takes back by itself. */
  readonly onValue: (value: unknown, step?: 'step') => void;
  readonly error: string | undefined;
}

export function MediaField({ spec, value, onValue, error }: Props) {
  const id = useId();
  const [state, setState] = useState({ words: '', error: '' });
  // An upload takes a while: what is written meanwhile must not be undone by it.
  const now = useRef<Pick<Props, 'value' | 'onValue'>>(undefined);
  useLayoutEffect(() => {
    now.current = { value, onValue };
    return () => {
      now.current = undefined;
    };
  });
  const runs = useRef(0);
  const { lost, underway } = useContext(UploadsContext);
  const address = String(valueAt(value, spec.key) ?? '');
  const take = async (file: File | undefined) => {
    if (file === undefined) return;
    runs.current += 1;
    const run = runs.current;
    const begun = heldBy(spec, value);
    const tell = (words: string) => run === runs.current && setState({ words, error: '' });
    try {
      const media = await counted(underway, uploaded(file, spec.use, tell));
      // Another file was chosen since, or the field is gone with its bubble.
      if (run !== runs.current) return;
      if (now.current === undefined) return lost(file.name);
      if (media.state === 'refused') throw new Error(media.reason ?? 'このファイルは使えません。');
      if (heldBy(spec, now.current.value) !== begun) throw new Error(MOVED);
      const filled = Object.entries(spec.fills).reduce(
        (whole, [key, part]) => (media[part] == null ? whole : withValue(whole, key, media[part])),
        now.current.value,
      );
      // At once: another file that ends now is put into what this one has made of the bubble.
      flushSync(() => now.current?.onValue(filled, 'step'));
      setState({ words: `「${file.name}」が入りました。`, error: '' });
    } catch (failed) {
      if (run === runs.current) setState({ words: '', error: wordsOf(failed) });
    }
  };
  return (
    <fieldset className="flex min-w-0 flex-col gap-2" aria-describedby={`${id}-error`}>
      <legend className="font-bold">
        {spec.label}
        {spec.required && <Required />}
      </legend>
      {spec.hint && <p className="text-sm text-solid-gray-700">{spec.hint}</p>}
      <FieldErrorText id={`${id}-error`} error={state.error || error} />
      <label className="font-bold" htmlFor={`${id}-file`}>
        ファイルを選ぶ
      </label>
      <p id={`${id}-limits`} className="text-sm text-solid-gray-700">
        {LIMITS[spec.use].words}
      </p>
      <input
        id={`${id}-file`}
        type="file"
        aria-describedby={`${id}-limits`}
        className="min-h-11 w-full"
        accept={ACCEPTS[spec.use]}
        onChange={(event) => {
          void take(event.target.files?.[0]);
          // Otherwise the same file could not be chosen again.
          event.target.value = '';
        }}
      />
      <p role="status">{state.words}</p>
      <details>
        <summary className="min-h-11 cursor-pointer py-2">アドレスで指定する</summary>
        <TextField
          label={`${spec.label}のアドレス（https://）`}
          inputMode="url"
          value={address}
          onValue={(next) => {
            const keys = Object.entries(spec.fills).filter(([, part]) => part.endsWith('url'));
            onValue(
              keys.reduce((whole, [key]) => withValue(whole, key, next === '' ? undefined : next), value),
            );
          }}
        />
      </details>
    </fieldset>
  );
}
