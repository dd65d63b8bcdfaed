import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Suspense, useEffect, useState } from 'react';
import { Redirect, Route, Router, Switch, useLocation } from 'wouter';
import { useSearch } from 'wouter/use-browser-location';
import { setUnauthorizedHandler } from '../api/client';
import { isProblem } from '../api/problem';
import { meQuery } from '../api/queries';
import { markSession, maySession, sessionKey } from '../api/session';
import type { Me } from '../api/types';
import Feed from '../features/feed/Feed';
import { isOpen } from '../features/signin/paths';
import { screen, useI18n } from '../i18n';
import { useTitle } from '../ui/bits';
import l from '../ui/layout.module.css';
import { Failed } from '../ui/states';
import { ToastProvider } from '../ui/toast';
import { useLookOf, useWordsOf } from './account';
import { Broken } from './Broken';
import { Misses } from './Connection';
import { LiveProvider } from './live';
import { useKeeping, useKept } from './useKeeping';
import { PageBones } from './PageBones';
import { NoSuchPage } from './NoSuchPage';
import { forgetTyped, keepCard } from './typed';
import { runs, Shell } from './Shell';

const SignIn = screen(() => import('../features/signin/SignIn'));
const Invitation = screen(() => import('../features/signin/Invitation'));
const Forgot = screen(() => import('../features/signin/Forgot'));
const Decide = screen(() => import('../features/signin/Decide'));
const SharedDevice = screen(() => import('./SharedDevice'));
const Awards = screen(() => import('../features/awards/Awards'));
const AwardPage = screen(() => import('../features/awards/AwardPage'));
const Cards = screen(() => import('../features/cards/Cards'));
const CardInHand = screen(() => import('../features/cards/CardInHand'));
const Nominate = screen(() => import('../features/nominate/Nominate'));
const Recognition = screen(() => import('../features/recognition/Recognition'));
const Notifications = screen(() => import('../features/notifications/Notifications'));
const Approvals = screen(() => import('../features/approvals/Approvals'));
const Team = screen(() => import('../features/team/Team'));
const Leaderboard = screen(() => import('../features/leaderboard/Leaderboard'));
const Wallet = screen(() => import('../features/wallet/Wallet'));
const Rewards = screen(() => import('../features/rewards/Rewards'));
const Reward = screen(() => import('../features/rewards/Reward'));
const Settings = screen(() => import('../features/settings/Settings'));
const Profile = screen(() => import('../features/people/Profile'));
const Year = screen(() => import('../features/people/Year'));
const Search = screen(() => import('../features/search/Search'));
const Fulfilment = screen(() => import('../features/rewards/Fulfilment'));
const AdminPages = screen(() => import('./AdminPages'), 'admin');

/** The router decodes a query once before it is read as parameters: a % that was typed would be decoded twice. */
const useQueryAsItStands: typeof useSearch = (options) => useSearch(options).replaceAll('%', '%25');

export function App() {
  return (
    <Router searchHook={useQueryAsItStands}>
      <Laurel />
    </Router>
  );
}

/** Signed in or not: the one decision above all pages. */
function Laurel() {
  const [path, navigate] = useLocation();
  const client = useQueryClient();
  const open = isOpen(path);
  useState(keepCard);

  useEffect(() => {
    const end = () => {
      const before = client.getQueryData(meQuery.queryKey);
      const known = before !== undefined;
      if (before?.shared_device) forgetTyped();
      markSession(null);
      client.clear();
      const here = window.location.pathname + window.location.search;
      if (isOpen(window.location.pathname)) return;
      navigate(`/signin?next=${encodeURIComponent(here)}${known ? '&ended=1' : ''}`, { replace: true });
    };
    setUnauthorizedHandler(end);
    // Another tab has signed out, or somebody else has signed in there.
    const onStorage = (event: StorageEvent) => {
      const me = client.getQueryData(meQuery.queryKey);
      if (event.key !== sessionKey || !me || event.newValue === me.id) return;
      if (event.newValue === null) end();
      else window.location.reload();
    };
    window.addEventListener('storage', onStorage);
    return () => window.removeEventListener('storage', onStorage);
  }, [client, navigate]);

  return (
    <Broken>
      <ToastProvider>
        <Misses />
        <Suspense fallback={open ? null : <PageBones />}>
          <Switch>
            <Route path="/signin">
              <SignIn />
            </Route>
            <Route path="/invitation">
              <Invitation kind="invitation" />
            </Route>
            <Route path="/reset">
              <Invitation kind="reset" />
            </Route>
            <Route path="/forgot">
              <Forgot />
            </Route>
            <Route path="/decide">
              <Decide />
            </Route>
            <Route>
              <SignedIn />
            </Route>
          </Switch>
        </Suspense>
      </ToastProvider>
    </Broken>
  );
}

