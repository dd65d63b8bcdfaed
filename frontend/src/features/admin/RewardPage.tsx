import { useQuery } from '@tanstack/react-query';
import { type SyntheticEvent, useState } from 'react';
import { Link, useLocation } from 'wouter';
import { call } from '../../api/client';
import { useIntent } from '../../api/intent';
import { teamsQuery } from '../../api/queries';
import type { Reward } from '../../api/types';
import { useI18n } from '../../i18n';
import { useTitle } from '../../ui/bits';
import { Button, LinkButton } from '../../ui/Button';
import { Dialog } from '../../ui/Dialog';
import { Icon } from '../../ui/Icon';
import l from '../../ui/layout.module.css';
import { Empty, Failed, Note, RowBones } from '../../ui/states';
import { useTyped } from '../../ui/useTyped';
import s from './admin.module.css';
import { catalogueParts, categoriesInQuery, everyRewardQuery, textsQuery } from './api';
import { Check, CopyBox, FormFoot, SaveFailed, SelectField, TextField, useFaults, useWrite } from './parts';
import { ImageField } from './ImageField';
import { Picks } from './Picks';
import { Pool } from './Pool';
import { Stock } from './Stock';
import { newReward, rewardBody, type RewardDraft, rewardDraftOf } from './reward';
import { type Language, otherOf, type Texts } from './texts';
import { TextsFields } from './TextsFields';

/** One reward, with all that is said of it. */
export default function RewardPage({ id }: { id: string }) {
  const { t } = useI18n();
  const isNew = id === 'new';
  const rewards = useQuery(everyRewardQuery);
  const texts = useQuery({ ...textsQuery('rewards', id), enabled: !isNew });
  const reward = rewards.data?.find((r) => r.id === id);
  const left = reward?.stock ?? null;
  useTitle(isNew ? t('admin.rewards.add') : (reward?.name ?? t('admin.rewards.title')));
  const failed = rewards.error ?? (texts.error && reward ? texts.error : null);
  return (
    <>
      <Link className={l.back} href="/admin/rewards">
        <Icon name="cl" size="s" />
        {t('admin.rewards.all')}
      </Link>
      <h1>{isNew ? t('admin.rewards.add') : (reward?.name ?? t('admin.rewards.title'))}</h1>
      {failed && <Failed title={t('admin.rewards.failed')} error={failed} retry={() => void rewards.refetch()} />}
      {!isNew && !failed && (rewards.isPending || (reward && !texts.data)) && (
        <div className={l.card}>
          <RowBones rows={6} />
        </div>
      )}
      {!isNew && rewards.data && !reward && (
        <div className={l.card}>
          <Empty title={t('admin.rewards.missing')} text={t('error.not_found')}>
            <LinkButton to="/admin/rewards">{t('admin.rewards.all')}</LinkButton>
          </Empty>
        </div>
      )}
      {isNew && <Form reward={null} texts={null} />}
      {reward && texts.data && <Form reward={reward} texts={texts.data} key={reward.id} />}
      {reward && left !== null && texts.data && (
        <div className={s.form}>
          <Stock reward={reward} left={left} />
        </div>
      )}
      {reward?.fulfilment === 'code' && texts.data && (
        <div className={s.form}>
          <Pool id={reward.id} />
        </div>
      )}
    </>
  );
}

/** The categories that there are; in the other language only those that were put into it. */
function useCategories(first: Language): Record<Language, string[]> {
  const categories = { en: useQuery(categoriesInQuery('en')).data ?? [], ru: useQuery(categoriesInQuery('ru')).data ?? [] };
  const own = categories[first].map(({ name }) => name);
  const others = categories[otherOf(first)].map(({ name }) => name).filter((name) => !own.includes(name));
  return first === 'en' ? { en: own, ru: others } : { en: others, ru: own };
}

const fields = ['name', 'description', 'category', 'cost', 'stock', 'limit_per_employee', 'cash_value.amount', 'cash_value.currency', 'team_ids', 'image', 'supplier_url'] as const;

