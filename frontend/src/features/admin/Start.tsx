import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import type { Me } from '../../api/types';
import { useI18n } from '../../i18n';
import { PageHead, useTitle } from '../../ui/bits';
import { cx } from '../../ui/cx';
import { Icon } from '../../ui/Icon';
import l from '../../ui/layout.module.css';
import { Failed, Meter, Note, RowBones } from '../../ui/states';
import s from './admin.module.css';
import { type Setup, setupQuery } from './api';

interface Step {
  name: 'people' | 'owner' | 'program' | 'behaviours' | 'invite' | 'recognition';
  done: boolean;
  /** Whose it is; the other of the two waits for it. */
  role: 'admin' | 'owner' | 'both';
  to: string;
}

function stepsOf(setup: Setup): Step[] {
  return [
    { name: 'people', done: setup.people > 1, role: 'admin', to: '/admin/people' },
    { name: 'owner', done: setup.owner, role: 'admin', to: '/admin/people' },
    { name: 'invite', done: setup.invited, role: 'admin', to: '/admin/people' },
    { name: 'program', done: setup.program, role: 'owner', to: '/admin/programs' },
    { name: 'behaviours', done: setup.behaviours, role: 'owner', to: '/admin/behaviours' },
    { name: 'recognition', done: setup.recognitions, role: 'both', to: '/nominate' },
  ];
}

/** From an empty organisation to the first recognition. */
export default function Start({ me }: { me: Me }) {
  const { t, format } = useI18n();
  useTitle(t('admin.start.title'));
  const setup = useQuery(setupQuery);
  const steps = setup.data ? stepsOf(setup.data) : [];
  const done = steps.filter((step) => step.done).length;
  const next = steps.find((step) => !step.done);
  const lead = !setup.data ? '' : next ? t('admin.start.lead') : t('admin.start.all');
  return (
    <>
      <PageHead title={t('admin.start.title')} lead={lead} />
      {setup.isPending && (
        <div className={l.card}>
          <RowBones rows={6} />
        </div>
      )}
      {setup.isError && <Failed title={t('admin.start.failed')} error={setup.error} retry={() => void setup.refetch()} />}
      {setup.data && (
        <>
          <div className={s.progress}>
            <Meter label={t('admin.start.progress')} value={done} of={steps.length} />
            <span className={cx(l.small, l.num)}>{t('admin.start.done', { done: format.number(done), total: format.number(steps.length) })}</span>
          </div>
          <ol className={s.steps}>
            {steps.map((step, at) => {
              const mine = step.role === 'both' || step.role === me.role;
              return (
                <li key={step.name} className={cx(l.card, l.tight, s.step)} data-done={step.done || undefined} aria-current={step === next ? 'step' : undefined}>
                  <span className={s.mark} aria-hidden="true">
                    {step.done ? <Icon name="check" size="s" /> : format.number(at + 1)}
                  </span>
                  <span className={s.branchName}>
                    <b>{t(`admin.start.${step.name}`)}</b>
                    <span className={l.soft}>{t(`admin.start.${step.name}.text`)}</span>
                    {!mine && !step.done && <small>{t(`admin.start.for.${step.role === 'admin' ? 'admin' : 'owner'}`)}</small>}
                  </span>
                  <span className={l.vh}>{step.done ? t('admin.start.is.done') : t('admin.start.is.open')}</span>
                  {mine && <Link href={step.to}>{step.done ? t('admin.start.look') : t(`admin.start.${step.name}.go`)}</Link>}
                </li>
              );
            })}
          </ol>
          {me.role === 'admin' && !setup.data.owner && <Note icon="info">{t('admin.start.roles')}</Note>}
        </>
      )}
    </>
  );
}
