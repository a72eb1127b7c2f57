import { DeliveryScreen } from '../../features/deliveries/delivery_screen.tsx';

export const Screen = DeliveryScreen;
