import type { Notification } from '../../api/types';
import type { Translate } from '../../i18n';
import type { Format } from '../../i18n/format';
import type { IconName } from '../../ui/icons';

export interface Said {
  text: string;
  /** A second line: a story's beginning, a reason. */
  below?: string;
  /** Whether the second line is somebody's own words. */
  quoted?: boolean;
  icon: IconName;
  tone?: 'brass' | 'sky' | 'berry' | 'bad';
  /** Where it leads; nowhere when what it is about is not there any more. */
  to?: string;
}

const shown = 3;

/** Who did it: up to three by name, else the latest and how many others. */
function whoOf(n: Notification, t: Translate, format: Format): string {
  const names = n.actors.map((actor) => actor.name);
  const [latest] = names;
  if (latest === undefined) return n.nomination && n.kind === 'recognised' ? t('line.nobody') : t('inbox.somebody');
  if (n.actors_count > shown) return t('inbox.others', { who: latest, count: n.actors_count - 1 });
  return format.list(names);
}

/** What a notification says, in the reader's language. */
export function say(n: Notification, t: Translate, format: Format, reader?: string): Said {
  const who = whoOf(n, t, format);
  const story = n.nomination?.story ?? '';
  const nominees = format.list(n.nomination?.nominees.map((p) => p.name) ?? []);
  const page = n.nomination ? { to: `/recognitions/${n.nomination.id}` } : {};
  const told = { below: story, quoted: true, ...page };
  const queue = n.open ? { to: `/approvals?id=${n.nomination?.id ?? n.redemption?.id ?? ''}` } : page;
  const reward = n.redemption?.reward ?? '';
  switch (n.kind) {
    case 'recognised':
      if (n.award?.outcome) return { text: t(`inbox.award.${n.award.outcome}`, { award: n.award.name }), icon: n.award.outcome === 'won' ? 'award' : 'leaf', ...told };
      return { text: t('inbox.recognised', { who }), icon: 'leaf', ...told };
    case 'enabler_named':
      return { text: t('inbox.enabler', { who }), icon: 'layers', ...told };
    case 'recognition_boosted':
      return { text: t('inbox.boosted', { who, points: t('points', { count: n.points ?? 0 }) }), icon: 'boost', tone: 'brass', ...told };
    case 'celebrated':
      return { text: celebrated(n, t), ...(n.points && { below: t('inbox.celebrated.points', { points: t('points', { count: n.points }) }) }), icon: 'sun', tone: 'brass' };
    case 'comment_added':
      return { text: t('inbox.commented', { who, nominees }), icon: 'comment', ...told };
    case 'reaction_added':
      return { text: t('inbox.reacted', { who, nominees }), icon: 'heart', ...told };
    case 'confirmation_asked':
      return { text: `${t('word.title')}. ${t('word.ask')}`, icon: 'customer', tone: 'sky', ...told };
    case 'card_claimed':
      return { text: t('inbox.card', { who }), below: n.card?.story ?? '', quoted: true, icon: 'ticket', tone: 'berry', to: '/cards' };
    case 'approval_waiting':
      if (n.redemption) return { text: t('inbox.approval.redemption', { who, reward }), icon: 'approve', tone: 'berry', ...queue };
      return { text: t('inbox.approval', { who, nominees }), icon: 'approve', tone: 'berry', ...told, ...queue };
    case 'approval_delegated':
      return { text: t('inbox.delegated', { who, what: nominees || reward }), icon: 'send', tone: 'berry', ...told, ...queue };
    case 'recognition_reported':
      return { text: t('inbox.reported', { nominees }), icon: 'alert', tone: 'bad', ...told };
    case 'endpoint_disabled':
      return { text: t('inbox.endpoint'), icon: 'link', tone: 'bad', to: '/admin' };
    case 'budget_used':
      return { ...budgetUsed(n, t, reader), icon: 'chart', ...((n.budget?.percent ?? 0) >= 100 && { tone: 'bad' as const }) };
    case 'award_scoring':
    case 'award_scored':
      return { text: t(n.kind === 'award_scoring' ? 'inbox.award.scoring' : 'inbox.award.scored', { award: n.award?.name ?? '' }), icon: 'award', tone: 'berry', to: `/awards/${n.award?.id ?? ''}` };
    case 'codes_low': {
      const { name = '', available = 0, id = '' } = n.reward ?? {};
      return { text: t('inbox.codes', { reward: name, count: available }), icon: 'ticket', tone: 'bad', to: `/admin/rewards/${id}` };
    }
    case 'order_stopped':
      return { text: t(`inbox.order.${n.redemption?.order ?? 'stuck'}`, { reward }), icon: 'send', tone: 'bad', to: '/rewards/fulfilment' };
    case 'nomination_approved':
      if (n.award?.outcome) return { text: t(`inbox.award.nominee.${n.award.outcome}`, { nominees, award: n.award.name }), icon: 'award', ...told };
      return { text: t('inbox.approved', { nominees }), icon: 'check', ...page, ...changed(n, t) };
    case 'nomination_declined':
      return { text: t('inbox.declined', { nominees }), below: n.nomination?.reason ?? '', quoted: true, icon: 'x', tone: 'bad', ...page };
    case 'confirmation_given':
      return { text: n.confirmed ? t('inbox.confirmed.yes', { who }) : t('inbox.confirmed.no', { who }), icon: 'customer', tone: 'sky', ...told };
    case 'redemption_updated':
      return { text: redemption(n, t, reward), icon: 'gift', tone: 'brass', to: '/rewards' };
    case 'report_answered':
      return { text: answer(n, t), icon: 'info', ...page };
  }
}

