import { TrailsScreen } from '../../features/trails/trails_screen.tsx';

export const Screen = TrailsScreen;
