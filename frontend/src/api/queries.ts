import { type InfiniteData, infiniteQueryOptions, keepPreviousData, QueryCache, QueryClient, queryOptions } from '@tanstack/react-query';
import { call, type CallOptions } from './client';
import { lostSince, onConnection } from './connection';
import { isProblem } from './problem';
import type {
  Approval,
  Award,
  AwardEntry,
  AwardRanking,
  Behaviour,
  Board,
  Celebration,
  Employee,
  Inbox,
  Me,
  Metric,
  Nomination,
  OwnBenefits,
  Page,
  Period,
  Preferences,
  Profile,
  Program,
  Redemption,
  RedemptionStatus,
  Reward,
  RewardCategory,
  SavedFor,
  SearchHit,
  Session,
  SignInOptions,
  Standing,
  Team,
  TeamChoice,
  TeamMember,
  TeamScope,
  TeamView,
  WaitingThing,
  WalletEntry,
  Year,
} from './types';

/** Worth another try by itself: not while the connection is lost, which is told at once. */
function again(count: number, error: Error): boolean {
  return count < 2 && isProblem(error) && error.passing && lostSince() === null;
}

export function newQueryClient(): QueryClient {
  const client = new QueryClient({
    queryCache: new QueryCache({
      // What was read stays on the screen when it cannot be read anew; the shell says that it may be old.
      onError: (error, query) => {
        if (query.state.data !== undefined && isProblem(error) && error.passing) query.setState({ status: 'success', error: null });
      },
    }),
    defaultOptions: {
      // The connection is ours to judge, not the browser's: see connection.ts.
      queries: {
        staleTime: 30_000,
        retry: again,
        retryDelay: (count) => Math.min(400 * 2 ** count, 4000),
        networkMode: 'always',
        // What failed is asked for again without taking the failure off the screen: see heal.ts.
        refetchOnWindowFocus: ({ state }) => state.status !== 'error',
      },
      // Safe: every write carries the key of its intent.
      mutations: { retry: again, networkMode: 'always' },
    },
  });
  onConnection(() => {
    if (lostSince() === null) void client.refetchQueries({ type: 'active', stale: true });
  });
  return client;
}

/** One page after another by cursor, as every list of the API. */
export function pages<T>(key: readonly unknown[], path: string, query: Record<string, string | number | undefined> = {}) {
  return infiniteQueryOptions<Page<T>, Error, InfiniteData<Page<T>>, readonly unknown[], string | null>({
    queryKey: key,
    queryFn: ({ pageParam, signal }) => call('GET', path, { query: { ...query, cursor: pageParam }, signal }),
    initialPageParam: null,
    getNextPageParam: (last) => last.next_cursor,
  });
}

/** A short list as a whole: what people choose from. */
export async function all<T>(path: string, signal: AbortSignal, query: Record<string, boolean> = {}, options: Pick<CallOptions, 'language'> = {}): Promise<T[]> {
  const items: T[] = [];
  let cursor: string | null = null;
  do {
    const page: Page<T> = await call<Page<T>>('GET', path, { ...options, query: { ...query, limit: 100, cursor }, signal });
    items.push(...page.items);
    cursor = page.next_cursor;
  } while (cursor);
  return items;
}

export const meQuery = queryOptions({
  queryKey: ['me'],
  queryFn: ({ signal }) => call<Me>('GET', '/me', { signal }),
});

/** Whether letters can be sent. */
export const signInOptionsQuery = queryOptions({
  queryKey: ['sign-in-options'],
  queryFn: ({ signal }) => call<SignInOptions>('GET', '/auth/options', { signal }),
});

export const preferencesQuery = queryOptions({
  queryKey: ['preferences'],
  queryFn: ({ signal }) => call<Preferences>('GET', '/me/preferences', { signal }),
});

export const profileQuery = (id: string) =>
  queryOptions({
    queryKey: ['profile', id],
    queryFn: ({ signal }) => call<Profile>('GET', `/employees/${encodeURIComponent(id)}/profile`, { signal }),
  });

export type ProfileList = 'received' | 'given' | 'behind';

const ofList: Record<ProfileList, string> = { received: 'nominee_id', given: 'nominator_id', behind: 'enabler_id' };

export const profileRecognitionsQuery = (id: string, list: ProfileList) =>
  pages<Nomination>(['feed', 'profile', id, list], '/nominations', { status: 'approved', [ofList[list]]: id, limit: 10 });

