import { TestersScreen } from '../../features/testers/testers_screen.tsx';

export const Screen = TestersScreen;
