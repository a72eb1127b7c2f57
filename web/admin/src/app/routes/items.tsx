import { ItemsScreen } from '../../features/items/items_screen.tsx';

export const Screen = ItemsScreen;
