/** The wire of the admin API as the screens read it. */

export interface Named {
  readonly id: string;
  readonly name: string;
}

export const PERMISSIONS = [
  'deliveries_write',
  'deliveries_approve',
  'deliveries_send',
  'groups',
  'items',
  'testers',
  'menus',
  'mail_rules',
  'statistics',
  'exports',
  'users',
  'settings',
  'trails',
] as const;
export type Permission = (typeof PERMISSIONS)[number];

export type Role = 'administrator' | 'approver' | 'writer' | 'viewer';
export type Factor = 'totp' | 'passkey';
export type Environment = 'local' | 'test' | 'prod';

export interface Me {
  readonly id: string;
  readonly login: string;
  readonly name: string;
  readonly role: Role;
  readonly permissions: readonly Permission[];
  readonly departments: readonly Named[];
  readonly scope: 'all' | 'own';
  readonly second_factors: readonly Factor[];
}

interface Anyhow {
  readonly first_administrator?: boolean;
  readonly environment: Environment;
  readonly notice: string | null;
}

export interface SignedIn extends Anyhow {
  readonly state: 'signed_in';
  readonly me: Me;
  readonly idle_ends_at: string;
  readonly ends_at: string;
  readonly stepped_up_until: string | null;
  readonly viewing_as: Named | null;
}

export type Session =
  | (Anyhow & { readonly state: 'anonymous' })
  | (Anyhow & { readonly state: 'second_factor'; readonly methods: readonly Factor[] })
  | (Anyhow & { readonly state: 'enroll'; readonly methods: readonly Factor[] })
  | SignedIn;

export type StaffState = 'invited' | 'active' | 'locked' | 'suspended' | 'expired';

export interface Staff {
  readonly id: string;
  readonly version: number;
  readonly login: string;
  readonly name: string;
  readonly role: Role;
  readonly permissions: readonly Permission[];
  readonly departments: readonly Named[];
  readonly scope: 'all' | 'own';
  readonly state: StaffState;
  readonly second_factors: readonly Factor[];
  /** Has not set a password, and the code for it has lapsed: a new one has to be made. */
  readonly needs_invitation: boolean;
  readonly expires_on: string | null;
  readonly last_signed_in_at: string | null;
}

export interface Department {
  readonly id: string;
  readonly name: string;
  readonly prefix: string;
  readonly footer: string;
  readonly words: readonly string[];
  readonly version: number;
}

export type DraftState = 'editing' | 'approval_requested' | 'approved' | 'returned' | 'sent_off';

export type Start =
  | { readonly kind: 'now' }
  | { readonly kind: 'at'; readonly at: string; readonly not_later_than: string | null };

export interface DraftSummary {
  readonly id: string;
  readonly version: number;
  readonly title: string;
  readonly department: string | null;
  readonly author: Named;
  readonly state: DraftState;
  readonly target_description: string | null;
  readonly updated_at: string;
  readonly start: Start;
  readonly emergency?: boolean;
  readonly approval?: Approval | null;
}

export interface Approval {
  readonly state: 'none' | 'requested' | 'approved' | 'returned' | 'expired' | 'void';
  readonly requested_by: Named;
  readonly requested_at: string;
  readonly note: string;
  readonly expires_at: string;
  readonly decided_by: Named | null;
  readonly decided_at: string | null;
  readonly reason: string | null;
}

export interface Draft {
  readonly id: string;
  readonly version: number;
  readonly title: string;
  readonly department: string | null;
  readonly author: Named;
  readonly target: unknown;
  readonly messages: readonly string[];
  readonly emergency: boolean;
  readonly silent: boolean;
  readonly start: Start;
  readonly correction_of: string | null;
  readonly state: DraftState;
  readonly approval: Approval | null;
  readonly acknowledged: readonly string[];
  readonly tested?: { readonly at: string; readonly by: Named; readonly current: boolean } | null;
  readonly content_hash: string;
  readonly delivery_id: string | null;
  readonly updated_at: string;
  readonly updated_by: Named;
  readonly editors?: readonly (Named & { readonly seen_at: string })[];
}

