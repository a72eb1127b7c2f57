/** The button that puts one thing back, and what it says where that cannot be. */

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { post } from '../../shared/api/http.ts';
import { Problem } from '../../shared/api/problem.ts';
import type { Wire } from '../../shared/api/wire.ts';
import { Button } from '../../shared/ui/button.tsx';
import { beside, MovedNotice } from '../../shared/ui/conflict.tsx';
import { Notice } from '../../shared/ui/notice.tsx';
import { type Binned, backPath, listOf, nameOf, type Thrown, wordsOf } from './wire.ts';

export function usePutBack(onBack: (thing: Thrown) => void) {
  const client = useQueryClient();
  const again = (first: string) => client.invalidateQueries({ queryKey: [first] });
  return useMutation<Wire<'BackAnswer'>, Error, Thrown>({
    mutationFn: (thing) => post(backPath(thing), { version: thing.version }),
    onSuccess: (_, thing) => onBack(thing),
    onSettled: (_, __, { kind }) => Promise.all(['bin', 'home', listOf(kind)].map(again)),
  });
}

type Change = ReturnType<typeof usePutBack>;

interface Props {
  readonly thing: Thrown;
  readonly change: Change;
}

export function PutBackButton({ thing, change }: Props) {
  const isAsked = change.isPending && change.variables.id === thing.id;
  return (
    <Button size="sm" className="py-1 text-left" busy={isAsked} onClick={() => change.mutate(thing)}>
      {nameOf(thing)}を元に戻す
    </Button>
  );
}

/** Why a thing stays where it is. */
export function StaysThere({ change }: { change: Change }) {
  const { error, variables: thing } = change;
  if (error instanceof Problem && error.code === 'in_the_way' && thing !== undefined)
    return (
      <Notice kind="warning" title={`${nameOf(thing)}は、まだ元に戻せません`} live>
        <p>{error.message}</p>
      </Notice>
    );
  return (
    <MovedNotice<Binned>
      error={error}
      differences={(current) =>
        thing !== undefined && isWhole(thing) ? beside(wordsOf(thing), wordsOf(current)) : []
      }
      again={{ label: '元に戻す', run: (current) => change.mutate(current) }}
    />
  );
}

const isWhole = (thing: Thrown): thing is Binned => 'deleted_at' in thing;

/** It is back; what has to be done anew is said where it matters. */
export function IsBack({ thing }: { thing: Thrown }) {
  return (
    <Notice kind="success" title={`${nameOf(thing)}を元に戻しました`} live>
      {thing.kind === 'draft' && <p>承認・テスト・注意の確認は、もう一度行ってください。</p>}
      <Opens thing={thing} />
    </Notice>
  );
}

function Opens({ thing: { kind, id } }: { thing: Thrown }) {
  if (kind === 'draft')
    return (
      <Link to="/drafts/$id" params={{ id }} className="link">
        下書きを開く
      </Link>
    );
  if (kind === 'segment')
    return (
      <Link to="/segments/$id" params={{ id }} className="link">
        グループを開く
      </Link>
    );
  return (
    <Link to={kind === 'template' ? '/templates' : '/testers'} className="link">
      {listOf(kind) === 'templates' ? 'ひな形の一覧を開く' : 'テスターの画面を開く'}
    </Link>
  );
}
