/** 設定: what holds for the whole city. */

import { useFilters } from '../../shared/filters.ts';
import { Page } from '../../shared/ui/page.tsx';
import { Tabs } from '../../shared/ui/tabs.tsx';
import { ConsentSettings, GreetingSettings, PerMonthSettings, RetentionSettings } from './citizens.tsx';
import { DepartmentSettings } from './departments.tsx';
import { GuardSettings } from './guards.tsx';
import { MaintenanceSettings } from './maintenance.tsx';

const TABS = [
  { id: 'guards', label: '配信前の確認' },
  { id: 'departments', label: '部署' },
  { id: 'greeting', label: 'あいさつ' },
  { id: 'citizens', label: '同意文・保存期間' },
  { id: 'maintenance', label: 'お知らせ' },
];

export function SettingsScreen() {
  const [filters, change] = useFilters('tab');
  const tab = TABS.some(({ id }) => id === filters.tab) ? (filters.tab ?? 'guards') : 'guards';
  return (
    <Page title="設定">
      <Tabs label="設定の種類" tabs={TABS} current={tab} onCurrent={(next) => change({ tab: next })}>
        {tab === 'guards' && <GuardSettings />}
        {tab === 'departments' && <DepartmentSettings />}
        {tab === 'greeting' && <GreetingSettings />}
        {tab === 'citizens' && (
          <div className="flex flex-col gap-10">
            <ConsentSettings />
            <RetentionSettings />
            <PerMonthSettings />
          </div>
        )}
        {tab === 'maintenance' && <MaintenanceSettings />}
      </Tabs>
    </Page>
  );
}