function Form({ reward, texts }: { reward: Reward | null; texts: Texts | null }) {
  const { t, locale } = useI18n();
  const [, navigate] = useLocation();
  const teams = useQuery(teamsQuery);
  const [draft, setDraft, forget] = useTyped<RewardDraft>(
    `admin.reward.${reward?.id ?? 'new'}`,
    reward && texts ? rewardDraftOf(reward, texts) : newReward(locale),
  );
  const categories = useCategories(draft.texts.first);
  const [secret, setSecret] = useState('');
  const intent = useIntent();
  const save = useWrite({
    write: (body: object) =>
      reward ? call<Reward>('PATCH', `/rewards/${reward.id}`, { body }) : call<Reward>('POST', '/rewards', { body, key: intent.key(body) }),
    moves: catalogueParts,
    done: () => t('admin.saved'),
    onDone: (saved) => {
      intent.done();
      forget();
      if (saved.supplier_secret) setSecret(saved.supplier_secret);
      else navigate('/admin/rewards');
    },
  });
  const rotate = useWrite({
    write: () => call<Reward>('PATCH', `/rewards/${reward?.id ?? ''}`, { body: { rotate_supplier_secret: true } }),
    moves: ['audit'],
    onDone: (saved) => setSecret(saved.supplier_secret ?? ''),
    tellFailures: true,
  });
  const faults = useFaults(save.error);
  // What is counted moves by its own card: a number that was read a while ago would give back what was redeemed since.
  const counted = reward !== null && reward.stock !== null;
  const set = (part: Partial<RewardDraft>) => setDraft({ ...draft, ...part });
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    save.mutate(rewardBody(draft, reward));
  };
  return (
    <form className={s.form} noValidate onSubmit={submit}>
      <section className={l.card} aria-label={t('admin.reward.about')}>
        <h2>{t('admin.reward.about')}</h2>
        <TextsFields value={draft.texts} onChange={(value) => set({ texts: value })} faults={faults} categories={categories} />
        <div className={counted ? s.pair : s.three}>
          <TextField label={t('admin.reward.cost')} type="number" min={1} value={draft.cost} error={faults('cost')} onChange={(cost) => set({ cost })} />
          {!counted && (
            <TextField
              label={t('admin.reward.stock')}
              type="number"
              min={0}
              optional
              hint={t('admin.reward.stock.hint')}
              value={draft.stock}
              error={faults('stock')}
              onChange={(stock) => set({ stock })}
            />
          )}
          <TextField
            label={t('admin.reward.limit')}
            type="number"
            min={1}
            optional
            value={draft.limit}
            error={faults('limit_per_employee')}
            onChange={(limit) => set({ limit })}
          />
        </div>
        <ImageField value={draft.image} error={faults('image')} onChange={(image) => set({ image })} />
        <Check label={t('admin.reward.active')} hint={t('admin.reward.active.hint')} checked={draft.active} onChange={(active) => set({ active })} />
      </section>
      <section className={l.card} aria-label={t('admin.reward.handing')}>
        <h2>{t('admin.reward.handing')}</h2>
        <div className={s.pair}>
          <SelectField
            label={t('admin.reward.fulfilment')}
            value={draft.fulfilment}
            onChange={(fulfilment) => set({ fulfilment: fulfilment as RewardDraft['fulfilment'] })}
            options={(['manual', 'code', 'webhook', 'donation'] as const).map((value) => ({ value, label: t(`admin.reward.fulfilment.${value}`) }))}
          />
          <SelectField
            label={t('admin.reward.approval')}
            value={draft.approval}
            onChange={(approval) => set({ approval: approval as RewardDraft['approval'] })}
            options={(['none', 'manager', 'owner'] as const).map((value) => ({ value, label: t(`admin.reward.approval.${value}`) }))}
          />
        </div>
        {draft.fulfilment === 'webhook' && (
          <>
            <TextField
              label={t('admin.reward.supplier')}
              type="url"
              mono
              hint={t('admin.reward.supplier.hint')}
              value={draft.supplier_url}
              error={faults('supplier_url')}
              onChange={(supplier_url) => set({ supplier_url })}
            />
            {reward?.supplier_url && (
              <div className={l.row}>
                <Button busy={rotate.isPending} onClick={() => rotate.mutate()}>
                  {t('admin.reward.supplier.rotate')}
                </Button>
              </div>
            )}
          </>
        )}
        <div className={s.pair}>
          <TextField
            label={t('admin.reward.cash')}
            {...(draft.fulfilment !== 'donation' && { optional: true })}
            value={draft.cash}
            error={faults('cash_value.amount')}
            onChange={(cash) => set({ cash })}
          />
          <TextField
            label={t('admin.reward.currency')}
            mono
            value={draft.currency}
            error={faults('cash_value.currency')}
            onChange={(currency) => set({ currency })}
          />
        </div>
        <Check label={t('admin.reward.taxable')} checked={draft.taxable} onChange={(taxable) => set({ taxable })} />
        <Picks
          label={t('admin.reward.teams')}
          hint={t('admin.reward.teams.hint')}
          options={(teams.data ?? []).map((team) => ({ value: team.id, label: team.name }))}
          chosen={draft.team_ids}
          error={faults('team_ids')}
          onChange={(team_ids) => set({ team_ids })}
        />
      </section>
      <SaveFailed error={save.error} fields={fields} />
      <FormFoot busy={save.isPending} save={reward ? t('admin.save') : t('admin.rewards.add')}>
        <LinkButton to="/admin/rewards" look="ghost">
          {t('action.cancel')}
        </LinkButton>
      </FormFoot>
      {secret && (
        <Dialog
          title={t('admin.endpoint.secret')}
          onClose={() => {
            setSecret('');
            if (save.isSuccess) navigate('/admin/rewards');
          }}
        >
          <p>{t('admin.reward.supplier.text')}</p>
          <CopyBox label={t('admin.endpoint.secret')} text={secret} copied={t('admin.endpoint.secret.copied')} />
          <Note icon="lock">{t('admin.endpoint.secret.once')}</Note>
        </Dialog>
      )}
    </form>
  );
}
