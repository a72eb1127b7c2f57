/** What lies in the bin of the small city: one thing of each kind. */

import type { Bin } from '../src/features/bin/wire.ts';
import { TEMPLATE } from './fixtures_drafts.ts';

const DAY = 24 * 3_600_000;
const jst = (ms: number): string =>
  `${new Date(Date.now() + ms + 9 * 3_600_000).toISOString().slice(0, 19)}+09:00`;
const HANAKO = { id: '01STAFFHANAKO00000000000001', name: '高津 花子' };
const thrown = (days: number) => ({
  deleted_by: HANAKO,
  deleted_at: jst(-days * DAY),
  gone_at: jst((30 - days) * DAY),
  days_left: 30 - days,
});

export const BIN: Bin = {
  things: [
    {
      kind: 'template',
      id: TEMPLATE.id,
      version: 2,
      title: TEMPLATE.name,
      department: '01DEPARTMENTBOUSAI000000001',
      ...thrown(0),
    },
    {
      kind: 'draft',
      id: '01DRAFTTHROWNAWAY0000000003',
      version: 7,
      title: '',
      department: '01DEPARTMENTKOSODATE0000002',
      ...thrown(3),
    },
    {
      kind: 'segment',
      id: '01SEGMENTTHROWNAWAY00000003',
      version: 3,
      title: '多摩区で粗大ごみのお知らせを受け取る、65歳以上の方と、そのご家族',
      department: null,
      ...thrown(12),
    },
    {
      kind: 'tester_group',
      id: '01GROUPTHROWNAWAY0000000002',
      version: 1,
      title: '広報課の全員',
      department: null,
      ...thrown(29),
    },
  ],
};

export const binFixtures = (): Record<string, object> => ({ 'GET bin': BIN });
