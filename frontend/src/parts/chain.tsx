import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { call } from '../api/client';
import { useIntent } from '../api/intent';
import type { Employee, Me, Nomination, Page, Person } from '../api/types';
import { useI18n } from '../i18n';
import { Hidden } from '../ui/bits';
import { Button } from '../ui/Button';
import s from './chain.module.css';
import { Icon } from '../ui/Icon';
import { Avatar } from '../ui/Person';
import PeoplePicker from '../ui/PeoplePicker';
import { useErrorText } from '../ui/states';
import { useToast } from '../ui/toast';

/** Colleagues close to somebody: whom they thanked and who thanked them lately, then their team. */
const closeQuery = (me: string, team: string) =>
  queryOptions({
    queryKey: ['close', me, team],
    queryFn: async ({ signal }) => {
      const list = (query: Record<string, string | number>) => call<Page<Nomination>>('GET', '/nominations', { query: { limit: 5, ...query }, signal });
      const [given, got, mates] = await Promise.all([
        list({ nominator_id: me }),
        list({ nominee_id: me }),
        team ? call<Page<Employee>>('GET', '/employees', { query: { team_id: team, limit: 10 }, signal }) : { items: [] },
      ]);
      const people = [...given.items.flatMap((n) => n.nominees), ...got.items.flatMap((n) => (n.nominator ? [n.nominator] : [])), ...mates.items];
      return people.filter((p, at) => p.id !== me && people.findIndex((q) => q.id === p.id) === at).map(({ id, name, team }) => ({ id, name, team }));
    },
    staleTime: 300_000,
  });

interface NameProps {
  nomination: string;
  /** Who cannot be named, by id. */
  without: string[];
  onDone?: () => void;
  /** Begins as one button. */
  folded?: boolean;
}

/** Who made this possible for you? One tap names a colleague. */
export function NameEnabler({ nomination, without, onDone, folded }: NameProps) {
  const { t } = useI18n();
  const [open, setOpen] = useState(!folded);
  if (!open) {
    return (
      <Button small onClick={() => setOpen(true)}>
        <Icon name="plus" size="s" />
        {t('chain.name')}
      </Button>
    );
  }
  return <Naming nomination={nomination} without={without} onDone={onDone} />;
}

function Naming({ nomination, without, onDone }: { nomination: string; without: string[]; onDone: (() => void) | undefined }) {
  const { t } = useI18n();
  const client = useQueryClient();
  const me = client.getQueryData<Me>(['me']);
  const tell = useToast();
  const errorText = useErrorText();
  const intent = useIntent();
  const id = useId();
  const [named, setNamed] = useState<string[]>([]);
  const close = useQuery({ ...closeQuery(me?.id ?? '', me?.team?.id ?? ''), enabled: me !== undefined });
  const hidden = [...without, ...named, ...(me ? [me.id] : [])];
  const add = useMutation({
    mutationFn: ({ person, key }: { person: Person; key: string }) =>
      call<Nomination>('POST', `/nominations/${nomination}/enablers`, { body: { employee_id: person.id }, key }),
    onSuccess: (after, { person }) => {
      intent.done();
      setNamed((all) => [...all, person.id]);
      tell(t('chain.added', { name: person.name }));
      client.setQueryData(['nomination', nomination], after);
      void client.invalidateQueries({ queryKey: ['feed'] });
      onDone?.();
    },
    onError: (error) => tell(errorText(error), { bad: true }),
  });
  const name = (person: Person) => add.mutate({ person, key: intent.key([nomination, person.id]) });
  const suggested = (close.data ?? []).filter((p) => !hidden.includes(p.id)).slice(0, 5);
  return (
    <div className={s.ask} aria-busy={add.isPending || undefined}>
      {suggested.length > 0 && (
        <ul className={s.row} aria-labelledby={id}>
          <li id={id} className={s.label}>
            {t('chain.suggested')}
          </li>
          {suggested.map((person) => (
            <li key={person.id}>
              <Button small busy={add.isPending} onClick={() => name(person)}>
                <Avatar id={person.id} name={person.name} size="xs" />
                <Hidden>{t('chain.name')}: </Hidden>
                {person.name}
                <Icon name="plus" size="s" />
              </Button>
            </li>
          ))}
        </ul>
      )}
      <PeoplePicker
        label={t('chain.find')}
        value={[]}
        max={1}
        without={hidden}
        onChange={([person]) => {
          if (person) name(person);
        }}
      />
    </div>
  );
}

/** Who is named and does not want to be is out in one tap, and can come back as quickly. */
export function LeaveChain({ nomination, by, onDone }: { nomination: string; by: string | undefined; onDone?: () => void }) {
  const { t } = useI18n();
  const client = useQueryClient();
  const tell = useToast();
  const errorText = useErrorText();
  const intent = useIntent();
  const [left, setLeft] = useState(false);
  const me = client.getQueryData<Me>(['me']);
  const refresh = () => {
    for (const name of ['nomination', 'feed']) void client.invalidateQueries({ queryKey: [name] });
  };
  const back = useMutation({
    mutationFn: (key: string) => call('POST', `/nominations/${nomination}/enablers`, { body: { employee_id: me?.id }, key }),
    onSuccess: () => {
      intent.done();
      setLeft(false);
      tell(t('chain.back'));
      refresh();
    },
    onError: (error) => tell(errorText(error), { bad: true }),
  });
  const leave = useMutation({
    mutationFn: () => call('DELETE', `/nominations/${nomination}/enablers/me`),
    onSuccess: () => {
      setLeft(true);
      tell(by ? t('chain.left', { name: by }) : t('chain.left.somebody'), { undo: () => back.mutate(intent.key([nomination, 'back'])) });
      refresh();
      onDone?.();
    },
    onError: (error) => tell(errorText(error), { bad: true }),
  });
  if (left) return null;
  return (
    <Button small look="ghost" busy={leave.isPending} onClick={() => leave.mutate()}>
      {t('chain.stayOut')}
    </Button>
  );
}
