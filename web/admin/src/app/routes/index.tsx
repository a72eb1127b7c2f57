import { HomeScreen } from '../../features/home/home_screen.tsx';

export const Screen = HomeScreen;
