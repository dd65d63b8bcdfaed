import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { type ReactNode, Suspense, useEffect, useRef, useState } from 'react';
import { Link, useLocation } from 'wouter';
import { approvalsQuery, unreadQuery } from '../api/queries';
import type { Me } from '../api/types';
import { type Key, screen, useI18n } from '../i18n';
import { Logo } from '../ui/art';
import { Hidden } from '../ui/bits';
import { Button } from '../ui/Button';
import { cx } from '../ui/cx';
import { Icon } from '../ui/Icon';
import type { IconName } from '../ui/icons';
import { useKeys } from '../ui/keys';
import { Avatar, Who } from '../ui/Person';
import { decides, otherLocale, useChooseLocale, useChooseTheme, useSignOut } from './account';
import { Connection } from './Connection';
import s from './shell.module.css';
import { themes, useTheme } from './theme';

const SearchDialog = screen(() => import('./SearchDialog'));
const KeysDialog = screen(() => import('./KeysDialog'));
const AccountDialog = screen(() => import('./AccountDialog'));

interface Place {
  to: string;
  icon: IconName;
  name: Key &
    (
      | 'nav.home'
      | 'nav.nominate'
      | 'nav.nominate.short'
      | 'nav.approvals'
      | 'nav.team'
      | 'nav.boards'
      | 'nav.boards.short'
      | 'side.awards'
      | 'nav.wallet'
      | 'nav.rewards'
      | 'nav.fulfilment'
      | 'nav.inbox'
      | 'nav.admin'
    );
}

const home: Place = { to: '/', icon: 'home', name: 'nav.home' };
const nominate: Place = { to: '/nominate', icon: 'nominate', name: 'nav.nominate' };
const approvals: Place = { to: '/approvals', icon: 'approve', name: 'nav.approvals' };
const team: Place = { to: '/team', icon: 'users', name: 'nav.team' };
const boards: Place = { to: '/leaderboard', icon: 'board', name: 'nav.boards' };
const awards: Place = { to: '/awards', icon: 'award', name: 'side.awards' };
const wallet: Place = { to: '/wallet', icon: 'wallet', name: 'nav.wallet' };
const rewards: Place = { to: '/rewards', icon: 'gift', name: 'nav.rewards' };
const inbox: Place = { to: '/notifications', icon: 'bell', name: 'nav.inbox' };
const fulfilment: Place = { to: '/rewards/fulfilment', icon: 'send', name: 'nav.fulfilment' };
const admin: Place = { to: '/admin', icon: 'settings', name: 'nav.admin' };

/** Who keeps Laurel running has screens for it. */
export function runs(me: Me): boolean {
  return me.role === 'owner' || me.role === 'admin';
}

function isAt(path: string, place: Place): boolean {
  if (place.to === '/rewards') return path.startsWith('/rewards') && path !== fulfilment.to;
  if (place.to === '/awards') return path.startsWith('/awards');
  if (place.to === '/') return path === '/' || path.startsWith('/recognitions');
  if (place.to === '/admin') return path === '/admin' || path.startsWith('/admin/');
  return path === place.to;
}

/** The frame of every page: side bar on the desk, bars above and below on the phone. */
export function Shell({ me, children }: { me: Me; children: ReactNode }) {
  const { t } = useI18n();
  const [path, navigate] = useLocation();
  const [dialog, setDialog] = useState<'search' | 'keys' | 'account' | null>(null);
  const main = useRef<HTMLElement>(null);
  const queue = useInfiniteQuery({ ...approvalsQuery, enabled: decides(me) });
  const waiting = queue.data?.pages.reduce((sum, page) => sum + page.items.length, 0) ?? 0;
  const { data: unread = 0 } = useQuery(unreadQuery);
  useArrival(path, main);
  useGoKeys(me, navigate);
  useKeys({ '/': () => setDialog('search'), '?': () => setDialog('keys'), KeyN: () => navigate('/nominate') });

  const deciding = decides(me) ? [approvals] : [];
  const leading = me.reports > 0 ? [team] : [];
  const places = [home, inbox, nominate, ...deciding, ...leading, boards, awards, wallet, rewards];
  const bar: Place[] = [
    home,
    { ...boards, name: 'nav.boards.short' },
    { ...nominate, name: 'nav.nominate.short' },
    decides(me) ? approvals : wallet,
    rewards,
  ];
  const count = (place: Place) => (place === inbox ? unread : place.to === '/approvals' ? waiting : 0);

  return (
    <>
      <a className={s.skip} href="#main">
        {t('app.skip')}
      </a>
      <div className={s.shell}>
        <header className={s.sidebar}>
          <Link className={s.brand} href="/">
            <Logo />
            {t('app.name')}
          </Link>
          <button type="button" className={cx(s.link, s.search)} aria-keyshortcuts="/" onClick={() => setDialog('search')}>
            <Icon name="search" />
            {t('app.search')}
            <kbd aria-hidden="true">/</kbd>
          </button>
          <nav aria-label={t('app.main')}>
            <div className={s.nav}>
              {places.map((place) => (
                <NavLink key={place.to} place={place} path={path} count={count(place)} />
              ))}
            </div>
            {runs(me) && (
              <>
                <p className={s.navHead}>{t('nav.running')}</p>
                <div className={s.nav}>
                  {me.role === 'owner' && <NavLink place={fulfilment} path={path} count={0} />}
                  <NavLink place={admin} path={path} count={0} />
                </div>
              </>
            )}
          </nav>
          <SideFoot me={me} path={path} />
        </header>
        <div>
          <header className={s.topbar}>
            <Link className={s.brand} href="/">
              <Logo />
              {t('app.name')}
            </Link>
            <Button look="ghost" icon aria-label={t('app.search')} onClick={() => setDialog('search')}>
              <Icon name="search" />
            </Button>
            <Link className={s.bell} href={inbox.to} aria-current={isAt(path, inbox) ? 'page' : undefined}>
              <Icon name={inbox.icon} />
              <Hidden>{t(inbox.name)}</Hidden>
              {unread > 0 && <Count count={unread} unread />}
            </Link>
            <Button look="ghost" icon onClick={() => setDialog('account')}>
              <Avatar id={me.id} name={me.name} size="xs" />
              <Hidden>{t('app.account')}</Hidden>
            </Button>
          </header>
          <Connection />
          <main id="main" tabIndex={-1} ref={main}>
            {children}
          </main>
          <nav className={s.bottombar} aria-label={t('app.main')}>
            {bar.map((place) => (
              <Link
                key={place.to}
                href={place.to}
                className={cx(place.to === '/nominate' && s.fab)}
                aria-current={isAt(path, place) ? 'page' : undefined}
              >
                <Icon name={place.icon} />
                {t(place.name)}
                {count(place) > 0 && <Count count={count(place)} />}
              </Link>
            ))}
          </nav>
        </div>
      </div>
      <Suspense fallback={<span hidden data-opening />}>
        {dialog === 'search' && <SearchDialog onClose={() => setDialog(null)} />}
        {dialog === 'keys' && <KeysDialog me={me} decides={decides(me)} runs={runs(me)} onClose={() => setDialog(null)} />}
        {dialog === 'account' && <AccountDialog me={me} onClose={() => setDialog(null)} />}
      </Suspense>
    </>
  );
}

