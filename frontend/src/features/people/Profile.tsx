import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link, useSearchParams } from 'wouter';
import { isProblem } from '../../api/problem';
import { type ProfileList, profileQuery, profileRecognitionsQuery } from '../../api/queries';
import type { CountedCustomer, Me, Profile as Shape } from '../../api/types';
import { useI18n } from '../../i18n';
import { Badge, useTitle } from '../../ui/bits';
import { Button, LinkButton } from '../../ui/Button';
import c from '../../ui/controls.module.css';
import { cx } from '../../ui/cx';
import { Icon } from '../../ui/Icon';
import l from '../../ui/layout.module.css';
import { Avatar } from '../../ui/Person';
import { CardBones, NominationCard } from '../../ui/Recognition';
import { Bone, Empty, Failed, Loading } from '../../ui/states';
import s from './people.module.css';

/** Somebody: what they were thanked for, and whom they serve. */
export default function Profile({ id, me }: { id: string; me: Me }) {
  const { t } = useI18n();
  const profile = useQuery(profileQuery(id));
  useTitle(profile.data?.employee.name ?? t('profile.title'));
  return (
    <div className={l.page}>
      {profile.isPending && <HeadBones />}
      {profile.isError && <Missing error={profile.error} retry={() => void profile.refetch()} />}
      {profile.data && (
        <>
          <Head profile={profile.data} me={me} />
          <div className={l.cols}>
            <Recognitions profile={profile.data} me={me} />
            <aside className={l.stack} aria-label={t('profile.about')}>
              <Behaviours profile={profile.data} />
              <Customers profile={profile.data} />
            </aside>
          </div>
        </>
      )}
    </div>
  );
}

function HeadBones() {
  const { t } = useI18n();
  return (
    <>
      <h1 className={l.vh}>{t('profile.title')}</h1>
      <Loading className={s.head}>
        <Bone shape="circle" />
        <div className={cx(l.stack, l.sm, l.grow)}>
          <Bone width="14rem" />
          <Bone width="20rem" />
        </div>
      </Loading>
      <CardBones />
    </>
  );
}

function Missing({ error, retry }: { error: Error; retry: () => void }) {
  const { t } = useI18n();
  return (
    <>
      <h1>{t('profile.title')}</h1>
      {isProblem(error) && error.status === 404 ? (
        <div className={l.card}>
          <Empty title={t('notfound.title')} text={t('notfound.text')}>
            <LinkButton to="/">{t('notfound.home')}</LinkButton>
          </Empty>
        </div>
      ) : (
        <Failed title={t('list.failed')} error={error} retry={retry} />
      )}
    </>
  );
}

function Head({ profile, me }: { profile: Shape; me: Me }) {
  const { t } = useI18n();
  const { employee } = profile;
  const own = employee.id === me.id;
  return (
    <header className={s.head}>
      <span className={s.picture}>
        <Avatar id={employee.id} name={employee.name} size="lg" />
      </span>
      <div className={s.names}>
        <h1>{employee.name}</h1>
        <p>
          {employee.team && <Link href={`/search?kind=recognition&team=${employee.team.id}`}>{employee.team.name}</Link>}
          {employee.manager && (
            <span>
              {t('profile.manager')}: <Link href={`/people/${employee.manager.id}`}>{employee.manager.name}</Link>
            </span>
          )}
          {employee.email && <a href={`mailto:${employee.email}`}>{employee.email}</a>}
        </p>
        {(!employee.active || profile.thank_privately) && (
          <p>
            {!employee.active && <Badge>{t('profile.left')}</Badge>}
            {profile.thank_privately && (
              <Badge>
                <Icon name="lock" size="s" />
                {t('profile.private')}
              </Badge>
            )}
          </p>
        )}
      </div>
      <div className={s.headActions}>
        {own && <LinkButton to="/me/year">{t('profile.year')}</LinkButton>}
        {own && <LinkButton to="/settings">{t('nav.settings')}</LinkButton>}
        {!own && employee.active && (
          <LinkButton to={`/nominate?to=${employee.id}`} look="primary">
            {t('profile.thank', { name: employee.name })}
          </LinkButton>
        )}
      </div>
    </header>
  );
}

const lists = ['received', 'given', 'behind'] as const satisfies ProfileList[];

function Recognitions({ profile, me }: { profile: Shape; me: Me }) {
  const { t, format } = useI18n();
  const [params, setParams] = useSearchParams();
  const list = lists.find((name) => name === params.get('list')) ?? 'received';
  const counts = { received: profile.received, given: profile.given, behind: profile.behind_the_scenes };
  const query = useInfiniteQuery(profileRecognitionsQuery(profile.employee.id, list));
  const items = query.data?.pages.flatMap((page) => page.items) ?? [];
  const own = profile.employee.id === me.id;
  return (
    <section className={l.stack} aria-label={t('feed.heading')}>
      <div className={l.tabs}>
        {lists.map((name) => (
          <button
            key={name}
            type="button"
            aria-pressed={name === list}
            onClick={() => setParams(name === 'received' ? {} : { list: name }, { replace: true })}
          >
            {t(`profile.list.${name}`)}
            <span className={l.muted}>{format.number(counts[name])}</span>
          </button>
        ))}
      </div>
      {query.isPending && <CardBones />}
      {query.isError && <Failed title={t('feed.failed')} error={query.error} retry={() => void query.refetch()} />}
      {query.data && items.length === 0 && (
        <div className={l.card}>
          <Empty title={t('profile.empty')} text={t(`profile.empty.${list}`)}>
            {!own && profile.employee.active && list === 'received' && (
              <LinkButton to={`/nominate?to=${profile.employee.id}`}>{t('profile.thank', { name: profile.employee.name })}</LinkButton>
            )}
          </Empty>
        </div>
      )}
      {items.map((nomination) => (
        <NominationCard key={nomination.id} nomination={nomination} linked heading="h2" />
      ))}
      {query.hasNextPage && (
        <Button look="ghost" block busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          {t('action.older')}
        </Button>
      )}
    </section>
  );
}

function Behaviours({ profile }: { profile: Shape }) {
  const { t, format } = useI18n();
  const most = profile.behaviours[0]?.count ?? 0;
  if (most === 0) return null;
  return (
    <section className={cx(l.card, l.tight)}>
      <h2>{t('profile.behaviours')}</h2>
      <ul className={s.bars}>
        {profile.behaviours.map((behaviour) => (
          <li key={behaviour.id}>
            <Link href={`/search?kind=recognition&nominee=${profile.employee.id}&behaviour=${behaviour.id}`}>{behaviour.name}</Link>
            <span>{format.number(behaviour.count)}</span>
            <i aria-hidden="true" style={{ width: `${(behaviour.count / most) * 100}%` }} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Customers({ profile }: { profile: Shape }) {
  const { t, format } = useI18n();
  if (profile.customers.length === 0) return null;
  return (
    <section className={cx(l.card, l.tight)}>
      <h2>{t('profile.customers')}</h2>
      <ul className={s.served}>
        {profile.customers.map((customer) => (
          <li key={customer.kind + (customer.id ?? customer.name)}>
            <Avatar id={customer.id ?? customer.name} name={customer.name} shape={shapes[customer.kind]} size="xs" />
            <Link href={`/search?kind=recognition&nominee=${profile.employee.id}&${customerParam(customer)}`}>{customer.name}</Link>
            <span className={c.badge}>{format.number(customer.count)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

const shapes = { employee: 'colleague', team: 'team', external: 'outside' } as const;

function customerParam({ id, name }: CountedCustomer): string {
  return id ? `customer_id=${id}` : `customer=${encodeURIComponent(name)}`;
}
