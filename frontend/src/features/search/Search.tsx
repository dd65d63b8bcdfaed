import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { type SyntheticEvent, useState } from 'react';
import { Link, useSearchParams } from 'wouter';
import { behavioursQuery, employeeQuery, filteredQuery, searchKindQuery, searchQuery, teamsQuery } from '../../api/queries';
import type { Employee, Person, SearchHit } from '../../api/types';
import { useI18n } from '../../i18n';
import { Badge, PageHead, useTitle } from '../../ui/bits';
import { Button } from '../../ui/Button';
import c from '../../ui/controls.module.css';
import { cx } from '../../ui/cx';
import { Field } from '../../ui/Field';
import { Icon } from '../../ui/Icon';
import l from '../../ui/layout.module.css';
import PeoplePicker from '../../ui/PeoplePicker';
import { Who } from '../../ui/Person';
import { CardBones, NominationCard } from '../../ui/Recognition';
import { Empty, Failed, RowBones } from '../../ui/states';
import { filterNames, type Filters, filtersOf, kindOf, type Kind, longestWords, queryOf, wordsOf } from './address';
import s from './search.module.css';

const kinds = ['all', 'recognition', 'employee', 'customer'] as const satisfies Kind[];

/** Recognitions, people and customers; what is chosen stands in the address, to be passed on. */
export default function Search() {
  const { t } = useI18n();
  const [params, setParams] = useSearchParams();
  const q = wordsOf(params);
  const kind = kindOf(params);
  const filters = filtersOf(params);
  useTitle(q ? t('search.page.of', { q }) : t('search.page'));
  const set = (changes: Record<string, string>) =>
    setParams(
      (before) => {
        const next = new URLSearchParams(before);
        for (const [name, value] of Object.entries(changes)) {
          if (value) next.set(name, value);
          else next.delete(name);
        }
        return next;
      },
      { replace: true },
    );
  return (
    <div className={l.page}>
      <PageHead title={t('search.page')} lead={t('search.lead')} />
      <Words q={q} onSearch={(text) => set({ q: text })} />
      <div className={l.tabs}>
        {kinds.map((name) => (
          <button key={name} type="button" aria-pressed={name === kind} onClick={() => set({ kind: name === 'all' ? '' : name })}>
            {t(`search.kind.${name}`)}
          </button>
        ))}
      </div>
      {kind === 'recognition' ? (
        <div className={cx(l.cols, s.cols)}>
          <Recognitions q={q} filters={filters} />
          <aside className={l.stack} aria-label={t('search.filters')}>
            <FilterFields filters={filters} onChange={set} />
          </aside>
        </div>
      ) : q === '' ? (
        <div className={l.card}>
          <Empty title={t('search.begin')} text={t('search.begin.text')} />
        </div>
      ) : kind === 'all' ? (
        <Everything q={q} />
      ) : (
        <OneKind q={q} kind={kind} />
      )}
    </div>
  );
}

function Words({ q, onSearch }: { q: string; onSearch: (text: string) => void }) {
  const { t } = useI18n();
  const [text, setText] = useState(q);
  // Another search of the address, by a link or by going back, is typed in without the field losing the focus.
  const [before, setBefore] = useState(q);
  if (before !== q) {
    setBefore(q);
    setText(q);
  }
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    onSearch(text.trim());
  };
  return (
    <form className={s.words} role="search" onSubmit={submit}>
      <label className={l.vh} htmlFor="words">
        {t('search.words')}
      </label>
      <input
        id="words"
        className={c.input}
        type="search"
        value={text}
        maxLength={longestWords}
        placeholder={t('search.placeholder')}
        autoComplete="off"
        onChange={(event) => setText(event.target.value)}
      />
      <Button type="submit" look="primary">
        <Icon name="search" />
        {t('app.search')}
      </Button>
    </form>
  );
}

