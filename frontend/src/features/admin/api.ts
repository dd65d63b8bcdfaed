// What administrators and owners read, beyond what everybody may.
import { queryOptions } from '@tanstack/react-query';
import { call } from '../../api/client';
import { all, pages } from '../../api/queries';
import type { components } from '../../api/schema';
import type { Behaviour, Program, Reward, RewardCategory } from '../../api/types';
import type { Language } from './texts';

type Shapes = components['schemas'];

export type RosterEntry = Shapes['RosterEntry'];
export type EmployeeInput = Shapes['EmployeeInput'];
export type Role = RosterEntry['role'];

export const roles: readonly Role[] = ['employee', 'manager', 'owner', 'admin'];

export interface RosterChoice {
  q: string;
  team: string;
  role: string;
  active: string;
}

export const rosterQuery = (choice: RosterChoice) =>
  pages<RosterEntry>(['roster', choice], '/roster', {
    q: choice.q,
    team_id: choice.team,
    role: choice.role,
    active: choice.active === 'all' ? undefined : choice.active,
    limit: 50,
  });

export const rosterEntryQuery = (id: string) =>
  queryOptions({
    queryKey: ['roster', 'one', id],
    queryFn: ({ signal }) => call<RosterEntry>('GET', `/roster/${encodeURIComponent(id)}`, { signal }),
  });

/** What a change of people or teams is seen in. */
export const peopleParts = ['roster', 'employees', 'employee', 'teams', 'me', 'setup', 'audit'];

export type Endpoint = Shapes['Endpoint'];
export type Delivery = Shapes['Delivery'];
export type Settings = Shapes['Settings'];
export type Setup = Shapes['Setup'];
export type AuditEntry = Shapes['AuditEntry'];
export type Health = Shapes['Health'];
export type HealthLine = Shapes['HealthLine'];
export type Worth = Shapes['Worth'];
export type BudgetUse = Shapes['BudgetUse'];
export type BudgetReport = Shapes['Budgets'];
export type Liability = Shapes['Liability'];
export type Effect = Shapes['ProgramEffect'];
export type TopUp = Shapes['TopUp'];
export type ManagerBudget = Shapes['ManagerBudget'];
type MessagePreview = Shapes['Preview'];
type Texts = Shapes['Texts'];

export const periods = ['week', 'month', 'quarter', 'year'] as const;

/** What can be announced, in the order in which the API names it. */
export const endpointEvents = [
  'recognition.published',
  'recognition.revoked',
  'redemption.requested',
  'redemption.fulfilled',
  'goal.reached',
  'report.published',
] as const;

/** The kinds of things that the audit log tells of. */
export const auditKinds = [
  'employee',
  'team',
  'nomination',
  'redemption',
  'program',
  'behaviour',
  'reward',
  'endpoint',
  'import',
  'organisation',
] as const;

/** What a change of programs, behaviours and rewards is seen in. */
export const catalogueParts = ['awards', 'admin', 'programs', 'behaviours', 'rewards', 'setup', 'audit', 'texts'];

/** Programs, also those that are closed. */
export const everyProgramQuery = queryOptions({
  queryKey: ['admin', 'programs'],
  queryFn: ({ signal }) => all<Program>('/programs', signal, { all: true }),
});

export type ProgramVersion = Shapes['ProgramVersion'];

/** The budgets that managers give from. */
export const managerBudgetsQuery = pages<ManagerBudget>(['managerBudgets', 'all'], '/manager-budgets', { limit: 50 });

export const topUpsQuery = (id: string) => pages<TopUp>(['topUps', id], `/programs/${id}/budget/top-ups`);

/** What a program as JSON would cost; nothing is stored, so it is asked like a thing that is read. */
export const effectQuery = (program: string) =>
  queryOptions({
    queryKey: ['analytics', 'effect', program],
    queryFn: ({ signal }) => call<Effect>('POST', '/programs/effect', { body: JSON.parse(program) as object, signal }),
    staleTime: 30_000,
    retry: false,
  });

interface Days {
  from: string;
  to: string;
}

export const budgetsQuery = (days: Days) =>
  queryOptions({
    queryKey: ['analytics', 'budgets', days],
    queryFn: ({ signal }) => call<BudgetReport>('GET', '/analytics/budgets', { query: { ...days }, signal }),
  });

export const benefitsQuery = (days: Days) =>
  queryOptions({
    queryKey: ['analytics', 'benefits', days],
    queryFn: ({ signal }) => call<Shapes['Benefits']>('GET', '/analytics/benefits', { query: { ...days }, signal }),
  });

