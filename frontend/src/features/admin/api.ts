// What administrators and owners read, beyond what everybody may.
import { queryOptions } from '@tanstack/react-query';
import { call } from '../../api/client';
import { pages } from '../../api/queries';
import type { components } from '../../api/schema';

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