function Everything({ q }: { q: string }) {
  const { t } = useI18n();
  const found = useQuery(searchQuery(q));
  if (found.isPending) return <ListBones />;
  if (found.isError) return <Failed title={t('search.failed')} error={found.error} retry={() => void found.refetch()} />;
  const { items } = found.data;
  if (items.length === 0) return <Nothing />;
  return (
    <div className={cx(l.stack, l.lg)} aria-busy={found.isPlaceholderData || undefined}>
      {(['employee', 'customer', 'recognition'] as const).map((kind) => {
        const some = items.filter((hit) => hit.kind === kind);
        if (some.length === 0) return null;
        return (
          <section key={kind} className={l.stack}>
            <div className={l.cardHead}>
              <h2>{t(`search.kind.${kind}`)}</h2>
              {some.length >= 5 && <Link href={`/search?kind=${kind}&q=${encodeURIComponent(q)}`}>{t('action.more')}</Link>}
            </div>
            <Hits hits={some} />
          </section>
        );
      })}
    </div>
  );
}

function OneKind({ q, kind }: { q: string; kind: SearchHit['kind'] }) {
  const { t } = useI18n();
  const found = useInfiniteQuery(searchKindQuery(q, kind));
  const items = found.data?.pages.flatMap((page) => page.items) ?? [];
  if (found.isPending) return <ListBones />;
  if (found.isError) return <Failed title={t('search.failed')} error={found.error} retry={() => void found.refetch()} />;
  if (items.length === 0) return <Nothing />;
  return (
    <div className={l.stack}>
      <Hits hits={items} />
      <More query={found} label={t('action.more')} />
    </div>
  );
}

function Recognitions({ q, filters }: { q: string; filters: Filters }) {
  const { t } = useI18n();
  const found = useInfiniteQuery(filteredQuery(queryOf(q, filters)));
  const items = found.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <section className={l.stack} aria-label={t('search.kind.recognition')}>
      {found.isPending && <CardBones />}
      {found.isError && <Failed title={t('search.failed')} error={found.error} retry={() => void found.refetch()} />}
      {found.data && items.length === 0 && <Nothing />}
      {items.map((nomination) => (
        <NominationCard key={nomination.id} nomination={nomination} linked heading="h2" />
      ))}
      <More query={found} label={t('action.older')} />
    </section>
  );
}

function More({ query, label }: { query: { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => unknown }; label: string }) {
  if (!query.hasNextPage) return null;
  return (
    <Button look="ghost" block busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
      {label}
    </Button>
  );
}

function ListBones() {
  return (
    <div className={l.card}>
      <RowBones rows={4} />
    </div>
  );
}

function Nothing() {
  const { t } = useI18n();
  return (
    <div className={l.card}>
      <Empty title={t('search.none')} text={t('search.none.text')} />
    </div>
  );
}

/** Hits of one kind. */
function Hits({ hits }: { hits: SearchHit[] }) {
  const { t } = useI18n();
  if (hits[0]?.kind === 'recognition') {
    return hits.map(({ recognition }) => recognition && <NominationCard key={recognition.id} nomination={recognition} linked />);
  }
  return (
    <ul className={s.hits}>
      {hits.map((hit) => (
        <li key={hit.employee?.id ?? hit.customer?.name}>
          {hit.employee && (
            <Link href={`/people/${hit.employee.id}`}>
              <Who id={hit.employee.id} name={hit.employee.name} below={belowOf(hit.employee)} />
            </Link>
          )}
          {hit.customer && (
            <Link href={`/search?kind=recognition&customer=${encodeURIComponent(hit.customer.name)}`}>
              <Who id={hit.customer.name} name={hit.customer.name} shape="outside" below={t('search.served', { count: hit.customer.count })} />
            </Link>
          )}
        </li>
      ))}
    </ul>
  );
}

function belowOf({ team, email }: Employee): string {
  return [team?.name, email].filter(Boolean).join(', ');
}

type OnChange = (changes: Record<string, string>) => void;

