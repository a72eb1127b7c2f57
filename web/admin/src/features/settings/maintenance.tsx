/** An announcement: above every screen for staff, on the form for citizens. */

import { TextArea } from '../../shared/ui/field.tsx';
import { SettingBox } from './setting_box.tsx';
import { useSetting } from './use_setting.ts';

/** Empty means that nothing is announced. */
const kept = (text: string): string | null => (text.trim() === '' ? null : text);

export function MaintenanceSettings() {
  const setting = useSetting('maintenance');
  return (
    <SettingBox
      title="メンテナンスなどのお知らせ"
      setting={setting}
      words={({ staff, citizens }) => [
        ['職員へのお知らせ', staff ?? ''],
        ['市民へのお知らせ', citizens ?? ''],
      ]}
    >
      {(value) => (
        <div className="flex max-w-2xl flex-col gap-4">
          <TextArea
            label="職員へのお知らせ"
            hint="職員のすべての画面の上に表示します。空にすると消えます。300文字まで。"
            value={value.staff ?? ''}
            onValue={(text) => setting.set({ ...value, staff: kept(text) })}
          />
          <TextArea
            label="市民へのお知らせ"
            hint="登録フォームの上に表示します。空にすると消えます。300文字まで。"
            value={value.citizens ?? ''}
            onValue={(text) => setting.set({ ...value, citizens: kept(text) })}
          />
        </div>
      )}
    </SettingBox>
  );
}