/** Of a program, of the manager whom the reader watches, or of the reader. */
function budgetUsed({ budget }: Notification, t: Translate, reader?: string): Pick<Said, 'text' | 'to'> {
  const percent = budget?.percent ?? 0;
  if (budget?.manager && budget.manager.id === reader) return { text: t('inbox.budget.own', { percent }), to: '/team' };
  if (budget?.manager) return { text: t('inbox.budget.manager', { name: budget.manager.name, percent }), to: '/admin/budgets' };
  return { text: t('inbox.budget', { program: budget?.program?.name ?? '', percent }), to: '/admin/budgets' };
}

function celebrated(n: Notification, t: Translate): string {
  if (n.celebration?.kind === 'birthday') return t('inbox.celebrated.birthday');
  return t('inbox.celebrated.anniversary', { count: n.celebration?.years ?? 0 });
}

/** Approved with a comment, as thanks, or with other points than were asked for. */
function changed(n: Notification, t: Translate): Pick<Said, 'below' | 'quoted'> {
  const { nomination } = n;
  if (!nomination) return {};
  if (nomination.comment) return { below: nomination.comment, quoted: true };
  if (nomination.as_thanks) return { below: t('inbox.approved.thanks') };
  if (nomination.points !== nomination.asked_points) {
    return { below: t('inbox.approved.points', { points: t('points', { count: nomination.points }), asked: nomination.asked_points }) };
  }
  return { below: nomination.story, quoted: true };
}

function redemption(n: Notification, t: Translate, reward: string): string {
  switch (n.redemption?.status) {
    case 'approved':
      return t('inbox.redemption.approved', { reward });
    case 'fulfilled':
      return t('inbox.redemption.fulfilled', { reward });
    case 'rejected':
      return t('inbox.redemption.rejected', { reward });
    case 'cancelled':
      return t('inbox.redemption.cancelled', { reward });
    default:
      return t('inbox.redemption.requested', { reward });
  }
}

function answer(n: Notification, t: Translate): string {
  if (n.answer === 'hidden') return t('inbox.answered.hidden');
  return n.answer === 'restored' ? t('inbox.answered.restored') : t('inbox.answered.stands');
}