function SignedIn() {
  const may = maySession();
  const me = useQuery({ ...meQuery, enabled: may });
  const looked = useKept(may && me.isPending, me.isError);
  useLookOf(me.data);
  useWordsOf(me.data);
  if (me.data) {
    return (
      <LiveProvider me={me.data} key={me.data.id}>
        <Keeping me={me.data} />
        <Shell me={me.data}>
          <Pages me={me.data} />
        </Shell>
        {me.data.shared_device && (
          <Suspense fallback={null}>
            <SharedDevice me={me.data} />
          </Suspense>
        )}
      </LiveProvider>
    );
  }
  if (!may || (me.isError && isProblem(me.error) && me.error.status === 401)) {
    const here = window.location.pathname + window.location.search;
    return <Redirect to={here === '/' ? '/signin' : `/signin?next=${encodeURIComponent(here)}`} replace />;
  }
  if (me.isError && looked) return <Unreachable error={me.error} retry={() => void me.refetch()} />;
  return <PageBones />;
}

function Keeping({ me }: { me: Me }) {
  useKeeping(me);
  return null;
}

function Unreachable({ error, retry }: { error: Error; retry: () => void }) {
  const { t } = useI18n();
  useTitle(t('app.name'));
  return (
    <main className={l.page}>
      <h1>{t('app.name')}</h1>
      <Failed title={t('list.failed')} error={error} retry={retry} />
    </main>
  );
}

function Pages({ me }: { me: Me }) {
  return (
    <Suspense fallback={<PageBones />}>
      <Switch>
        <Route path="/">
          <Feed me={me} />
        </Route>
        <Route path="/nominate">
          <Nominate me={me} />
        </Route>
        <Route path="/recognitions/:id">{({ id }) => <Recognition id={id} me={me} key={id} />}</Route>
        <Route path="/notifications">
          <Notifications />
        </Route>
        <Route path="/awards">
          <Awards />
        </Route>
        <Route path="/awards/:id">{({ id }) => <AwardPage id={id} me={me} key={id} />}</Route>
        <Route path="/cards">
          <Cards me={me} />
        </Route>
        <Route path="/card">
          <CardInHand />
        </Route>
        <Route path="/approvals">
          <Approvals me={me} />
        </Route>
        <Route path="/team">
          <Team me={me} />
        </Route>
        <Route path="/leaderboard">
          <Leaderboard me={me} />
        </Route>
        <Route path="/wallet">
          <Wallet me={me} />
        </Route>
        <Route path="/rewards">
          <Rewards me={me} />
        </Route>
        <Route path="/rewards/fulfilment">
          <Fulfilment me={me} />
        </Route>
        <Route path="/rewards/:id">{({ id }) => <Reward id={id} me={me} key={id} />}</Route>
        {runs(me) && (
          <Route path="/admin/*?">
            <AdminPages me={me} />
          </Route>
        )}
        <Route path="/people/:id">{({ id }) => <Profile id={id} me={me} key={id} />}</Route>
        <Route path="/me/year">
          <Year />
        </Route>
        <Route path="/search">
          <Search />
        </Route>
        <Route path="/settings">
          <Settings me={me} />
        </Route>
        <Route>
          <div className={l.page}>
            <NoSuchPage />
          </div>
        </Route>
      </Switch>
    </Suspense>
  );
}
