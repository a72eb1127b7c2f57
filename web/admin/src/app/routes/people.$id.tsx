import { PersonScreen } from '../../features/people/person_screen.tsx';

export const Screen = PersonScreen;
