import { ApprovalsScreen } from '../../features/approvals/approvals_screen.tsx';

export const Screen = ApprovalsScreen;
