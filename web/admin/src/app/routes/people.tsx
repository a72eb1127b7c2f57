import { PeopleScreen } from '../../features/people/people_screen.tsx';

export const Screen = PeopleScreen;
