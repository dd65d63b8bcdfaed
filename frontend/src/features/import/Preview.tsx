import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useI18n } from '../../i18n';
import { Button } from '../../ui/Button';
import l from '../../ui/layout.module.css';
import { Empty, Failed, Note } from '../../ui/states';
import { cancelImport, type FieldChange, isUnderway, type Result } from './api';
import { inExport, tell } from './faults';
import s from './import.module.css';
import type { Kind, Mapping } from './mapping';
import { Counts, Faults, Progress } from './parts';
import { useImport } from './useImports';
import type { Converted } from './worker';

interface PreviewProps {
  id: string | null;
  kind: Kind;
  name: string;
  header: string[];
  mapping: Mapping;
  converted: Converted;
  busy: boolean;
  onBack: () => void;
  onRun: (partial: boolean) => void;
  onRestart: () => void;
}

/** What the file would change; nothing has been changed so far. */
export function Preview(props: PreviewProps) {
  const { t } = useI18n();
  const one = useImport(props.id);
  const stop = useMutation({ mutationFn: () => cancelImport(props.id ?? ''), onSettled: props.onBack });
  if (one.isError) return <Failed title={t('import.preview.failed')} error={one.error} retry={() => void one.refetch()} />;
  if (!one.data || isUnderway(one.data)) {
    return (
      <section className={l.card}>
        <h2>{t('import.preview.running')}</h2>
        <Progress one={one.data ?? { done: 0, total: props.converted.records + 1, status: 'waiting' }} />
        <div>
          <Button busy={stop.isPending} onClick={() => stop.mutate()}>
            {t('import.stop')}
          </Button>
        </div>
      </section>
    );
  }
  const result = one.data.result ?? {};
  return one.data.status === 'done' ? <Told {...props} result={result} /> : <Refused {...props} result={result} />;
}

/** A file that cannot be read at all. */
function Refused({ result, name, header, mapping, onBack, onRestart }: PreviewProps & { result: Result }) {
  const { t, find } = useI18n();
  const list = (result.errors ?? []).map((fault) => inExport(tell(fault, find), header, mapping));
  return (
    <>
      <Note tone="bad" icon="alert" title={t('import.refused')} alert>
        {list.length > 0 ? t('import.refused.text') : (result.detail ?? '')}
      </Note>
      {list.length > 0 && <Faults list={list} total={result.errors_total ?? list.length} name={name} />}
      <div className={`${l.row} ${l.wrap}`}>
        <Button onClick={onBack}>{t('import.back')}</Button>
        <Button look="ghost" onClick={onRestart}>
          {t('import.other')}
        </Button>
      </div>
    </>
  );
}

