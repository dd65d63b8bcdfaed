import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Link, useSearchParams } from 'wouter';
import { teamPeopleQuery, teamQuery, teamWaitingQuery } from '../../api/queries';
import type { Me, TeamChoice, TeamMember, TeamScope, TeamView } from '../../api/types';
import { useI18n } from '../../i18n';
import { Ago, Badge, Hidden, PageHead, useTitle } from '../../ui/bits';
import { Button, LinkButton } from '../../ui/Button';
import { cx } from '../../ui/cx';
import { Seg } from '../../ui/Field';
import { Icon } from '../../ui/Icon';
import l from '../../ui/layout.module.css';
import { More } from '../../ui/More';
import { OwnBudget } from '../../ui/OwnBudget';
import { Avatar, type Shape } from '../../ui/Person';
import { Bone, Empty, Failed, Loading, NotFor, Note, RowBones } from '../../ui/states';
import s from './team.module.css';

type Days = '30' | '90' | '365';
type Show = TeamChoice['show'];

const day = 24 * 3600 * 1000;

/** The day so many days ago, where the reader is. */
function daysAgo(days: number): string {
  const at = new Date(Date.now() - (days - 1) * day);
  return `${String(at.getFullYear())}-${String(at.getMonth() + 1).padStart(2, '0')}-${String(at.getDate()).padStart(2, '0')}`;
}

const oneOf = <T extends string>(text: string | null, allowed: readonly T[], otherwise: T): T =>
  allowed.find((value) => value === text) ?? otherwise;

/** Who in my team goes unseen, what is its service like, and what waits? What is chosen stands in the address. */
export default function Team({ me }: { me: Me }) {
  const { t } = useI18n();
  useTitle(t('team.title'));
  const [params, setParams] = useSearchParams();
  const scope: TeamScope = oneOf(params.get('scope'), ['direct', 'all'], 'direct');
  const days: Days = oneOf(params.get('days'), ['30', '90', '365'], '90');
  const show: Show = oneOf(params.get('show'), ['everybody', 'thanked', 'unseen'], 'everybody');
  const choose = (part: Record<string, string>) =>
    setParams((before) => ({ ...Object.fromEntries(before), ...part }), { replace: true });
  const leads = me.reports > 0 || me.role === 'manager' || me.role === 'owner';
  const choice = { scope, from: daysAgo(Number(days)) };
  const view = useQuery({ ...teamQuery(choice), enabled: leads });
  const nobody = view.data?.people === 0;

  return (
    <div className={l.page}>
      <PageHead title={t('team.title')} lead={leads ? t('team.lead') : undefined}>
        {leads && !nobody && (
          <div className={s.filters}>
            <Seg
              label={t('team.scope')}
              value={scope}
              options={[
                { value: 'direct', label: t('team.scope.direct') },
                { value: 'all', label: t('team.scope.all') },
              ]}
              onChange={(value) => choose({ scope: value })}
            />
            <Seg
              label={t('team.days')}
              value={days}
              options={[
                { value: '30', label: t('team.days.30') },
                { value: '90', label: t('team.days.90') },
                { value: '365', label: t('team.days.365') },
              ]}
              onChange={(value) => choose({ days: value })}
            />
          </div>
        )}
      </PageHead>
      {!leads && <NotFor text={t('team.notFor')} />}
      {leads && view.isPending && <Bones />}
      {view.isError && <Failed title={t('team.failed')} error={view.error} retry={() => void view.refetch()} />}
      {nobody && (
        <div className={l.card}>
          <Empty title={t('team.empty.title')} text={t('team.empty.text')}>
            <LinkButton to="/approvals">{t('nav.approvals')}</LinkButton>
          </Empty>
        </div>
      )}
      {view.data && !nobody && (
        <>
          {view.data.too_large ? (
            <Note tone="sky" icon="info">
              {t('team.tooLarge', { count: view.data.people - 1 })}
            </Note>
          ) : (
            <Figures view={view.data} onShow={(value) => choose({ show: value })} />
          )}
          <div className={l.cols}>
            <People choice={{ ...choice, show }} view={view.data} onShow={(value) => choose({ show: value })} />
            <div className={l.stack}>
              <OwnBudget me={me} />
              <Waiting scope={scope} me={me} />
              {!view.data.too_large && <Service view={view.data} />}
            </div>
          </div>
        </>
      )}
    </div>
  );
}