export const yearQuery = (year: number | undefined) =>
  queryOptions({
    queryKey: ['year', year ?? 'now'],
    queryFn: ({ signal }) => call<Year>('GET', '/me/year', { query: { year }, signal }),
    placeholderData: keepPreviousData,
  });

/** A few of each kind. */
export const searchQuery = (q: string) =>
  queryOptions({
    queryKey: ['search', q],
    queryFn: ({ signal }) => call<Page<SearchHit>>('GET', '/search', { query: { q }, signal }),
    placeholderData: keepPreviousData,
  });

export const searchKindQuery = (q: string, kind: SearchHit['kind']) =>
  pages<SearchHit>(['search', q, kind], '/search', { q, kind, limit: kind === 'customer' ? 100 : 20 });

/** Recognitions by the filters of a search. */
export const filteredQuery = (query: Record<string, string | undefined>) =>
  pages<Nomination>(['feed', 'search', query], '/nominations', { status: 'approved', ...query });

export const sessionsQuery = pages<Session>(['sessions'], '/me/sessions', { limit: 50 });

export type FeedFilter = 'all' | 'team' | 'me' | 'sent';

/** What everybody sees, of everybody. */
export const allFeedQuery = pages<Nomination>(['feed', 'all'], '/feed');

export function feedQuery(filter: FeedFilter, me: Me) {
  if (filter === 'team' && me.team) {
    return pages<Nomination>(['feed', filter], '/nominations', { status: 'approved', team_id: me.team.id });
  }
  if (filter === 'me') {
    return pages<Nomination>(['feed', filter], '/nominations', { status: 'approved', nominee_id: me.id });
  }
  if (filter === 'sent') {
    return pages<Nomination>(['feed', filter], '/nominations', { nominator_id: me.id });
  }
  return allFeedQuery;
}

export const nominationQuery = (id: string) =>
  queryOptions({
    queryKey: ['nomination', id],
    queryFn: ({ signal }) => call<Nomination>('GET', `/nominations/${encodeURIComponent(id)}`, { signal }),
  });

export const programsQuery = queryOptions({
  queryKey: ['programs'],
  queryFn: ({ signal }) => all<Program>('/programs', signal),
  select: (programs: Program[]) => programs.filter((p) => p.may_nominate),
});

/** All awards, the latest first. */
export const awardsQuery = queryOptions({
  queryKey: ['awards'],
  queryFn: ({ signal }) => all<Award>('/awards', signal),
});

export const awardQuery = (id: string) =>
  queryOptions({
    queryKey: ['awards', id],
    queryFn: ({ signal }) => call<Award>('GET', `/awards/${encodeURIComponent(id)}`, { signal }),
  });

export const awardEntriesQuery = (id: string) => pages<AwardEntry>(['award-entries', id], `/awards/${encodeURIComponent(id)}/nominations`, { limit: 50 });

export const awardRankingQuery = (id: string) =>
  queryOptions({
    queryKey: ['awards', id, 'ranking'],
    queryFn: ({ signal }) => call<AwardRanking>('GET', `/awards/${encodeURIComponent(id)}/ranking`, { signal }),
  });

export const behavioursQuery = queryOptions({
  queryKey: ['behaviours'],
  queryFn: ({ signal }) => all<Behaviour>('/behaviours', signal),
  staleTime: 600_000,
});

export const teamsQuery = queryOptions({
  queryKey: ['teams'],
  queryFn: ({ signal }) => all<Team>('/teams', signal),
  staleTime: 600_000,
});

export const employeeQuery = (id: string) =>
  queryOptions({
    queryKey: ['employee', id],
    queryFn: ({ signal }) => call<Employee>('GET', `/employees/${encodeURIComponent(id)}`, { signal }),
    staleTime: 600_000,
  });

export const employeesQuery = (q: string) =>
  queryOptions({
    queryKey: ['employees', q],
    queryFn: ({ signal }) => call<Page<Employee>>('GET', '/employees', { query: { q, limit: 8 }, signal }),
    placeholderData: keepPreviousData,
    select: (page: Page<Employee>) => page.items.filter((e) => e.active),
  });

/** How much of the inbox is not read: 100 stands for 100 or more. */
export const unreadQuery = queryOptions({
  queryKey: ['notifications'],
  queryFn: ({ signal }) => call<Inbox>('GET', '/notifications', { query: { limit: 1 }, signal }),
  select: (inbox: Inbox) => inbox.unread,
});

export const approvalsQuery = pages<Approval>(['approvals'], '/approvals', { limit: 100 });