export interface Confirmation {
  readonly draft_version: number;
  readonly content_hash: string;
  readonly errors: readonly {
    path: string;
    code: string;
    limit?: number;
    actual?: number;
    message: string;
  }[];
  readonly warnings: readonly {
    readonly key: string;
    readonly code: string;
    readonly path: string;
    readonly quote: string;
    readonly message: string;
    readonly acknowledged: boolean;
  }[];
  readonly count: number;
  readonly total_friends: number;
  readonly share: number;
  readonly description: string;
  readonly typed_count_needed: boolean;
  readonly approval_needed: boolean;
  readonly approval: 'none' | 'requested' | 'approved' | 'expired' | 'void';
  readonly break_glass_allowed: boolean;
  readonly step_up_needed: boolean;
  readonly test: 'never' | 'current' | 'outdated';
  readonly undo_seconds: number;
  readonly starts_at: string;
  readonly may_send: boolean;
  readonly blocked_by: readonly string[];
}

export type DeliveryStatus =
  | 'draft'
  | 'scheduled'
  | 'dispatching'
  | 'sending'
  | 'paused'
  | 'held'
  | 'cancelled'
  | 'sent';

export interface Counts {
  readonly planned: number;
  readonly waiting: number;
  readonly in_flight: number;
  readonly accepted: number;
  readonly failed: number;
  readonly unknown: number;
  readonly cancelled: number;
  readonly balanced?: boolean;
}

export interface DeliverySummary {
  readonly id: string;
  readonly title: string;
  readonly department: string | null;
  readonly author: Named | null;
  readonly draft_id?: string | null;
  readonly status: DeliveryStatus;
  readonly reason?: string | null;
  readonly at?: string | null;
  readonly emergency: boolean;
  readonly test?: boolean;
  readonly target_description: string | null;
  readonly counts: Counts;
  readonly updated_at: string;
  readonly version: number;
}

export interface Delivery extends DeliverySummary {
  readonly sender?: Named | null;
  readonly break_glass?: string | null;
  readonly correction_of?: string | null;
  readonly approver: Named | null;
  readonly description: string;
  readonly messages: readonly string[];
  readonly silent: boolean;
  readonly undo_until: string | null;
  readonly not_later_than?: string | null;
  readonly created_at: string;
  readonly plan_complete: boolean;
  readonly settled: boolean;
  readonly broadcast: boolean;
  readonly failures: readonly { readonly reason: string; readonly count: number }[];
  readonly receipt: string | null;
}

export interface Review {
  readonly id: string;
  readonly delivery_id: string;
  readonly title: string;
  readonly sent_by: Named;
  readonly reason: string;
  readonly sent_at: string;
  readonly state: string;
}

export interface Home {
  readonly today: readonly DeliverySummary[];
  readonly running: readonly DeliverySummary[];
  readonly held: readonly DeliverySummary[];
  readonly failing: readonly DeliverySummary[];
  readonly awaiting_approval: readonly DraftSummary[];
  readonly my_drafts: readonly DraftSummary[];
  readonly reviews?: readonly Review[];
  readonly friends: number;
}

export interface Tester {
  readonly id: string;
  readonly name: string;
  readonly department: string | null;
  readonly user: string;
  readonly groups: readonly string[];
  readonly added_at: string;
  readonly version: number;
}

export interface TesterGroup {
  readonly id: string;
  readonly name: string;
  readonly department: string | null;
  readonly testers: readonly string[];
  readonly version: number;
}

export interface DraftTest {
  readonly id: string;
  readonly at: string;
  readonly by: Named;
  /** The draft's own `content_hash` while it still says what was tested. */
  readonly content_hash: string;
  readonly done: boolean;
  readonly recipients: readonly {
    readonly tester: string;
    readonly name: string;
    readonly state: 'waiting' | 'accepted' | 'refused' | 'removed' | 'given_up';
    readonly message: string;
  }[];
}
