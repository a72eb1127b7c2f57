import { SettingsScreen } from '../../features/settings/settings_screen.tsx';

export const Screen = SettingsScreen;
