import { useQuery } from '@tanstack/react-query';
import { type SyntheticEvent, useState } from 'react';
import { call } from '../../api/client';
import { useIntent } from '../../api/intent';
import type { Behaviour } from '../../api/types';
import { useI18n } from '../../i18n';
import { Badge, PageHead, useTitle } from '../../ui/bits';
import { Button } from '../../ui/Button';
import { cx } from '../../ui/cx';
import { Dialog } from '../../ui/Dialog';
import { Icon } from '../../ui/Icon';
import l from '../../ui/layout.module.css';
import { Empty, Failed, Note, RowBones } from '../../ui/states';
import { useTyped } from '../../ui/useTyped';
import s from './admin.module.css';
import { catalogueParts, everyBehaviourQuery, setupQuery, textsQuery } from './api';
import { SaveFailed, TextField, useFaults, useWrite } from './parts';
import { newSayings, type Sayings, sayingsOf, textsBody } from './texts';
import { TextsFields } from './TextsFields';

/** What is good service here, in words that everybody nominates by? */
export default function Behaviours() {
  const { t } = useI18n();
  useTitle(t('admin.behaviours.title'));
  const list = useQuery(everyBehaviourQuery);
  const setup = useQuery(setupQuery);
  const [editing, setEditing] = useState<Behaviour | 'new' | null>(null);
  const order = useWrite({
    write: (ids: string[]) => call<undefined>('PUT', '/behaviours/order', { body: { ids } }),
    moves: catalogueParts,
    tellFailures: true,
  });
  const review = useWrite({
    write: () => call<undefined>('POST', '/setup/behaviours'),
    moves: ['setup'],
    done: () => t('admin.behaviours.kept'),
    tellFailures: true,
  });
  const items = list.data ?? [];
  const move = (at: number, by: number) => {
    const ids = items.map((b) => b.id);
    const [taken] = ids.splice(at, 1);
    if (taken === undefined) return;
    ids.splice(at + by, 0, taken);
    order.mutate(ids);
  };
  return (
    <>
      <PageHead title={t('admin.behaviours.title')} lead={t('admin.behaviours.lead')}>
        <Button look="primary" onClick={() => setEditing('new')}>
          <Icon name="plus" />
          {t('admin.behaviours.add')}
        </Button>
      </PageHead>
      {setup.data && !setup.data.behaviours && (
        <Note tone="sky" icon="info" title={t('admin.behaviours.look')}>
          <p>{t('admin.behaviours.look.text')}</p>
          <p className={s.noteFoot}>
            <Button small busy={review.isPending} onClick={() => review.mutate()}>
              {t('admin.behaviours.keep')}
            </Button>
          </p>
        </Note>
      )}
      {list.isPending && (
        <div className={l.card}>
          <RowBones rows={6} />
        </div>
      )}
      {list.isError && <Failed title={t('admin.behaviours.failed')} error={list.error} retry={() => void list.refetch()} />}
      {list.data?.length === 0 && (
        <div className={l.card}>
          <Empty title={t('admin.behaviours.empty.title')} text={t('admin.behaviours.empty.text')} />
        </div>
      )}
      {items.length > 0 && (
        <ol className={cx(l.card, l.flush)} aria-label={t('admin.behaviours.title')}>
          {items.map((behaviour, at) => (
            <li className={s.behaviour} key={behaviour.id}>
              <span className={s.movers}>
                <Button
                  small
                  icon
                  look="ghost"
                  disabled={at === 0}
                  aria-label={t('admin.behaviours.up', { name: behaviour.name })}
                  onClick={() => move(at, -1)}
                >
                  <Icon name="up" size="s" />
                </Button>
                <Button
                  small
                  icon
                  look="ghost"
                  disabled={at === items.length - 1}
                  aria-label={t('admin.behaviours.down', { name: behaviour.name })}
                  onClick={() => move(at, 1)}
                >
                  <Icon name="down" size="s" />
                </Button>
              </span>
              <span className={s.branchName}>
                <b>
                  {behaviour.name} {!behaviour.active && <Badge>{t('admin.behaviours.retired')}</Badge>}
                </b>
                <span className={l.soft}>{behaviour.description}</span>
                {behaviour.guidance && <small>{behaviour.guidance}</small>}
              </span>
              <Button small aria-label={t('admin.teams.edit.of', { name: behaviour.name })} onClick={() => setEditing(behaviour)}>
                {t('admin.edit')}
              </Button>
            </li>
          ))}
        </ol>
      )}
      {editing === 'new' && <Edit behaviour={null} onClose={() => setEditing(null)} />}
      {editing && editing !== 'new' && <EditLoaded behaviour={editing} onClose={() => setEditing(null)} />}
    </>
  );
}