/** Beside what is found; where there is no room beside, behind a button above it. */
function FilterFields({ filters, onChange }: { filters: Filters; onChange: OnChange }) {
  const { t, format } = useI18n();
  const [open, setOpen] = useState(false);
  const behaviours = useQuery(behavioursQuery);
  const teams = useQuery(teamsQuery);
  const chosen = filterNames.filter((name) => filters[name] !== '').length;
  return (
    <section className={cx(l.card, l.tight)}>
      <h2 className={s.beside}>{t('search.filters')}</h2>
      <button type="button" className={s.toggle} aria-expanded={open} aria-controls="filters" onClick={() => setOpen(!open)}>
        {t('search.filters')}
        {chosen > 0 && <Badge>{format.number(chosen)}</Badge>}
        <Icon name="cd" />
      </button>
      <div className={cx(l.stack, s.fields, open && s.open)} id="filters">
        <Field label={t('search.behaviour')}>
          {(wiring) => (
            <select {...wiring} className={c.input} value={filters.behaviour} onChange={(event) => onChange({ behaviour: event.target.value })}>
              <option value="">{t('search.any')}</option>
              {behaviours.data?.map((b) => (
                <option key={b.id} value={b.id}>
                  {b.name}
                </option>
              ))}
            </select>
          )}
        </Field>
        <Field label={t('kind.team')}>
          {(wiring) => (
            <select {...wiring} className={c.input} value={filters.team} onChange={(event) => onChange({ team: event.target.value })}>
              <option value="">{t('search.any')}</option>
              {teams.data?.map((team) => (
                <option key={team.id} value={team.id}>
                  {team.name}
                </option>
              ))}
            </select>
          )}
        </Field>
        <PersonField label={t('search.nominee')} id={filters.nominee} onChange={(nominee) => onChange({ nominee })} />
        <PersonField label={t('search.nominator')} id={filters.nominator} onChange={(nominator) => onChange({ nominator })} />
        {(filters.customer || filters.customer_id) && <CustomerChosen filters={filters} onChange={onChange} />}
        <div className={s.days}>
          {(['from', 'to'] as const).map((name) => (
            <Field key={name} label={t(`search.${name}`)}>
              {(wiring) => (
                <input {...wiring} className={c.input} type="date" value={filters[name]} onChange={(event) => onChange({ [name]: event.target.value })} />
              )}
            </Field>
          ))}
        </div>
        {chosen > 0 && (
          <Button small onClick={() => onChange(Object.fromEntries(filterNames.map((name) => [name, ''])))}>
            {t('search.clear')}
          </Button>
        )}
      </div>
    </section>
  );
}

/** A customer comes with a link only: here it is named, and taken away. */
function CustomerChosen({ filters, onChange }: { filters: Filters; onChange: OnChange }) {
  const { t } = useI18n();
  const id = filters.customer_id;
  const teams = useQuery(teamsQuery);
  const team = teams.data?.find((one) => one.id === id);
  const employee = useQuery({ ...employeeQuery(id), enabled: id !== '' && teams.isSuccess && !team });
  const name = id === '' ? filters.customer : (team ?? employee.data)?.name;
  return (
    <p className={s.chosen}>
      <span>
        {t('nominate.step.customer')}: <b>{name ?? '…'}</b>
      </span>
      <Button
        look="ghost"
        icon
        aria-label={t('action.remove', { name: name ?? t('nominate.step.customer') })}
        onClick={() => onChange({ customer: '', customer_id: '' })}
      >
        <Icon name="x" size="s" />
      </Button>
    </p>
  );
}

function PersonField({ label, id, onChange }: { label: string; id: string; onChange: (id: string) => void }) {
  const employee = useQuery({ ...employeeQuery(id), enabled: id !== '' });
  const value: Person[] = id && employee.data ? [{ id, name: employee.data.name, team: employee.data.team }] : [];
  return <PeoplePicker label={label} value={value} max={1} onChange={([person]) => onChange(person?.id ?? '')} />;
}
