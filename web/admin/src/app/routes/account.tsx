import { AccountScreen } from '../../features/account/account_screen.tsx';

export const Screen = AccountScreen;