function NavLink({ place, path, count }: { place: Place; path: string; count: number }) {
  const { t } = useI18n();
  return (
    <Link className={s.link} href={place.to} aria-current={isAt(path, place) ? 'page' : undefined}>
      <Icon name={place.icon} />
      <span>{t(place.name)}</span>
      {count > 0 && <Count count={count} unread={place === inbox} />}
    </Link>
  );
}

/** More than a hundred unread ones are not counted. */
const many = 99;

function Count({ count, unread }: { count: number; unread?: boolean }) {
  const { t, format } = useI18n();
  return (
    <span className={s.count}>
      <span aria-hidden="true">{unread && count > many ? `${format.number(many)}+` : format.number(count)}</span>
      <Hidden>{unread ? t('nav.unread', { count }) : t('nav.waiting', { count })}</Hidden>
    </span>
  );
}

function SideFoot({ me, path }: { me: Me; path: string }) {
  const { t, locale } = useI18n();
  const chooseLocale = useChooseLocale();
  const theme = useTheme();
  const chooseTheme = useChooseTheme();
  const signOut = useSignOut();
  const other = otherLocale(locale);
  const names = { system: t('theme.system'), light: t('theme.light'), dark: t('theme.dark') };
  const role = me.role === 'employee' && me.reports > 0 ? 'manager' : me.role;
  const next = themes[(themes.indexOf(theme) + 1) % themes.length] ?? 'system';
  return (
    <div className={s.me}>
      <div>
        <Link className={s.self} href={`/people/${me.id}`}>
          <Who id={me.id} name={me.name} below={[me.team?.name, t(`role.${role}`)].filter(Boolean).join(', ')} />
        </Link>
      </div>
      <div className={s.mini}>
        <button type="button" className={s.link} lang={other.locale} onClick={() => void chooseLocale(other.locale)}>
          <Icon name="globe" size="s" />
          {other.name}
        </button>
        <button type="button" className={s.link} onClick={() => void chooseTheme(next)} title={names[theme]}>
          <Icon name="theme" size="s" />
          {t('app.theme')}
          <Hidden>: {names[theme]}</Hidden>
        </button>
        <Link className={s.link} href="/settings" aria-current={path === '/settings' ? 'page' : undefined}>
          <Icon name="settings" size="s" />
          {t('nav.settings')}
        </Link>
        <button type="button" className={s.link} onClick={() => void signOut()}>
          <Icon name="right" size="s" />
          {t('app.signOut')}
        </button>
      </div>
    </div>
  );
}

/** A new page begins at its top, with the focus on it; going back leaves the place to the browser. */
function useArrival(path: string, main: React.RefObject<HTMLElement | null>): void {
  const before = useRef(path);
  const goingBack = useRef(false);
  useEffect(() => {
    const onPop = () => {
      goingBack.current = true;
    };
    window.addEventListener('popstate', onPop);
    return () => window.removeEventListener('popstate', onPop);
  }, []);
  useEffect(() => {
    if (before.current === path) return;
    before.current = path;
    if (!goingBack.current) window.scrollTo(0, 0);
    goingBack.current = false;
    // A page that has put the focus where one begins keeps it there.
    if (!main.current?.contains(document.activeElement)) main.current?.focus({ preventScroll: true });
  }, [path, main]);
}

const goWithin = 1500;

/** `g`, then a letter. */
function useGoKeys(me: Me, navigate: (to: string) => void): void {
  const since = useRef(0);
  const go = (to: string) => () => {
    if (Date.now() - since.current > goWithin) return false;
    since.current = 0;
    navigate(to);
    return true;
  };
  useKeys({
    KeyG: () => {
      since.current = Date.now();
    },
    KeyH: go('/'),
    KeyL: go('/leaderboard'),
    KeyW: go('/wallet'),
    KeyI: go('/notifications'),
    KeyR: go('/rewards'),
    ...(decides(me) && { KeyQ: go('/approvals') }),
    ...(me.reports > 0 && { KeyT: go('/team') }),
    ...(me.role === 'owner' && { KeyF: go('/rewards/fulfilment') }),
    ...(runs(me) && { KeyA: go('/admin') }),
  });
}
