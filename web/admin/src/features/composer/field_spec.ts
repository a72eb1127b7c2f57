/** What a field of a bubble is: the words over it, where its value stands, and what it takes. */

import type { Unit } from './limits.ts';

interface Common {
  readonly key: string;
  readonly label: string;
  readonly required?: true;
  readonly hint?: string;
}

export type FieldSpec =
  | (Common & {
      readonly kind: 'text';
      /** May hang on what else the card has. */
      readonly max: number | ((card: unknown) => number);
      readonly unit: Unit;
      readonly long?: true;
      /** Emoji can be picked beside it. */
      readonly emoji?: true;
    })
  | (Common & { readonly kind: 'url' })
  | (Common & { readonly kind: 'number'; readonly min: number; readonly max: number })
  | (Common & { readonly kind: 'choice'; readonly choices: readonly { value: string; label: string }[] })
  | (Common & { readonly kind: 'media'; readonly use: MediaUse; readonly fills: Record<string, MediaPart> })
  /** Ticked: this stands there. */
  | (Common & { readonly kind: 'mark'; readonly mark: string })
  /** Latitude and longitude together. */
  | (Common & { readonly kind: 'place' })
  | (Common & { readonly kind: 'areas' })
  | (Common & { readonly kind: 'tap' })
  /** Of the words on it: LINE's usual length unless said, and whether there may be none. */
  | (Common & { readonly kind: 'action'; readonly longest?: number; readonly isOptional?: true })
  | (Common & { readonly kind: 'group'; readonly fields: readonly FieldSpec[] })
  | (Common & {
      readonly kind: 'list';
      readonly noun: string;
      readonly min: number;
      readonly max: number;
      readonly fields: readonly FieldSpec[];
      readonly fresh: () => object;
    });

export type MediaUse = 'image' | 'imagemap' | 'video' | 'audio' | 'preview';
export type MediaPart = 'url' | 'preview_url' | 'base_url' | 'width' | 'height' | 'duration_ms';
