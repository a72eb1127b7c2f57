import { ApprovalScreen } from '../../features/approvals/approval_screen.tsx';

export const Screen = ApprovalScreen;
