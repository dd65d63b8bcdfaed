import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useSearchParams } from 'wouter';
import { base, queryString } from '../../api/client';
import type { Person } from '../../api/types';
import { useI18n } from '../../i18n';
import { Ago, PageHead, useTitle } from '../../ui/bits';
import { Button } from '../../ui/Button';
import c from '../../ui/controls.module.css';
import { cx } from '../../ui/cx';
import { Icon } from '../../ui/Icon';
import l from '../../ui/layout.module.css';
import { More } from '../../ui/More';
import PeoplePicker from '../../ui/PeoplePicker';
import { Empty, Failed, RowBones } from '../../ui/states';
import { useToast } from '../../ui/toast';
import s from './admin.module.css';
import { type AuditChoice, type AuditEntry, auditKinds, auditQuery } from './api';
import { TextField } from './parts';

/** Who changed what, when, from where? */
export default function Audit() {
  const { t, find } = useI18n();
  useTitle(t('admin.audit.title'));
  const tell = useToast();
  const [params, setParams] = useSearchParams();
  const [actor, setActor] = useState<Person[]>([]);
  const [taking, setTaking] = useState(false);
  const choice: AuditChoice = {
    actor_id: params.get('actor') ?? '',
    subject_kind: params.get('kind') ?? '',
    subject_id: params.get('subject') ?? '',
    from: params.get('from') ?? '',
    to: params.get('to') ?? '',
  };
  const change = (part: Partial<AuditChoice>) => {
    const next = { ...choice, ...part };
    const names = { actor_id: 'actor', subject_kind: 'kind', subject_id: 'subject', from: 'from', to: 'to' } as const;
    const query: Record<string, string> = {};
    for (const [field, name] of Object.entries(names)) {
      const value = next[field as keyof AuditChoice];
      if (value) query[name] = value;
    }
    setParams(query, { replace: true });
  };
  const log = useInfiniteQuery(auditQuery(choice));
  const items = log.data?.pages.flatMap((page) => page.items) ?? [];
  // A file in a frame of its own: a link cannot ask for a table instead of JSON.
  const take = async () => {
    setTaking(true);
    try {
      const answer = await fetch(`${base}/audit${queryString({ ...choice })}`, { headers: { Accept: 'text/csv' } });
      if (!answer.ok) throw new Error(String(answer.status));
      const link = document.createElement('a');
      link.href = URL.createObjectURL(await answer.blob());
      link.download = 'audit.csv';
      link.click();
      URL.revokeObjectURL(link.href);
    } catch {
      tell(t('admin.audit.csv.failed'), { bad: true });
    } finally {
      setTaking(false);
    }
  };
  return (
    <>
      <PageHead title={t('admin.audit.title')} lead={t('admin.audit.lead')}>
        <Button busy={taking} onClick={() => void take()}>
          <Icon name="download" />
          {t('admin.audit.csv')}
        </Button>
      </PageHead>
      <search className={s.auditFilters}>
        <PeoplePicker
          label={t('admin.audit.actor')}
          max={1}
          value={actor}
          onChange={(people) => {
            setActor(people);
            change({ actor_id: people[0]?.id ?? '' });
          }}
        />
        <div className={c.field}>
          <label className={c.label} htmlFor="audit-kind">
            {t('admin.audit.kind')}
          </label>
          <select id="audit-kind" className={c.input} value={choice.subject_kind} onChange={(event) => change({ subject_kind: event.target.value })}>
            <option value="">{t('admin.audit.everything')}</option>
            {auditKinds.map((kind) => (
              <option key={kind} value={kind}>
                {t(`admin.audit.kind.${kind}`)}
              </option>
            ))}
          </select>
        </div>
        <TextField label={t('admin.audit.from')} type="date" value={choice.from} onChange={(from) => change({ from })} />
        <TextField label={t('admin.audit.to')} type="date" value={choice.to} onChange={(to) => change({ to })} />
      </search>
      {choice.subject_id && (
        <p className={cx(l.row, l.wrap)}>
          {t('admin.audit.one')}
          <Button small onClick={() => change({ subject_id: '' })}>
            {t('admin.audit.everything')}
          </Button>
        </p>
      )}
      {log.isPending && (
        <div className={l.card}>
          <RowBones rows={6} />
        </div>
      )}
      {log.isError && <Failed title={t('admin.audit.failed')} error={log.error} retry={() => void log.refetch()} />}
      {log.data && items.length === 0 && (
        <div className={l.card}>
          <Empty title={t('admin.audit.empty.title')} text={t('admin.audit.empty.text')} />
        </div>
      )}
      {items.length > 0 && (
        <ul className={cx(l.card, l.flush)} aria-label={t('admin.audit.title')}>
          {items.map((entry) => (
            <li key={entry.id} className={s.entry}>
              <span className={s.entryWhat}>
                <b>{find(`admin.action.${entry.action}`) ?? entry.action}</b>
                <Subject entry={entry} />
                <Facts data={entry.data as Record<string, unknown>} />
              </span>
              <small>
                {entry.actor?.name ?? t('admin.audit.laurel')} · <Ago at={entry.at} />
                {entry.address && ` · ${entry.address}`}
              </small>
            </li>
          ))}
        </ul>
      )}
      <More list={log} block />
    </>
  );
}

/**
 * The thing that was changed, as a way to it where it has a page here. What has neither a name nor a page, such
 * as a session, says nothing to a reader by its id, which the table has.
 */
function Subject({ entry }: { entry: AuditEntry }) {
  const { t } = useI18n();
  const { kind, id, name } = entry.subject;
  if (!id) return null;
  const pages: Record<string, string> = {
    employee: `/admin/people/${id}`,
    endpoint: `/admin/endpoints/${id}`,
    nomination: `/recognitions/${id}`,
  };
  const page = pages[kind];
  if (!page) return name ? <span>{name}</span> : null;
  // The log does not tell whom a recognition is of; of an endpoint that was deleted not even the address is left.
  const named = name === null || name === '' ? id : name;
  return <Link href={page}>{kind === 'nomination' ? t('recognition.title') : named}</Link>;
}

const isId = (value: unknown) => typeof value === 'string' && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(value);

const isCost = (value: unknown): value is { points: number; amount: number; currency: string } =>
  typeof value === 'object' && value !== null && 'points' in value && 'amount' in value && 'currency' in value;

/**
 * What the log keeps of the change; words of the API that are not known here stay as they are. Ids say nothing to
 * a reader, and the table has them.
 */
function Facts({ data }: { data: Record<string, unknown> }) {
  const { t, find, format } = useI18n();
  const facts = Object.entries(data).filter(([, value]) =>
    Array.isArray(value) ? !value.every(isId) : value !== null && value !== '' && !isId(value),
  );
  if (facts.length === 0) return null;
  const said = (value: unknown, name: string): string => {
    if (Array.isArray(value)) return value.map((one) => said(one, name)).join(', ');
    if (typeof value === 'boolean') return find(`admin.fact.${value}`) ?? String(value);
    if (isCost(value)) return `${t('points', { count: value.points })} = ${format.money(value.amount, value.currency)}`;
    if (typeof value !== 'string') return JSON.stringify(value);
    const word = name === 'status' ? find(`status.${value}`) : name === 'kind' ? find(`admin.by.${value}`) : null;
    return word ?? value;
  };
  return (
    <code className={s.facts}>
      {facts.map(([name, value]) => `${find(`admin.fact.${name}`) ?? name}: ${said(value, name)}`).join(' · ')}
    </code>
  );
}
