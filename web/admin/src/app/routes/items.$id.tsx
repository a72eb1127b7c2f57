import { ItemScreen } from '../../features/items/item_screen.tsx';

export const Screen = ItemScreen;