export type Donation = Shapes['Donation'];
export type DonationTotal = Shapes['DonationTotal'];
export type PaymentMade = Shapes['PaymentMade'];
export type DonationState = 'unpaid' | 'paid';

/** What a payment of donations is seen in. */
export const donationParts = ['donations', 'audit'];

export const donationTotalsQuery = queryOptions({
  queryKey: ['donations', 'totals'],
  queryFn: ({ signal }) => call<Shapes['DonationTotals']>('GET', '/donations/totals', { signal }),
});

export const donationsQuery = (of: { state: DonationState; reward_id: string }) =>
  pages<Donation>(['donations', of], '/donations', { ...of, limit: 100 });

export const liabilityQuery = (days: Days) =>
  queryOptions({
    queryKey: ['analytics', 'liability', days],
    queryFn: ({ signal }) => call<Liability>('GET', '/analytics/liability', { query: { ...days }, signal }),
  });

export const versionsQuery = (id: string) => pages<ProgramVersion>(['admin', 'programs', id, 'versions'], `/programs/${id}/versions`);

/** Behaviours, also those that are offered no more. */
export const everyBehaviourQuery = queryOptions({
  queryKey: ['admin', 'behaviours'],
  queryFn: ({ signal }) => all<Behaviour>('/behaviours', signal, { all: true }),
});

/** Rewards, also those that are offered no more. */
export const everyRewardQuery = queryOptions({
  queryKey: ['admin', 'rewards'],
  queryFn: ({ signal }) => all<Reward>('/rewards', signal, { all: true }),
});

/** The categories of rewards, as who reads in a language is shown them. */
export const categoriesInQuery = (language: Language) =>
  queryOptions({
    queryKey: ['rewards', 'categories', language],
    queryFn: ({ signal }) => all<RewardCategory>('/reward-categories', signal, {}, { language }),
  });

export type CodePool = Shapes['CodePool'];
export type CodesAdded = Shapes['CodesAdded'];

/** What a change of a pool of codes is seen in. */
export const poolParts = ['pool', 'redemptions', 'rewards', 'health', 'audit'];

export const poolQuery = (id: string) =>
  queryOptions({
    queryKey: ['pool', id],
    queryFn: ({ signal }) => call<CodePool>('GET', `/rewards/${encodeURIComponent(id)}/codes`, { signal }),
  });

export type StockEntry = Shapes['StockEntry'];

/** What a movement of stock is seen in. */
export const stockParts = ['admin', 'stock', 'rewards', 'audit'];

/** Every movement of a reward's stock. */
export const stockQuery = (id: string) => pages<StockEntry>(['stock', id], `/rewards/${id}/stock`, { limit: 10 });

/** What a thing says in its own words and in each language. */
export const textsQuery = (of: 'programs' | 'behaviours' | 'rewards', id: string) =>
  queryOptions({
    queryKey: ['texts', of, id],
    queryFn: ({ signal }) => call<Texts>('GET', `/${of}/${encodeURIComponent(id)}/texts`, { signal }),
    staleTime: 0,
    gcTime: 0,
  });

export const setupQuery = queryOptions({
  queryKey: ['setup'],
  queryFn: ({ signal }) => call<Setup>('GET', '/setup', { signal }),
  staleTime: 0,
});

export const settingsQuery = queryOptions({
  queryKey: ['settings'],
  queryFn: ({ signal }) => call<Settings>('GET', '/settings', { signal }),
});

export const healthQuery = queryOptions({
  queryKey: ['health'],
  queryFn: ({ signal }) => call<Health>('GET', '/health', { signal }),
  staleTime: 0,
});

export const endpointsQuery = queryOptions({
  queryKey: ['endpoints'],
  queryFn: ({ signal }) => all<Endpoint>('/webhooks', signal),
});

export const deliveriesQuery = (id: string) => pages<Delivery>(['endpoints', id, 'deliveries'], `/webhooks/${id}/deliveries`, { limit: 20 });

export const previewQuery = (of: { kind: string; language: string; event: string }) =>
  queryOptions({
    queryKey: ['endpoints', 'preview', of],
    queryFn: ({ signal }) => call<MessagePreview>('GET', '/webhooks/preview', { query: of, signal }),
  });

export interface AuditChoice {
  actor_id: string;
  subject_kind: string;
  subject_id: string;
  from: string;
  to: string;
}

export const auditQuery = (choice: AuditChoice) => pages<AuditEntry>(['audit', choice], '/audit', { ...choice, limit: 50 });
