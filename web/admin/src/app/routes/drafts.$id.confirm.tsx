import { ConfirmScreen } from '../../features/confirm/confirm_screen.tsx';

export const Screen = ConfirmScreen;
