import { useQuery } from '@tanstack/react-query';
import { Suspense, useState } from 'react';
import { programsQuery } from '../../api/queries';
import type { Me, Program } from '../../api/types';
import { screen, useI18n } from '../../i18n';
import { LinkButton } from '../../ui/Button';
import { cx } from '../../ui/cx';
import { Icon } from '../../ui/Icon';
import l from '../../ui/layout.module.css';
import { Avatar } from '../../ui/Person';
import { Bone, Failed, Loading } from '../../ui/states';
import { hasTyped } from '../../ui/useTyped';
import s from './feed.module.css';
import { thanksTyped } from './typed';

const load = () => import('./ThanksForm');
const ThanksForm = screen(load);

/** The program for a quick thanks: who and what are enough, nobody decides, no points are needed. */
function thanksProgram(programs: Program[]): Program | undefined {
  return programs.find((p) => p.simple && p.approval === 'none' && p.points.min === 0);
}

/** One line: who, what. The form comes when one reaches for it. */
export function Thanks({ me }: { me: Me }) {
  const { t } = useI18n();
  const [open, setOpen] = useState<'reached' | 'kept' | false>(() => hasTyped(thanksTyped) && 'kept');
  const programs = useQuery({ ...programsQuery, enabled: open !== false });
  const program = programs.data && thanksProgram(programs.data);
  return (
    <section className={cx(l.card, l.tight)} aria-label={t('thanks.ask')}>
      {open ? (
        <Suspense fallback={<FormBones />}>
          {programs.isPending && <FormBones />}
          {program && <ThanksForm me={me} program={program} reached={open === 'reached'} onDone={() => setOpen(false)} />}
          {programs.isError && <Failed title={t('list.failed')} error={programs.error} retry={() => void programs.refetch()} />}
          {programs.data && !program && <NoProgram />}
        </Suspense>
      ) : (
        <button
          type="button"
          className={s.ask}
          onClick={() => setOpen('reached')}
          onPointerEnter={() => void load()}
          onFocus={() => void load()}
        >
          <Avatar id={me.id} name={me.name} />
          <span>{t('thanks.ask')}</span>
          <Icon name="nominate" />
        </button>
      )}
    </section>
  );
}

function NoProgram() {
  const { t } = useI18n();
  return (
    <>
      <p className={l.soft}>{t('thanks.none')}</p>
      <div>
        <LinkButton to="/nominate">{t('nav.nominate')}</LinkButton>
      </div>
    </>
  );
}

function FormBones() {
  return (
    <Loading className={l.stack}>
      <Bone width="100%" shape="pill" />
      <Bone width="100%" shape="pill" />
    </Loading>
  );
}
