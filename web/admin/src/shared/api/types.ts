/** Short names for what the screens read of the description. */

import type { Wire } from './wire.ts';

export type Named = Wire<'Named'>;

export const PERMISSIONS = [
  'deliveries_write',
  'deliveries_approve',
  'deliveries_send',
  'deliveries_emergency',
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
] as const satisfies readonly Wire<'Permission'>[];
export type Permission = Wire<'Permission'>;
export type Role = Wire<'Role'>;
export type Factor = Wire<'Factor'>;
export type Environment = Wire<'Environment'>;
export type Me = Wire<'Me'>;
export type Session = Wire<'SessionAnswer'>;
export type SignedIn = Extract<Session, { readonly state: 'signed_in' }>;
export type StaffState = Wire<'StaffState'>;
export type Staff = Wire<'StaffAnswer'>;
export type Department = Wire<'Department'>;

export type DraftState = Wire<'DraftState'>;
export type Start = Wire<'StartWire'>;
export type DraftSummary = Wire<'DraftSummary'>;
export type Presence = Wire<'PresenceAnswer'>;
export type Approval = Wire<'ApprovalAnswer'>;
export type Draft = Wire<'DraftAnswer'>;
export type Confirmation = Wire<'ConfirmationAnswer'>;

export type DeliveryStatus = Wire<'DeliveryStatus'>;
export type Counts = Wire<'CountsAnswer'>;
export type DeliverySummary = Wire<'SummaryAnswer'>;
export type Delivery = Wire<'DetailAnswer'>;
export type Decision = Wire<'DecisionAnswer'>;

export type Notable = Wire<'NotableAnswer'>;
export type OwnHistory = Wire<'OwnHistory'>;

export type Review = Wire<'ReviewAnswer'>;
export type Home = Wire<'HomeAnswer'>;

export type Tester = Wire<'TesterAnswer'>;
export type TesterGroup = Wire<'TesterGroup'>;

export type DraftTest = Wire<'TestAnswer'>;