function Bones() {
  return (
    <>
      <Loading className={s.figures}>
        {[0, 1, 2, 3].map((i) => (
          <div className={cx(l.card, l.tight)} key={i}>
            <Bone width="40%" />
            <Bone width="70%" />
          </div>
        ))}
      </Loading>
      <div className={l.card}>
        <RowBones rows={5} />
      </div>
    </>
  );
}

/** Four numbers, each with what it means; two of them narrow the list below. */
function Figures({ view, onShow }: { view: TeamView; onShow: (show: Show) => void }) {
  const { t, format } = useI18n();
  const { waiting } = view;
  const all = waiting.nominations + waiting.redemptions;
  return (
    <section className={s.figures} aria-label={t('team.figures')}>
      <Figure value={t('team.recognised.value', { count: view.recognised, all: view.people })} label={t('team.recognised')}>
        <p>{t('team.recognised.text', { count: view.recognitions })}</p>
      </Figure>
      <Figure value={format.number(view.given)} label={t('team.given')}>
        <p>{t('team.given.text')}</p>
      </Figure>
      <Figure value={format.number(view.unseen)} label={t('team.unseen')}>
        {view.unseen > 0 ? (
          <Button small onClick={() => onShow('unseen')}>
            {t('team.unseen.show')}
          </Button>
        ) : (
          <p>{t('team.unseen.none')}</p>
        )}
      </Figure>
      <Figure value={format.number(all)} label={t('team.waiting')}>
        <p>{waiting.oldest_since ? t('team.waiting.since', { since: format.relative(waiting.oldest_since) }) : t('team.waiting.none')}</p>
      </Figure>
    </section>
  );
}

function Figure({ value, label, children }: { value: string; label: string; children: ReactNode }) {
  return (
    <div className={cx(l.card, l.tight, s.figure)}>
      <h2>{label}</h2>
      <p className={l.big}>{value}</p>
      {children}
    </div>
  );
}

/** By name, never by rank: this page compares nobody. */
function People({ choice, view, onShow }: { choice: TeamChoice; view: TeamView; onShow: (show: Show) => void }) {
  const { t, format } = useI18n();
  const people = useInfiniteQuery(teamPeopleQuery(choice));
  const items = people.data?.pages.flatMap((page) => page.items) ?? [];
  const tabs: [Show, string, number | null][] = [
    ['everybody', t('team.show.everybody'), view.people],
    ['thanked', t('team.show.thanked'), view.recognised],
    ['unseen', t('team.show.unseen'), view.unseen],
  ];
  return (
    <section className={cx(l.card, l.flush)} aria-label={t('team.people')}>
      <div className={cx(l.tabs, s.tabs)} role="group" aria-label={t('team.show')}>
        {tabs.map(([name, label, count]) => (
          <button key={name} type="button" aria-pressed={name === choice.show} onClick={() => onShow(name)}>
            {label} {!view.too_large && count !== null && <Badge>{format.number(count)}</Badge>}
          </button>
        ))}
      </div>
      {choice.show === 'unseen' && <p className={cx(s.hint, l.small, l.soft)}>{t('team.unseen.hint')}</p>}
      {people.isPending && (
        <div className={s.pad}>
          <RowBones rows={5} />
        </div>
      )}
      {people.isError && (
        <div className={s.pad}>
          <Failed title={t('team.failed')} error={people.error} retry={() => void people.refetch()} />
        </div>
      )}
      {people.data && items.length === 0 && (
        <Empty title={t(`team.none.${choice.show}`)} text={choice.show === 'unseen' ? t('team.unseen.none') : t('team.none.text')} />
      )}
      <ul className={s.people}>
        {items.map((person) => (
          <Member key={person.employee.id} person={person} />
        ))}
      </ul>
      <More list={people} block box={s.pad} />
    </section>
  );
}

