/** What has to happen before a delivery is sent. */

import { Radios } from '../../shared/ui/choice.tsx';
import { TextField } from '../../shared/ui/field.tsx';
import { SettingBox } from './setting_box.tsx';
import { useSetting } from './use_setting.ts';

interface GuardsValue {
  readonly typed_count_from: number;
  readonly typed_count_share: number;
  readonly approval: 'always' | 'everyone' | 'large' | 'never';
  readonly approval_hours: number;
  readonly undo_minutes: number;
}

const APPROVALS = [
  { value: 'always', label: 'すべての配信', hint: 'いちばん安全です。' },
  { value: 'large', label: '大きな配信', hint: '全員への配信と、下の「人数の入力」が必要な配信。' },
  { value: 'everyone', label: '全員への配信だけ' },
  { value: 'never', label: '承認はいらない' },
];

const whole = (text: string): number => Number.parseInt(text.normalize('NFKC'), 10) || 0;

const wordsOf = (value: GuardsValue): readonly [string, string][] => [
  ['承認が必要な配信', APPROVALS.find((one) => one.value === value.approval)?.label ?? ''],
  ['承認の期限', `${value.approval_hours}時間`],
  ['人数の入力を求める人数', `${value.typed_count_from}人以上`],
  ['人数の入力を求める割合', `${Math.round(value.typed_count_share * 100)}%以上`],
  ['取り消せる時間', `${value.undo_minutes}分`],
];

export function GuardSettings() {
  const setting = useSetting<GuardsValue>('guards');
  const set = (change: Partial<GuardsValue>) => setting.value && setting.set({ ...setting.value, ...change });
  return (
    <SettingBox title="配信前の確認" setting={setting} words={wordsOf}>
      {(value) => (
        <div className="flex max-w-2xl flex-col gap-5">
          <Radios
            label="ほかの人の承認が必要な配信"
            choices={APPROVALS}
            value={value.approval}
            onValue={(approval) => set({ approval: approval as GuardsValue['approval'] })}
          />
          <TextField
            label="承認の期限（時間）"
            hint="承認を依頼してから、この時間を過ぎると無効になります。"
            inputMode="numeric"
            value={String(value.approval_hours)}
            onValue={(text) => set({ approval_hours: whole(text) })}
          />
          <TextField
            label="人数の入力を求める人数（人以上）"
            hint="この人数以上に送るとき、「123,456人に配信」と入力して確かめます。1〜100,000人。"
            inputMode="numeric"
            value={String(value.typed_count_from)}
            onValue={(text) => set({ typed_count_from: whole(text) })}
          />
          <TextField
            label="人数の入力を求める割合（友だち全体の%以上）"
            hint="0〜90%。"
            inputMode="numeric"
            value={String(Math.round(value.typed_count_share * 100))}
            onValue={(text) => set({ typed_count_share: Math.min(90, whole(text)) / 100 })}
          />
          <TextField
            label="すぐに送る配信を取り消せる時間（分）"
            hint="0〜10分。緊急配信は待たずに送ります。"
            inputMode="numeric"
            value={String(value.undo_minutes)}
            onValue={(text) => set({ undo_minutes: whole(text) })}
          />
          <p>21時から8時に始まる配信には、日時を決める画面と確認の画面で注意が出ます。</p>
        </div>
      )}
    </SettingBox>
  );
}
