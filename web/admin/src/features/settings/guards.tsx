/** What has to happen before a delivery is sent. */

import { Radios } from '../../shared/ui/choice.tsx';
import { Notice } from '../../shared/ui/notice.tsx';
import { NumberField } from '../../shared/ui/number_field.tsx';
import { numberFault, numberWords } from './numbers.ts';
import { SettingBox } from './setting_box.tsx';
import { useSetting, type ValueOf } from './use_setting.ts';

type GuardsValue = ValueOf<'guards'>;

const APPROVALS = [
  { value: 'always', label: 'すべての配信', hint: 'いちばん安全です。' },
  { value: 'large', label: '大きな配信', hint: '全員への配信と、下の「人数の入力」が必要な配信。' },
  { value: 'everyone', label: '全員への配信だけ' },
  { value: 'never', label: '承認はいらない' },
];

const percent = (share: number): number => Math.round(share * 100);

const wordsOf = (value: GuardsValue): readonly [string, string][] => [
  ['承認が必要な配信', APPROVALS.find((one) => one.value === value.approval)?.label ?? ''],
  ['承認の期限', numberWords(value.approval_hours, '時間')],
  ['人数の入力を求める人数', numberWords(value.typed_count_from, '人以上')],
  ['人数の入力を求める割合', numberWords(percent(value.typed_count_share), '%以上')],
  ['取り消せる時間', numberWords(value.undo_minutes, '分')],
];

/** As `lib/domain/src/draft/confirmation.rs` tells whether a second person looks at it. */
const isWeaker = (next: GuardsValue, before: GuardsValue): boolean => {
  const looseness = ({ approval }: GuardsValue) => APPROVALS.findIndex(({ value }) => value === approval);
  return (
    looseness(next) > looseness(before) ||
    next.approval_hours > before.approval_hours ||
    next.typed_count_from > before.typed_count_from ||
    next.typed_count_share > before.typed_count_share ||
    next.undo_minutes < before.undo_minutes
  );
};

const faultOf = (value: GuardsValue | undefined): string | undefined =>
  value &&
  numberFault(value.approval_hours, value.typed_count_from, value.typed_count_share, value.undo_minutes);

export function GuardSettings() {
  const setting = useSetting('guards');
  const set = (change: Partial<GuardsValue>) => setting.value && setting.set({ ...setting.value, ...change });
  return (
    <SettingBox title="配信前の確認" setting={setting} fault={faultOf(setting.value)} words={wordsOf}>
      {(value) => (
        <div className="flex max-w-2xl flex-col gap-5">
          <Radios
            label="ほかの人の承認が必要な配信"
            choices={APPROVALS}
            value={value.approval}
            onValue={(approval) => set({ approval: approval as GuardsValue['approval'] })}
          />
          <NumberField
            label="承認の期限（時間）"
            hint="承認を依頼してから、この時間を過ぎると無効になります。"
            unit="時間"
            min={1}
            max={720}
            value={value.approval_hours}
            onValue={(approval_hours) => set({ approval_hours })}
          />
          <NumberField
            label="人数の入力を求める人数（人以上）"
            hint="この人数以上に送るとき、「123,456人に配信」と入力して確かめます。"
            unit="人"
            min={1}
            max={100_000}
            value={value.typed_count_from}
            onValue={(typed_count_from) => set({ typed_count_from })}
          />
          <NumberField
            label="人数の入力を求める割合（友だち全体の%以上）"
            hint="0にすると、すべての配信で求めます。"
            unit="%"
            min={0}
            max={90}
            value={percent(value.typed_count_share)}
            onValue={(share) => set({ typed_count_share: share / 100 })}
          />
          <NumberField
            label="すぐに送る配信を取り消せる時間（分）"
            hint="緊急の配信は、いつも待たずに始まります。"
            unit="分"
            min={0}
            max={10}
            value={value.undo_minutes}
            onValue={(undo_minutes) => set({ undo_minutes })}
          />
          {setting.stands && isWeaker(value, setting.stands.value) && (
            <Notice kind="warning" title="いまより、確認がゆるくなります">
              保存すると、ほかの管理者のホームに、事後の確認の依頼が出ます。
            </Notice>
          )}
          <p>21時から8時に始まる配信には、日時を決める画面と確認の画面で注意が出ます。</p>
        </div>
      )}
    </SettingBox>
  );
}
