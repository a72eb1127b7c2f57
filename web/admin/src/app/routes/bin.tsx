import { BinScreen } from '../../features/bin/bin_screen.tsx';

export const Screen = BinScreen;
