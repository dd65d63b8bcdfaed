import { type ReactElement, Suspense, useEffect, useRef } from 'react';
import { Link, Route, Switch, useLocation } from 'wouter';
import type { Me } from '../api/types';
import { type Key, screen, useI18n } from '../i18n';
import l from '../ui/layout.module.css';
import { Icon } from '../ui/Icon';
import type { IconName } from '../ui/icons';
import { Bone, Loading, RowBones } from '../ui/states';
import s from './admin.module.css';
import { NoSuchPage } from './NoSuchPage';

const People = screen(() => import('../features/admin/People'), 'admin');
const PersonPage = screen(() => import('../features/admin/PersonPage'), 'admin');
const Import = screen(() => import('../features/import/Import'), 'admin');
const ImportRun = screen(() => import('../features/import/ImportRun'), 'admin');
const Teams = screen(() => import('../features/admin/Teams'), 'admin');
const Reports = screen(() => import('../features/reports/Reports'), 'admin');
const Start = screen(() => import('../features/admin/Start'), 'admin');
const Programs = screen(() => import('../features/admin/Programs'), 'admin');
const ProgramPage = screen(() => import('../features/admin/ProgramPage'), 'admin');
const Behaviours = screen(() => import('../features/admin/Behaviours'), 'admin');
const Rewards = screen(() => import('../features/admin/Rewards'), 'admin');
const RewardPage = screen(() => import('../features/admin/RewardPage'), 'admin');
const Donations = screen(() => import('../features/admin/Donations'), 'admin');
const Endpoints = screen(() => import('../features/admin/Endpoints'), 'admin');
const Settings = screen(() => import('../features/admin/Settings'), 'admin');
const Audit = screen(() => import('../features/admin/Audit'), 'admin');
const Budgets = screen(() => import('../features/admin/Budgets'), 'admin');
const Health = screen(() => import('../features/admin/Health'), 'admin');
const TeamCards = screen(() => import('../features/admin/TeamCards'), 'admin');
const Codes = screen(() => import('../features/admin/Codes'), 'admin');

interface Place {
  to: string;
  name: Key & `admin.nav.${string}`;
  icon: IconName;
  /** Whose it is (API.md, Access). */
  roles: readonly Me['role'][];
  page: (me: Me) => ReactElement;
  /** Pages below it, of one thing each. */
  one?: (id: string, me: Me) => ReactElement;
}

/** Everything that is run here, in the order in which it is set up. */
const places: readonly Place[] = [
  { to: '/admin', name: 'admin.nav.start', icon: 'leaf', roles: ['owner', 'admin'], page: (me) => <Start me={me} /> },
  {
    to: '/admin/people',
    name: 'admin.nav.people',
    icon: 'users',
    roles: ['admin'],
    page: () => <People />,
    one: (id, me) => <PersonPage id={id} me={me} key={id} />,
  },
  { to: '/admin/reports', name: 'admin.nav.reports', icon: 'alert', roles: ['owner'], page: () => <Reports /> },
  { to: '/admin/teams', name: 'admin.nav.teams', icon: 'layers', roles: ['admin'], page: () => <Teams /> },
  {
    to: '/admin/import',
    name: 'admin.nav.import',
    icon: 'download',
    roles: ['owner', 'admin'],
    page: (me) => <Import me={me} />,
    one: (id) => <ImportRun id={id} key={id} />,
  },
  {
    to: '/admin/programs',
    name: 'admin.nav.programs',
    icon: 'nominate',
    roles: ['owner'],
    page: () => <Programs />,
    one: (id) => <ProgramPage id={id} key={id} />,
  },
  { to: '/admin/budgets', name: 'admin.nav.budgets', icon: 'chart', roles: ['owner'], page: () => <Budgets /> },
  { to: '/admin/behaviours', name: 'admin.nav.behaviours', icon: 'heart', roles: ['owner'], page: () => <Behaviours /> },
  {
    to: '/admin/rewards',
    name: 'admin.nav.rewards',
    icon: 'gift',
    roles: ['owner'],
    page: () => <Rewards />,
    one: (id) => <RewardPage id={id} key={id} />,
  },
  { to: '/admin/donations', name: 'admin.nav.donations', icon: 'tree', roles: ['owner'], page: () => <Donations /> },
  {
    to: '/admin/endpoints',
    name: 'admin.nav.endpoints',
    icon: 'send',
    roles: ['admin'],
    page: () => <Endpoints />,
    one: (id) => <Endpoints id={id} />,
  },
  { to: '/admin/settings', name: 'admin.nav.settings', icon: 'settings', roles: ['admin'], page: () => <Settings /> },
  { to: '/admin/audit', name: 'admin.nav.audit', icon: 'book', roles: ['admin'], page: () => <Audit /> },
  { to: '/admin/health', name: 'admin.nav.health', icon: 'target', roles: ['admin'], page: () => <Health /> },
  { to: '/admin/codes', name: 'admin.nav.codes', icon: 'ticket', roles: ['admin'], page: () => <Codes /> },
  { to: '/admin/cards', name: 'admin.nav.cards', icon: 'heart', roles: ['admin'], page: () => <TeamCards /> },
];

/** Whether a path is a place, or a page below it. */
function isAt(path: string, place: Place): boolean {
  return path === place.to || (place.to !== '/admin' && path.startsWith(`${place.to}/`));
}

/** The screens of administrators and owners, each with the way to the others. */
export default function AdminPages({ me }: { me: Me }) {
  const { t } = useI18n();
  const [path] = useLocation();
  const own = places.filter((place) => place.roles.includes(me.role));
  const bar = useRef<HTMLElement>(null);
  useEffect(() => {
    // On the phone the bar is longer than the screen: where one is comes into sight.
    const box = bar.current;
    const here = box?.querySelector<HTMLElement>('[aria-current]');
    if (box && here) box.scrollLeft = here.offsetLeft - (box.clientWidth - here.offsetWidth) / 2;
  }, [path]);
  return (
    <div className={l.page}>
      <nav className={s.places} ref={bar} aria-label={t('nav.admin')}>
        {own.map((place) => (
          <Link
            key={place.to}
            href={place.to}
            className={s.place}
            aria-current={isAt(path, place) ? 'page' : undefined}
          >
            <Icon name={place.icon} size="s" />
            {t(place.name)}
          </Link>
        ))}
      </nav>
      <Suspense fallback={<Bones />}>
        <Switch>
          {own.flatMap((place) => [
            <Route path={place.to} key={place.to}>
              {place.page(me)}
            </Route>,
            place.one && (
              <Route path={`${place.to}/:id`} key={`${place.to}/:id`}>
                {({ id }) => place.one?.(id, me)}
              </Route>
            ),
          ])}
          <Route>
            <NoSuchPage />
          </Route>
        </Switch>
      </Suspense>
    </div>
  );
}

function Bones() {
  return (
    <>
      <Loading className={l.stack}>
        <Bone width="14rem" shape="pill" />
      </Loading>
      <div className={l.card}>
        <RowBones rows={5} />
      </div>
    </>
  );
}
