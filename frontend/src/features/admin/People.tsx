import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { Link, useLocation, useSearchParams } from 'wouter';
import { teamsQuery } from '../../api/queries';
import { useI18n } from '../../i18n';
import { Ago, Badge, PageHead, useTitle } from '../../ui/bits';
import { Button } from '../../ui/Button';
import c from '../../ui/controls.module.css';
import { cx } from '../../ui/cx';
import { Seg } from '../../ui/Field';
import { Icon } from '../../ui/Icon';
import l from '../../ui/layout.module.css';
import { More } from '../../ui/More';
import { Who } from '../../ui/Person';
import { Empty, Failed, RowBones } from '../../ui/states';
import { useSettled } from '../../ui/useSettled';
import { AddPerson } from './AddPerson';
import s from './admin.module.css';
import { type RosterChoice, type RosterEntry, roles, rosterQuery } from './api';

/** What is looked for lives in the address, so that it can be shared and found again. */
function useChoice(): [RosterChoice, (part: Partial<RosterChoice>) => void] {
  const [params, setParams] = useSearchParams();
  const choice: RosterChoice = {
    q: params.get('q') ?? '',
    team: params.get('team') ?? '',
    role: params.get('role') ?? '',
    active: params.get('active') ?? 'true',
  };
  const change = (part: Partial<RosterChoice>) => {
    const next = { ...choice, ...part };
    const query: Record<string, string> = {};
    for (const name of ['q', 'team', 'role'] as const) if (next[name]) query[name] = next[name];
    if (next.active !== 'true') query.active = next.active;
    setParams(query, { replace: true });
  };
  return [choice, change];
}

/** Who is here, and can they sign in? */
export default function People() {
  const { t } = useI18n();
  useTitle(t('admin.people.title'));
  const [, navigate] = useLocation();
  const [choice, change] = useChoice();
  const [text, setText] = useState(choice.q);
  const [adding, setAdding] = useState(false);
  const q = useSettled(text.trim());
  const asked = choice.q;
  useEffect(() => {
    if (q !== asked) change({ q });
    // Only what was typed moves the address.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [q]);
  const list = useInfiniteQuery(rosterQuery(choice));
  const teams = useQuery(teamsQuery);
  const people = list.data?.pages.flatMap((page) => page.items) ?? [];
  const narrowed = choice.q !== '' || choice.team !== '' || choice.role !== '' || choice.active !== 'true';
  return (
    <>
      <PageHead title={t('admin.people.title')} lead={t('admin.people.lead')}>
        <Button look="primary" onClick={() => setAdding(true)}>
          <Icon name="plus" />
          {t('admin.people.add')}
        </Button>
      </PageHead>
      <search className={s.filters}>
        <input
          type="search"
          className={c.input}
          aria-label={t('admin.people.search')}
          placeholder={t('admin.people.search')}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        <select
          className={c.input}
          aria-label={t('admin.people.team')}
          value={choice.team}
          onChange={(event) => change({ team: event.target.value })}
        >
          <option value="">{t('admin.people.allTeams')}</option>
          {(teams.data ?? []).map((team) => (
            <option key={team.id} value={team.id}>
              {team.name}
            </option>
          ))}
        </select>
        <select
          className={c.input}
          aria-label={t('admin.people.role')}
          value={choice.role}
          onChange={(event) => change({ role: event.target.value })}
        >
          <option value="">{t('admin.people.allRoles')}</option>
          {roles.map((role) => (
            <option key={role} value={role}>
              {t(`role.${role}`)}
            </option>
          ))}
        </select>
        <Seg
          label={t('admin.people.state')}
          value={choice.active}
          options={[
            { value: 'true', label: t('admin.people.active') },
            { value: 'false', label: t('admin.people.gone') },
            { value: 'all', label: t('admin.people.both') },
          ]}
          onChange={(active) => change({ active })}
        />
      </search>
      {list.isPending && (
        <div className={l.card}>
          <RowBones rows={6} />
        </div>
      )}
      {list.isError && <Failed title={t('admin.people.failed')} error={list.error} retry={() => void list.refetch()} />}
      {list.data && people.length === 0 && (
        <div className={l.card}>
          <Empty
            title={narrowed ? t('admin.people.none.title') : t('admin.people.empty.title')}
            text={narrowed ? t('admin.people.none.text') : t('admin.people.empty.text')}
          >
            {narrowed && (
              <Button
                onClick={() => {
                  setText('');
                  change({ q: '', team: '', role: '', active: 'true' });
                }}
              >
                {t('admin.people.clear')}
              </Button>
            )}
          </Empty>
        </div>
      )}
      {people.length > 0 && (
        <ul className={cx(l.card, l.flush)} aria-label={t('admin.people.title')}>
          {people.map((person) => (
            <Row key={person.id} person={person} />
          ))}
        </ul>
      )}
      <More list={list} block />
      {people.length > 0 && !list.hasNextPage && (
        <p className={cx(l.small, l.muted)} role="status">
          {t('admin.people.shown', { count: people.length })}
        </p>
      )}
      {adding && (
        <AddPerson
          onClose={() => setAdding(false)}
          onAdded={(person) => {
            setAdding(false);
            navigate(`/admin/people/${person.id}`);
          }}
        />
      )}
    </>
  );
}

function Row({ person }: { person: RosterEntry }) {
  const { t } = useI18n();
  return (
    <li className={s.person}>
      <Link href={`/admin/people/${person.id}`}>
        <Who id={person.id} name={person.name} below={person.email ?? person.personnel_number} />
        <span className={s.team}>{person.team?.name ?? t('admin.people.noTeam')}</span>
        <span className={s.role}>{t(`role.${person.role}`)}</span>
        <span className={s.state}>
          <SignInBadge person={person} />
        </span>
        <span className={s.seen}>{person.last_seen_at ? <Ago at={person.last_seen_at} /> : t('admin.people.neverSeen')}</span>
        <Icon name="cr" size="s" />
      </Link>
    </li>
  );
}

/** Whether somebody can sign in, in a word. */
export function SignInBadge({ person }: { person: RosterEntry }) {
  const { t } = useI18n();
  if (!person.active) return <Badge>{t('admin.people.deactivated')}</Badge>;
  const tone = person.sign_in === 'ready' ? 'ok' : person.sign_in === 'invited' ? 'wait' : undefined;
  return <Badge tone={tone}>{t(`admin.people.signIn.${person.sign_in}`)}</Badge>;
}
