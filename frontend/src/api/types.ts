// The shapes of the API as the screens use them: the names of API.md, section "Shapes".

export interface Ref {
  id: string;
  name: string;
}

export interface Person extends Ref {
  team: Ref | null;
}

export type Role = 'employee' | 'manager' | 'owner' | 'admin';

export interface Me {
  id: string;
  name: string;
  email: string | null;
  role: Role;
  locale: 'en' | 'ru';
  team: Ref | null;
  manager: Ref | null;
  wallet: { balance: number; reserved: number };
  /** `total` is what a whole period gives. */
  allowance: { balance: number; total: number; resets_at: string };
  /** How many employees report to the caller. */
  reports: number;
}

export interface Preferences {
  locale: 'en' | 'ru';
  hidden_from_leaderboards: boolean;
}

export interface Employee {
  id: string;
  name: string;
  email: string | null;
  role: Role;
  team: Ref | null;
  manager: Ref | null;
  active: boolean;
}

export interface Team {
  id: string;
  name: string;
  parent: Ref | null;
  lead: Ref | null;
  members: number;
}

export interface Behaviour {
  id: string;
  code: string;
  name: string;
  description: string;
}

export interface Program {
  id: string;
  name: string;
  description: string;
  funding: 'allowance' | 'budget' | 'none';
  approval: 'none' | 'manager' | 'manager_owner' | 'owner';
  points: { min: number; max: number; default: number; levels: number[] };
  max_nominees: number;
  shares: 'each' | 'split';
  /** Needs only who and what; the customer is then the nominator. */
  simple: boolean;
  budget: { period: string; total: number; left: number } | null;
  from: string | null;
  to: string | null;
  active: boolean;
}

export type CustomerKind = 'employee' | 'team' | 'external';

export interface Customer {
  kind: CustomerKind;
  id?: string | null;
  name: string;
}

export type NominationStatus = 'pending' | 'approved' | 'declined' | 'withdrawn' | 'revoked';

export interface Nomination {
  id: string;
  /** Null for imported history. */
  program: Ref | null;
  source: 'employee' | 'public_pulse' | 'import';
  status: NominationStatus;
  nominator: Person | null;
  nominees: Person[];
  behaviours: { id: string; code: string; name: string }[];
  customer: Customer | null;
  story: string;
  impact: string;
  enablers: Ref[];
  points: number;
  as_thanks: boolean;
  visibility: 'public' | 'private';
  created_at: string;
  decided_at: string | null;
  published_at: string | null;
  decision: { by: Ref | null; comment: string; reason: string } | null;
  reactions: Record<string, number>;
  my_reactions: string[];
  comments_count: number;
  boosts: { points: number; count: number };
  /** What the caller may do with it now. */
  can: { approve: boolean; decline: boolean; withdraw: boolean; undo: boolean; revoke: boolean };
}

export interface NewNomination {
  program_id: string;
  nominee_ids: string[];
  behaviour_ids?: string[];
  customer?: { kind: CustomerKind; id?: string; name?: string };
  story: string;
  impact?: string;
  enabler_ids?: string[];
  points: number;
  visibility: 'public' | 'private';
}

export type RedemptionStatus = 'requested' | 'approved' | 'fulfilled' | 'rejected' | 'cancelled';

export interface Redemption {
  id: string;
  reward: Ref;
  employee: Person;
  quantity: number;
  points: number;
  status: RedemptionStatus;
  note: string;
  created_at: string;
  decided_at: string | null;
  fulfilled_at: string | null;
  reason: string;
  fulfilment_note: string;
  /** Only who redeemed it sees it. */
  code: string | null;
  can: { approve: boolean; reject: boolean; fulfil: boolean; cancel: boolean };
}

export interface NominationApproval {
  kind: 'nomination';
  id: string;
  nomination: Nomination;
  step: number;
  waiting_since: string;
  budget_left: number | null;
  points_min: number;
  points_max: number;
  /** What this nominator gave this nominee in the last twelve months. */
  pair: { count: number; points: number; last_at: string | null };
  reciprocity: { a_to_b: number; b_to_a: number } | null;
  guidance: string;
}

export interface RedemptionApproval {
  kind: 'redemption';
  id: string;
  redemption: Redemption;
  waiting_since: string;
}

export type Approval = NominationApproval | RedemptionApproval;

export interface BatchItem {
  kind: Approval['kind'];
  id: string;
  action: 'approve' | 'decline' | 'reject';
  points?: number;
  comment?: string;
  reason?: string;
}

export interface BatchResult {
  id: string;
  status: string;
  code: string | null;
}

export interface Reward {
  id: string;
  name: string;
  description: string;
  cost: number;
  stock: number | null;
  requires_approval: boolean;
  fulfilment: 'manual' | 'code' | 'webhook' | 'donation';
  /** Minor units of the currency. */
  cash_value: { amount: number; currency: string } | null;
  taxable: boolean;
  limit_per_employee: number | null;
  available: boolean;
  category: string;
}

export interface WalletEntry {
  at: string;
  kind: string;
  points: number;
  balance_after: number;
  /** Who gave it, or what was redeemed. */
  source: { kind: 'nomination' | 'redemption' | 'opening_balance' | 'transfer'; id: string; name: string };
}

export type Metric = 'received' | 'recognitions' | 'given' | 'thanked_by';
export type Period = 'week' | 'month' | 'quarter' | 'year' | 'all';

export interface BoardEntry {
  rank: number;
  employee: Person;
  score: number;
}

export interface Board {
  period: { from: string | null; to: string | null };
  total: number;
  degraded: boolean;
  entries: BoardEntry[];
  me: { rank: number; score: number } | null;
  next_cursor: string | null;
  as_of: string;
}

export interface Page<T> {
  items: T[];
  next_cursor: string | null;
}

export interface ProblemBody {
  type?: string;
  title?: string;
  status?: number;
  detail?: string;
  code?: string;
  errors?: { location?: string; message?: string }[] | null;
}
