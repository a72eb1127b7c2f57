import { SegmentScreen } from '../../features/segments/segment_screen.tsx';

export const Screen = SegmentScreen;