/** The dialog once all texts are there. */
function EditLoaded({ behaviour, onClose }: { behaviour: Behaviour; onClose: () => void }) {
  const { t } = useI18n();
  const texts = useQuery(textsQuery('behaviours', behaviour.id));
  if (texts.data) return <Edit behaviour={behaviour} first={sayingsOf(texts.data)} onClose={onClose} />;
  return (
    <Dialog title={behaviour.name} onClose={onClose} wide>
      {texts.isError ? (
        <Failed title={t('admin.behaviours.failed')} error={texts.error} retry={() => void texts.refetch()} />
      ) : (
        <RowBones rows={3} />
      )}
    </Dialog>
  );
}

function Edit({ behaviour, first, onClose }: { behaviour: Behaviour | null; first?: Sayings; onClose: () => void }) {
  const { t, locale } = useI18n();
  const [draft, setDraft, forget] = useTyped(`admin.behaviour.${behaviour?.id ?? 'new'}`, { texts: first ?? newSayings(locale), code: '' });
  const { texts, code } = draft;
  const intent = useIntent();
  const leave = () => {
    forget();
    onClose();
  };
  const save = useWrite({
    write: (body: object) =>
      behaviour
        ? call<Behaviour>('PATCH', `/behaviours/${behaviour.id}`, { body })
        : call<Behaviour>('POST', '/behaviours', { body, key: intent.key(body) }),
    moves: catalogueParts,
    done: () => t('admin.saved'),
    onDone: () => {
      intent.done();
      leave();
    },
  });
  const faults = useFaults(save.error);
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    save.mutate({ ...textsBody(texts, 'guidance'), ...(!behaviour && code.trim() && { code: code.trim() }) });
  };
  return (
    <Dialog title={behaviour ? behaviour.name : t('admin.behaviours.add')} onClose={onClose} wide>
      <form className={l.stack} noValidate onSubmit={submit}>
        <TextsFields value={texts} onChange={(next) => setDraft({ ...draft, texts: next })} faults={faults} guidance={t('admin.behaviours.guidance.hint')} />
        {behaviour ? (
          <p className={cx(l.small, l.muted)}>{t('admin.behaviours.code.of', { code: behaviour.code })}</p>
        ) : (
          <TextField
            label={t('admin.behaviours.code')}
            optional
            mono
            hint={t('admin.behaviours.code.hint')}
            value={code}
            error={faults('code')}
            onChange={(next) => setDraft({ ...draft, code: next })}
          />
        )}
        <SaveFailed error={save.error} fields={['name', 'description', 'guidance', 'code']} />
        <footer>
          {behaviour && (
            <Button
              look={behaviour.active ? 'danger' : undefined}
              busy={save.isPending}
              onClick={() => save.mutate({ active: !behaviour.active })}
            >
              {behaviour.active ? t('admin.behaviours.retire') : t('admin.behaviours.offer')}
            </Button>
          )}
          <Button look="ghost" onClick={leave}>
            {t('action.cancel')}
          </Button>
          <Button type="submit" look="primary" busy={save.isPending}>
            {behaviour ? t('admin.save') : t('admin.behaviours.add')}
          </Button>
        </footer>
      </form>
    </Dialog>
  );
}
