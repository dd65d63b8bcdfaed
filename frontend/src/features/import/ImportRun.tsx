import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { Link } from 'wouter';
import { isProblem } from '../../api/problem';
import { useI18n } from '../../i18n';
import { Ago, PageHead, useTitle } from '../../ui/bits';
import { Button, LinkButton } from '../../ui/Button';
import { Dialog } from '../../ui/Dialog';
import { Icon } from '../../ui/Icon';
import l from '../../ui/layout.module.css';
import { Failed, Note, RowBones, useErrorText } from '../../ui/states';
import { cancelImport, type Import, importQuery, isUnderway, takeBackImport } from './api';
import { inWords, tell } from './faults';
import s from './import.module.css';
import { Counts, Faults, Progress, Status } from './parts';
import { useImport } from './useImports';

/** How far is it, what did it do, and can it be taken back? */
export default function ImportRun({ id }: { id: string }) {
  const { t } = useI18n();
  const one = useImport(id);
  const client = useQueryClient();
  const status = one.data?.status;
  useTitle(titleOf(one.data, t('import.title')));
  // What an import has changed may stand on any screen.
  useEffect(() => {
    if (status === 'done' || status === 'taken_back') {
      void client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'imports' && queryKey[0] !== 'me' });
    }
  }, [client, status]);
  return (
    <>
      <Link className={l.back} href="/admin/import">
        <Icon name="cl" size="s" />
        {t('import.title')}
      </Link>
      {one.isPending && (
        <div className={l.card}>
          <RowBones rows={3} />
        </div>
      )}
      {one.isError && <Failed title={t('import.run.failed')} error={one.error} retry={() => void one.refetch()} />}
      {one.data && <Run one={one.data} />}
    </>
  );
}

function titleOf(one: Import | undefined, otherwise: string): string {
  return one !== undefined && one.name !== '' ? one.name : otherwise;
}

function Run({ one }: { one: Import }) {
  const { t, find } = useI18n();
  const client = useQueryClient();
  const errorText = useErrorText();
  const [asking, setAsking] = useState(false);
  const keep = (next: Import) => {
    client.setQueryData(importQuery(one.id).queryKey, next);
    void client.invalidateQueries({ queryKey: ['imports'] });
  };
  const cancel = useMutation({ mutationFn: () => cancelImport(one.id), onSuccess: keep, onError: () => void client.invalidateQueries({ queryKey: ['imports'] }) });
  const takeBack = useMutation({ mutationFn: () => takeBackImport(one.id), onSuccess: keep, onSettled: () => setAsking(false) });
  const result = one.result ?? {};
  const faults = (result.errors ?? []).map((fault) => inWords(tell(fault, find), find));
  const didSomething = one.status === 'done' || one.status === 'taken_back';
  return (
    <>
      <PageHead title={one.name || t(`import.kind.${one.kind}`)}>
        <Status status={one.status} />
      </PageHead>
      <section className={l.card}>
        <p className={l.soft}>
          {t(`import.kind.${one.kind}`)} · {one.by?.name ?? t('import.commandLine')} · <Ago at={one.created_at} />
        </p>
        {isUnderway(one) && (
          <>
            <Progress one={one} />
            <p className={l.muted}>{t('import.leave')}</p>
            <div>
              <Button busy={cancel.isPending} onClick={() => cancel.mutate()}>
                {t('import.cancel')}
              </Button>
            </div>
          </>
        )}
        {cancel.isError && <Note icon="info">{errorText(cancel.error)}</Note>}
        {one.status === 'cancelled' && <Note icon="info" title={t('import.cancelled')} />}
        {one.status === 'failed' && (
          <Note tone="bad" icon="alert" title={t('import.run.nothing')} alert>
            {find(`error.${result.code}`) ?? result.detail}
          </Note>
        )}
        {didSomething && <Counts kind={one.kind} result={result} />}
        {one.status === 'taken_back' && (
          <Note icon="info" title={t('import.takenBack')}>
            {one.taken_back_by?.name ?? t('import.commandLine')}
            {one.taken_back_at && (
              <>
                {' · '}
                <Ago at={one.taken_back_at} />
              </>
            )}
          </Note>
        )}
        {takeBack.isError && (
          <Note tone="bad" icon="alert" title={t('import.takeBack.failed')} alert>
            {errorText(takeBack.error)}
            {isProblem(takeBack.error) && takeBack.error.errors.length > 0 && (
              <ul className={s.standing}>
                {takeBack.error.errors.map(({ location, message }) => (
                  <li key={location}>{message}</li>
                ))}
              </ul>
            )}
          </Note>
        )}
        {!isUnderway(one) && (
          <div className={`${l.row} ${l.wrap}`}>
            {one.kind === 'recognitions' && one.status === 'done' && <LinkButton to="/">{t('import.toFeed')}</LinkButton>}
            <LinkButton to="/admin/import">{t('import.another')}</LinkButton>
            {one.can_take_back && (
              <Button look="danger" busy={takeBack.isPending} onClick={() => setAsking(true)}>
                {t('import.takeBack')}
              </Button>
            )}
          </div>
        )}
      </section>
      {faults.length > 0 && <Faults list={faults} total={result.errors_total ?? faults.length} name={one.name || one.kind} />}
      {asking && (
        <Dialog title={t('import.takeBack.title')} onClose={() => setAsking(false)}>
          <p>{t(`import.takeBack.${one.kind}`)}</p>
          <footer>
            <Button look="ghost" onClick={() => setAsking(false)}>
              {t('action.cancel')}
            </Button>
            <Button look="solid" busy={takeBack.isPending} onClick={() => takeBack.mutate()}>
              {t('import.takeBack')}
            </Button>
          </footer>
        </Dialog>
      )}
    </>
  );
}