function Told(props: PreviewProps & { result: Result }) {
  const { kind, name, header, mapping, converted, result } = props;
  const { t, format, find } = useI18n();
  const faults = (result.errors ?? []).map((fault) => inExport(tell(fault, find), header, mapping));
  const total = result.errors_total ?? faults.length;
  const moves = (result.created ?? 0) + (result.updated ?? 0) + (result.deactivated ?? 0);
  const { preview } = result;
  return (
    <>
      <section className={l.card}>
        <div className={l.cardHead}>
          <h2>{t('import.would')}</h2>
          <span className={l.muted}>{name}</span>
        </div>
        <p className={l.soft}>{t('import.nothingYet')}</p>
        <Counts kind={kind} result={result} />
        {converted.leftOut > 0 && <Note icon="info">{t('import.leftOut', { count: converted.leftOut })}</Note>}
        {kind === 'recognitions' && preview?.from && preview.to && (
          <dl className={`${l.kv} ${s.figures}`}>
            <dt>{t('import.period')}</dt>
            <dd>
              {format.date(preview.from)} – {format.date(preview.to)}
            </dd>
            <dt>{t('import.givers')}</dt>
            <dd>{format.number(preview.givers ?? 0)}</dd>
            <dt>{t('import.receivers')}</dt>
            <dd>{format.number(preview.receivers ?? 0)}</dd>
            <dt>{t('import.pointsCounted')}</dt>
            <dd>{format.number(preview.points ?? 0)}</dd>
          </dl>
        )}
        {kind === 'wallets' && <Liability result={result} />}
        {moves === 0 && total === 0 && <Empty title={t('import.nothing')} text={t('import.nothing.text')} />}
        {total > 0 && (
          <Note tone="ember" icon="alert" title={t('import.faulty', { count: total })}>
            {t('import.faulty.text')}
          </Note>
        )}
        <div className={`${l.row} ${l.wrap}`}>
          {moves > 0 && (
            <Button look="primary" busy={props.busy} onClick={() => props.onRun(total > 0)}>
              {total > 0 ? t('import.runGood') : t('import.run')}
            </Button>
          )}
          <Button onClick={props.onBack}>{t('import.back')}</Button>
          <Button look="ghost" onClick={props.onRestart}>
            {t('import.other')}
          </Button>
        </div>
      </section>
      {total > 0 && <Unknowns result={result} />}
      {total > 0 && <Faults list={faults} total={total} name={name} />}
      {kind === 'roster' && preview && (preview.people?.length ?? 0) > 0 && <People result={result} />}
      {kind === 'recognitions' && (preview?.behaviours?.length ?? 0) > 0 && (
        <section className={l.card}>
          <h2>{t('import.perBehaviour')}</h2>
          <dl className={`${l.kv} ${s.figures}`}>
            {preview?.behaviours?.map(({ code, name: behaviour, recognitions }) => (
              <div key={code} className={s.pair}>
                <dt>{behaviour}</dt>
                <dd>{format.number(recognitions)}</dd>
              </div>
            ))}
          </dl>
        </section>
      )}
      {kind === 'wallets' && (preview?.balances?.length ?? 0) > 0 && (
        <section className={l.card}>
          <h2>{t('import.balances')}</h2>
          <ul className={s.changes}>
            {preview?.balances?.map(({ name: who, email, before, after }) => (
              <li key={email ?? who}>
                <b>{who}</b>{' '}
                <span className={l.muted}>
                  {format.number(before ?? 0)} → <b className={l.num}>{format.number(after)}</b>
                </span>
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}

function Liability({ result }: { result: Result }) {
  const { t, format } = useI18n();
  const { preview } = result;
  return (
    <dl className={`${l.kv} ${s.figures}`}>
      <dt>{t('import.fileTotal')}</dt>
      <dd>{t('import.points', { count: result.total ?? 0 })}</dd>
      <dt>{t('import.issued')}</dt>
      <dd>{format.signed(preview?.issued ?? 0)}</dd>
      {(preview?.returned ?? 0) > 0 && (
        <>
          <dt>{t('import.returned')}</dt>
          <dd>{format.signed(-(preview?.returned ?? 0))}</dd>
        </>
      )}
      <dt>{t('import.liability')}</dt>
      <dd>{t('import.points', { count: result.liability ?? 0 })}</dd>
      {preview?.worth?.map(({ amount, currency }) => (
        <div key={currency} className={s.pair}>
          <dt>{t('import.worth')}</dt>
          <dd>{format.money(amount, currency)}</dd>
        </div>
      ))}
    </dl>
  );
}

/** Whom, and what, the file names that nobody here is called. */
function Unknowns({ result }: { result: Result }) {
  const { t } = useI18n();
  const people = result.preview?.unknown_people ?? [];
  if (people.length === 0) return null;
  const total = result.preview?.unknown_people_total ?? people.length;
  return (
    <section className={l.card}>
      <h2>{t('import.unknown', { count: total })}</h2>
      <p className={l.soft}>{t('import.unknown.text')}</p>
      <ul className={s.changes}>
        {people.map(({ text, lines }) => (
          <li key={text}>
            {text} <small className={l.muted}>{t('import.lines', { count: lines })}</small>
          </li>
        ))}
      </ul>
    </section>
  );
}

const changes = ['deactivated', 'updated', 'created'] as const;

function People({ result }: { result: Result }) {
  const { t, format } = useI18n();
  const people = result.preview?.people ?? [];
  const teams = result.preview?.teams ?? [];
  const [shown, setShown] = useState<(typeof changes)[number]>(changes.find((change) => people.some((p) => p.change === change)) ?? 'created');
  const list = people.filter(({ change }) => change === shown);
  return (
    <section className={l.card}>
      <h2>{t('import.people')}</h2>
      {teams.length > 0 && <p className={l.soft}>{t('import.teams', { names: format.list(teams.slice(0, 20)), count: teams.length })}</p>}
      <div className={l.tabs}>
        {changes.map(
          (change) =>
            (result[change] ?? 0) > 0 && (
              <button key={change} type="button" aria-pressed={shown === change} onClick={() => setShown(change)}>
                {t(`import.count.roster.${change}`)} <span className={l.muted}>{format.number(result[change] ?? 0)}</span>
              </button>
            ),
        )}
      </div>
      <ul className={s.changes}>
        {list.map(({ name, email, personnel_number: number, fields }) => (
          <li key={email ?? number ?? name}>
            <b>{name}</b> <small className={l.muted}>{email ?? number}</small>
            <Fields fields={fields} created={shown === 'created'} />
          </li>
        ))}
      </ul>
      {(result[shown] ?? 0) > list.length && <p className={l.muted}>{t('import.people.more', { count: (result[shown] ?? 0) - list.length })}</p>}
    </section>
  );
}

/** What changes of one employee, field by field. */
function Fields({ fields, created }: { fields: FieldChange[]; created: boolean }) {
  const { t, find } = useI18n();
  const text = (field: string, value: string | null) => {
    if (value === null || value === '') return t('import.value.none');
    if (field === 'active') return t(value === 'true' ? 'import.value.active' : 'import.value.inactive');
    if (field === 'role') return find(`role.${value}`) ?? value;
    return value;
  };
  const told = created ? fields.filter(({ field }) => field === 'team' || field === 'manager' || field === 'role') : fields;
  return (
    <dl className={s.fields}>
      {told.map(({ field, before, after }) => (
        <div key={field}>
          <dt>{t(`import.field.${field}`)}</dt>
          <dd>
            {!created && <del>{text(field, before)}</del>} <ins>{text(field, after)}</ins>
          </dd>
        </div>
      ))}
    </dl>
  );
}
