import { TemplatesScreen } from '../../features/templates/templates_screen.tsx';

export const Screen = TemplatesScreen;
