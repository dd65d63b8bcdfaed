import { type SyntheticEvent } from 'react';
import { call } from '../../api/client';
import { useIntent } from '../../api/intent';
import { useI18n } from '../../i18n';
import { Button } from '../../ui/Button';
import { Dialog } from '../../ui/Dialog';
import l from '../../ui/layout.module.css';
import { useTyped } from '../../ui/useTyped';
import { peopleParts, type RosterEntry } from './api';
import { SaveFailed, useFaults, useWrite } from './parts';
import { bodyOf, draftFields, newDraft, PersonFields } from './PersonFields';

/** Adds one employee; a roster of many is imported. */
export function AddPerson({ onClose, onAdded }: { onClose: () => void; onAdded: (person: RosterEntry) => void }) {
  const { t, locale } = useI18n();
  const [draft, setDraft, forget] = useTyped('admin.person', newDraft(locale));
  const intent = useIntent();
  const add = useWrite({
    write: (body: object) => call<RosterEntry>('POST', '/employees', { body, key: intent.key(body) }),
    moves: peopleParts,
    done: (person) => t('admin.people.added', { name: person.name }),
    onDone: (person) => {
      intent.done();
      forget();
      onAdded(person);
    },
  });
  const faults = useFaults(add.error);
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    add.mutate(bodyOf(draft));
  };
  return (
    <Dialog title={t('admin.people.add')} onClose={onClose} wide>
      <form className={l.stack} noValidate onSubmit={submit}>
        <PersonFields draft={draft} onChange={setDraft} faults={faults} />
        <SaveFailed error={add.error} fields={draftFields} />
        <footer>
          <Button
            look="ghost"
            onClick={() => {
              forget();
              onClose();
            }}
          >
            {t('action.cancel')}
          </Button>
          <Button type="submit" look="primary" busy={add.isPending}>
            {t('admin.people.add')}
          </Button>
        </footer>
      </form>
    </Dialog>
  );
}