/** For what somebody was recognised last, of what the reader may see. */
export const lastRecognitionsQuery = (nominee: string) =>
  queryOptions({
    queryKey: ['nomination', 'last', nominee],
    queryFn: ({ signal }) =>
      call<Page<Nomination>>('GET', '/nominations', { query: { status: 'approved', nominee_id: nominee, limit: 3 }, signal }),
  });

export const delegationQuery = queryOptions({
  queryKey: ['delegation'],
  queryFn: ({ signal }) => call<Standing>('GET', '/me/delegation', { signal }),
});

export const teamQuery = (choice: Omit<TeamChoice, 'show'>) =>
  queryOptions({
    queryKey: ['team', choice],
    queryFn: ({ signal }) => call<TeamView>('GET', '/me/team', { query: choice, signal }),
    placeholderData: keepPreviousData,
  });

export const teamPeopleQuery = (choice: TeamChoice) => pages<TeamMember>(['team', 'people', choice], '/me/team/people', { ...choice, limit: 50 });

export const teamWaitingQuery = (scope: TeamScope) => pages<WaitingThing>(['team', 'waiting', scope], '/me/team/waiting', { scope, limit: 10 });

export const entriesQuery = pages<WalletEntry>(['wallet'], '/me/wallet/entries');

/** What one has of taxable rewards this year: what one redeems moves it, as it moves redemptions. */
export const ownBenefitsQuery = queryOptions({
  queryKey: ['redemptions', 'benefits'],
  queryFn: ({ signal }) => call<OwnBenefits>('GET', '/me/benefits', { signal }),
});

export interface RewardChoice {
  q: string;
  category: string;
}

/** The whole catalogue, which is kept for when there is no connection, or what was looked for in it. */
export const rewardsQuery = ({ q, category }: RewardChoice) =>
  pages<Reward>(q || category ? ['rewards', 'found', q, category] : ['rewards', 'all'], '/rewards', { limit: 100, q, category });

export const rewardCategoriesQuery = queryOptions({
  queryKey: ['rewards', 'categories'],
  queryFn: ({ signal }) => all<RewardCategory>('/reward-categories', signal),
});

/** Anniversaries and birthdays of the last days. */
export const celebrationsQuery = pages<Celebration>(['celebrations'], '/celebrations', { limit: 5 });

export const wishesQuery = pages<SavedFor>(['wishes'], '/me/wishes', { limit: 20 });

export const rewardQuery = (id: string) =>
  queryOptions({
    queryKey: ['rewards', id],
    queryFn: ({ signal }) => call<Reward>('GET', `/rewards/${encodeURIComponent(id)}`, { signal }),
  });

export const ownRedemptionsQuery = pages<Redemption>(['redemptions', 'own'], '/redemptions', { scope: 'own', limit: 20 });

/** Everybody's, for owners. */
export const allRedemptionsQuery = (status: RedemptionStatus) =>
  pages<Redemption>(['redemptions', 'all', status], '/redemptions', { scope: 'all', status, limit: 50 });

export interface BoardChoice {
  metric: Metric;
  period: Period;
  scope: string;
  /** A day of the period wanted; empty for the present one. */
  at: string;
  around: boolean;
  /** Only people whose names have this in them; empty for all. */
  q: string;
}

export const boardQuery = (choice: BoardChoice) =>
  infiniteQueryOptions<Board, Error, InfiniteData<Board>, readonly unknown[], string | null>({
    queryKey: ['board', choice],
    queryFn: ({ pageParam, signal }) =>
      call('GET', `/leaderboards/${choice.metric}`, {
        query: {
          period: choice.period,
          scope: choice.scope,
          at: choice.at,
          limit: pageParam === null ? 25 : 100,
          around: choice.around ? 'me' : undefined,
          q: choice.q || undefined,
          cursor: pageParam,
        },
        signal,
      }),
    initialPageParam: null,
    getNextPageParam: (last) => last.next_cursor,
    placeholderData: keepPreviousData,
  });

/** The first hundred of a period that has passed: what the present one is compared with. */
export const pastBoardQuery = (choice: BoardChoice) =>
  queryOptions({
    queryKey: ['board', 'past', choice],
    queryFn: ({ signal }) =>
      call<Board>('GET', `/leaderboards/${choice.metric}`, {
        query: { period: choice.period, scope: choice.scope, at: choice.at, limit: 100 },
        signal,
      }),
    staleTime: 600_000,
  });
