import { DeliveriesScreen } from '../../features/deliveries/deliveries_screen.tsx';

export const Screen = DeliveriesScreen;