function Member({ person }: { person: TeamMember }) {
  const { t } = useI18n();
  const { employee } = person;
  return (
    <li>
      <Avatar id={employee.id} name={employee.name} />
      <div className={s.who}>
        <Link href={`/people/${employee.id}`}>{employee.name}</Link>
        <small>
          {[
            employee.team?.name,
            person.recognitions > 0 ? t('team.received', { count: person.recognitions }) : null,
            person.given > 0 ? t('team.gave', { count: person.given }) : null,
          ]
            .filter(Boolean)
            .join(' · ')}
        </small>
        <small>
          {person.last_at ? (
            <>
              {t('team.last')} <Ago at={person.last_at} />
            </>
          ) : (
            t('team.never')
          )}
        </small>
      </div>
      {person.unseen && (
        <LinkButton small to={`/nominate?to=${employee.id}`}>
          <Icon name="nominate" size="s" />
          {t('team.thank')}
          <Hidden>: {employee.name}</Hidden>
        </LinkButton>
      )}
    </li>
  );
}

/** What of theirs waits, and with whom. */
function Waiting({ scope, me }: { scope: TeamScope; me: Me }) {
  const { t } = useI18n();
  const waiting = useInfiniteQuery(teamWaitingQuery(scope));
  const items = waiting.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <section className={cx(l.card, l.tight)} aria-label={t('team.waits')}>
      <h2>{t('team.waits')}</h2>
      {waiting.isPending && <RowBones rows={2} />}
      {waiting.isError && <Failed title={t('team.failed')} error={waiting.error} retry={() => void waiting.refetch()} />}
      {waiting.data && items.length === 0 && <p className={cx(l.small, l.soft)}>{t('team.waiting.none')}</p>}
      <ul className={s.waits}>
        {items.map((item) => {
          const mine = item.approver.id === me.id;
          const name = t(`team.waits.${item.kind}`, { name: item.employee.name });
          return (
            <li key={item.id}>
              {mine ? (
                <Link href={`/approvals?id=${item.id}`}>{name}</Link>
              ) : item.kind === 'nomination' ? (
                <Link href={`/recognitions/${item.id}`}>{name}</Link>
              ) : (
                <span>{name}</span>
              )}
              <small>
                {mine ? t('team.waits.you') : t('team.waits.with', { name: item.approver.name })} · <Ago at={item.waiting_since} />
              </small>
            </li>
          );
        })}
      </ul>
      <More list={waiting} small block />
    </section>
  );
}

const shapes: Record<TeamView['customers'][number]['customer']['kind'], Shape> = { employee: 'colleague', team: 'team', external: 'outside' };

/** Whom they served, and how: counts as bars, each with its number. */
function Service({ view }: { view: TeamView }) {
  const { t, format } = useI18n();
  const most = Math.max(1, ...view.behaviours.map((b) => b.recognitions));
  const kinds = { employee: t('kind.colleague'), team: t('kind.team'), external: t('kind.outside') };
  return (
    <>
      <section className={cx(l.card, l.tight)} aria-label={t('team.customers')}>
        <h2>{t('team.customers')}</h2>
        {view.customers.length === 0 && <p className={cx(l.small, l.soft)}>{t('team.customers.none')}</p>}
        <ul className={s.customers}>
          {view.customers.map(({ customer, recognitions }) => (
            <li key={`${customer.kind} ${customer.id ?? customer.name ?? ''}`}>
              <Avatar id={customer.id ?? ''} name={customer.name ?? kinds[customer.kind]} shape={shapes[customer.kind]} size="xs" />
              <span>{customer.name ?? kinds[customer.kind]}</span>
              <b className={l.num}>{format.number(recognitions)}</b>
            </li>
          ))}
        </ul>
      </section>
      <section className={cx(l.card, l.tight)} aria-label={t('team.behaviours')}>
        <h2>{t('team.behaviours')}</h2>
        {view.behaviours.length === 0 && <p className={cx(l.small, l.soft)}>{t('team.customers.none')}</p>}
        <ul className={s.bars}>
          {view.behaviours.map(({ behaviour, recognitions }) => (
            <li key={behaviour.id}>
              <span>{behaviour.name}</span>
              <b className={l.num}>{format.number(recognitions)}</b>
              <span className={s.bar} aria-hidden="true">
                <span style={{ width: `${(recognitions / most) * 100}%` }} />
              </span>
            </li>
          ))}
        </ul>
      </section>
    </>
  );
}
