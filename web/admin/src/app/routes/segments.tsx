import { SegmentsScreen } from '../../features/segments/segments_screen.tsx';

export const Screen = SegmentsScreen;
