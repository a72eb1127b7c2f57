import { DraftScreen } from '../../features/composer/draft_screen.tsx';

export const Screen = DraftScreen;
