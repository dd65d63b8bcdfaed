import { useQuery } from '@tanstack/react-query';
import { type SyntheticEvent, useState } from 'react';
import { call } from '../../api/client';
import { useIntent } from '../../api/intent';
import { behavioursQuery, teamsQuery } from '../../api/queries';
import { useI18n } from '../../i18n';
import { Button } from '../../ui/Button';
import { cx } from '../../ui/cx';
import { Dialog } from '../../ui/Dialog';
import { Icon } from '../../ui/Icon';
import l from '../../ui/layout.module.css';
import { Note } from '../../ui/states';
import { useTyped } from '../../ui/useTyped';
import s from './admin.module.css';
import { type Delivery, type Endpoint, endpointEvents } from './api';
import { Check, CopyBox, SaveFailed, SelectField, TextField, useFaults, useWrite } from './parts';
import { Picks } from './Picks';
import { Preview } from './Preview';

interface Draft {
  kind: 'slack' | 'standard';
  events: string[];
  team_ids: string[];
  behaviour_ids: string[];
  language: 'en' | 'ru';
  quiet: boolean;
  from: string;
  to: string;
  zone: string;
}

const fields = ['kind', 'url', 'events', 'team_ids', 'behaviour_ids', 'language', 'quiet_hours', 'quiet_hours.time_zone', 'quiet_hours.from', 'quiet_hours.to'] as const;
const moves = ['endpoints', 'health', 'audit'];

function draftOf(endpoint: Endpoint | null, language: 'en' | 'ru'): Draft {
  return {
    kind: endpoint?.kind === 'standard' ? 'standard' : 'slack',
    events: endpoint?.events ?? ['recognition.published'],
    team_ids: endpoint?.team_ids ?? [],
    behaviour_ids: endpoint?.behaviour_ids ?? [],
    language: endpoint?.language ?? language,
    quiet: endpoint?.quiet_hours != null,
    from: endpoint?.quiet_hours?.from ?? '20:00',
    to: endpoint?.quiet_hours?.to ?? '07:30',
    zone: endpoint?.quiet_hours?.time_zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone,
  };
}

function bodyOf(draft: Draft, url: string) {
  return {
    url: url.trim(),
    events: draft.events,
    team_ids: draft.team_ids,
    behaviour_ids: draft.behaviour_ids,
    language: draft.language,
    quiet_hours: draft.quiet ? { from: draft.from, to: draft.to, time_zone: draft.zone } : null,
  };
}

interface Props {
  endpoint: Endpoint | null;
  onSaved: (endpoint: Endpoint) => void;
  onGone?: () => void;
}

