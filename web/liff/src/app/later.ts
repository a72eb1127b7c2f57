/** What nobody needs before the form can be filled in; fetched while LINE is asked who is looking. */

export { Consent } from '../features/consent.tsx';
export { Progress } from '../features/progress.tsx';
export { Summary } from '../features/summary.tsx';
export { Ending } from './ending.tsx';
export { Person } from './person.ts';
export { saveLabel } from './save_label.ts';