/** One endpoint: what it is told, and how that looks. */
export function EndpointForm({ endpoint, onSaved, onGone }: Props) {
  const { t, locale } = useI18n();
  const [draft, setDraft, forget] = useTyped<Draft>(`admin.endpoint.${endpoint?.id ?? 'new'}`, draftOf(endpoint, locale));
  // Whoever knows the address can post there, so it is not kept in the browser with the rest.
  const [url, setUrl] = useState(endpoint?.url ?? '');
  const [secret, setSecret] = useState<Endpoint | null>(null);
  const teams = useQuery(teamsQuery);
  const behaviours = useQuery(behavioursQuery);
  const intent = useIntent();
  const save = useWrite({
    write: (body: object) =>
      endpoint
        ? call<Endpoint>('PATCH', `/webhooks/${endpoint.id}`, { body })
        : call<Endpoint>('POST', '/webhooks', { body, key: intent.key(body) }),
    moves,
    done: () => t('admin.saved'),
    onDone: (saved) => {
      intent.done();
      forget();
      if (saved.secret) setSecret(saved);
      else onSaved(saved);
    },
  });
  const faults = useFaults(save.error);
  const set = (part: Partial<Draft>) => setDraft({ ...draft, ...part });
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    save.mutate({ ...bodyOf(draft, url), ...(!endpoint && { kind: draft.kind }) });
  };
  return (
    <div className={s.hook}>
      <form className={l.card} noValidate onSubmit={submit} aria-label={t('admin.endpoint')}>
        <h2>{endpoint ? t('admin.endpoint') : t('admin.endpoints.add')}</h2>
        {endpoint?.status === 'disabled' && (
          <Note tone={endpoint.disabled_reason === 'by_hand' ? 'ember' : 'bad'} icon="alert" title={t('admin.endpoint.disabled')}>
            {t(`admin.endpoint.why.${endpoint.disabled_reason ?? 'by_hand'}`)}
          </Note>
        )}
        <div className={s.pair}>
          {endpoint ? (
            <dl className={s.fixed}>
              <dt>{t('admin.endpoint.kind')}</dt>
              <dd>{t(`admin.endpoint.kind.${endpoint.kind}`)}</dd>
            </dl>
          ) : (
            <SelectField
              label={t('admin.endpoint.kind')}
              value={draft.kind}
              hint={t(`admin.endpoint.kind.${draft.kind}.hint`)}
              error={faults('kind')}
              onChange={(kind) => set({ kind: kind as Draft['kind'] })}
              options={(['slack', 'standard'] as const).map((value) => ({ value, label: t(`admin.endpoint.kind.${value}`) }))}
            />
          )}
          <SelectField
            label={t('admin.endpoint.language')}
            value={draft.language}
            onChange={(language) => set({ language: language as Draft['language'] })}
            options={[
              { value: 'en', label: t('admin.language.en') },
              { value: 'ru', label: t('admin.language.ru') },
            ]}
          />
        </div>
        <TextField
          label={t('admin.endpoint.url')}
          type="url"
          mono
          hint={t('admin.endpoint.url.hint')}
          value={url}
          error={faults('url')}
          onChange={setUrl}
        />
        <Picks
          label={t('admin.endpoint.events')}
          options={endpointEvents.map((value) => ({ value, label: t(`admin.event.${value}`) }))}
          chosen={draft.events}
          error={faults('events')}
          onChange={(events) => set({ events })}
        />
        <details className={s.more}>
          <summary>{t('admin.endpoint.narrow')}</summary>
          <div className={l.stack}>
            <Picks
              label={t('admin.endpoint.teams')}
              hint={t('admin.endpoint.teams.hint')}
              options={(teams.data ?? []).map((team) => ({ value: team.id, label: team.name }))}
              chosen={draft.team_ids}
              error={faults('team_ids')}
              onChange={(team_ids) => set({ team_ids })}
            />
            <Picks
              label={t('admin.endpoint.behaviours')}
              hint={t('admin.endpoint.behaviours.hint')}
              options={(behaviours.data ?? []).map((b) => ({ value: b.id, label: b.name }))}
              chosen={draft.behaviour_ids}
              error={faults('behaviour_ids')}
              onChange={(behaviour_ids) => set({ behaviour_ids })}
            />
          </div>
        </details>
        <Check label={t('admin.endpoint.quiet')} hint={t('admin.endpoint.quiet.hint')} checked={draft.quiet} onChange={(quiet) => set({ quiet })} />
        {draft.quiet && (
          <div className={s.three}>
            <TextField label={t('admin.endpoint.quiet.from')} type="time" value={draft.from} error={faults('quiet_hours.from')} onChange={(from) => set({ from })} />
            <TextField label={t('admin.endpoint.quiet.to')} type="time" value={draft.to} error={faults('quiet_hours.to')} onChange={(to) => set({ to })} />
            <TextField label={t('admin.endpoint.quiet.zone')} value={draft.zone} error={faults('quiet_hours.time_zone') ?? faults('quiet_hours')} onChange={(zone) => set({ zone })} />
          </div>
        )}
        <SaveFailed error={save.error} fields={fields} />
        <div className={cx(l.row, l.wrap)}>
          <Button type="submit" look="primary" busy={save.isPending}>
            {endpoint ? t('admin.save') : t('admin.endpoints.add')}
          </Button>
          {endpoint && <Verbs endpoint={endpoint} onSecret={setSecret} {...(onGone && { onGone })} />}
        </div>
      </form>
      <Preview kind={draft.kind} language={draft.language} event={draft.events[0] ?? 'recognition.published'} />
      {secret && (
        <Dialog
          title={t('admin.endpoint.secret')}
          wide
          onClose={() => {
            setSecret(null);
            onSaved(secret);
          }}
        >
          <p>{t('admin.endpoint.secret.text')}</p>
          <CopyBox label={t('admin.endpoint.secret')} text={secret.secret ?? ''} copied={t('admin.endpoint.secret.copied')} />
          <Note icon="lock">{t('admin.endpoint.secret.once')}</Note>
        </Dialog>
      )}
    </div>
  );
}

function Verbs({ endpoint, onSecret, onGone }: { endpoint: Endpoint; onSecret: (endpoint: Endpoint) => void; onGone?: () => void }) {
  const { t } = useI18n();
  const [asking, setAsking] = useState(false);
  const intent = useIntent();
  const test = useWrite({
    write: () => call<Delivery>('POST', `/webhooks/${endpoint.id}/test`, { key: intent.key(endpoint.id) }),
    moves,
    done: () => t('admin.endpoint.tested'),
    onDone: () => intent.done(),
    tellFailures: true,
  });
  const change = useWrite({
    write: (body: object) => call<Endpoint>('PATCH', `/webhooks/${endpoint.id}`, { body }),
    moves,
    done: () => t('admin.saved'),
    onDone: (saved) => {
      if (saved.secret) onSecret(saved);
    },
    tellFailures: true,
  });
  const remove = useWrite({
    write: () => call<undefined>('DELETE', `/webhooks/${endpoint.id}`),
    moves,
    done: () => t('admin.endpoint.deleted'),
    onDone: () => onGone?.(),
    tellFailures: true,
  });
  const active = endpoint.status === 'active';
  return (
    <>
      {active && (
        <Button busy={test.isPending} onClick={() => test.mutate()}>
          <Icon name="send" />
          {t('admin.endpoint.test')}
        </Button>
      )}
      <Button busy={change.isPending} onClick={() => change.mutate({ status: active ? 'disabled' : 'active' })}>
        {active ? t('admin.endpoint.disable') : t('admin.endpoint.enable')}
      </Button>
      {endpoint.kind === 'standard' && (
        <Button busy={change.isPending} onClick={() => change.mutate({ rotate_secret: true })}>
          {t('admin.endpoint.rotate')}
        </Button>
      )}
      <Button look="danger" onClick={() => setAsking(true)}>
        {t('admin.endpoint.delete')}
      </Button>
      {asking && (
        <Dialog title={t('admin.endpoint.delete.title')} onClose={() => setAsking(false)}>
          <p>{t('admin.endpoint.delete.text')}</p>
          <footer>
            <Button look="ghost" onClick={() => setAsking(false)}>
              {t('action.cancel')}
            </Button>
            <Button look="solid" busy={remove.isPending} onClick={() => remove.mutate()}>
              {t('admin.endpoint.delete')}
            </Button>
          </footer>
        </Dialog>
      )}
    </>
  );
}
