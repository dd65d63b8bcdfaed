// The shapes of the API by the names that the screens use; what they are is made from the server's own
// document (npm run gen).
import type { components } from './schema';

type Shapes = components['schemas'];

export type Ref = Shapes['Ref'];
export type Person = Shapes['Person'];
export type Me = Shapes['Me'];
export type Preferences = Shapes['Preferences'];
export type PreferencesChange = Shapes['PreferencesChange'];
export type NotificationKind = Shapes['NotificationKind'];
export type ManagerBudget = Shapes['ManagerBudget'];
export type Celebration = Shapes['Celebration'];
export type Profile = Shapes['Profile'];
export type CountedCustomer = Shapes['CountedCustomer'];
export type Year = Shapes['Year'];
export type Story = Shapes['Story'];
export type SearchHit = Shapes['SearchHit'];
export type Session = Shapes['Session'];
export type SignInOptions = Shapes['SignInOptions'];
export type Link = Shapes['Link'];
export type AskedByLink = Shapes['AskedByLink'];
export type DecidedByLink = Shapes['DecidedByLink'];
export type CodeSheet = Shapes['CodeSheet'];
export type CardSheet = Shapes['CardSheet'];
export type Card = Shapes['Card'];
export type Employee = Shapes['Employee'];
export type Team = Shapes['Team'];
export type Behaviour = Shapes['Behaviour'];
export type Program = Shapes['Program'];
export type Award = Shapes['Award'];
export type AwardEntry = Shapes['AwardEntry'];
export type AwardRanking = Shapes['AwardRanking'];
export type AwardRules = Shapes['AwardRules'];
export type Criterion = Shapes['Criterion'];
export type ScoreInput = Shapes['ScoreInput'];
export type Customer = Shapes['Customer'];
export type CustomerKind = Customer['kind'];
export type Nomination = Shapes['Nomination'];
export type Emoji = 'leaf' | 'clap' | 'heart' | 'idea';
export type Reactions = Shapes['Reactions'];
export type Comment = Shapes['Comment'];
export type Boost = Shapes['Boost'];
export type BoostMade = Shapes['BoostMade'];
export type Report = Shapes['Report'];
export type ReportMade = Shapes['ReportMade'];
export type ChainLink = Shapes['ChainLink'];
export type Notification = Shapes['Notification'];
export type Inbox = Shapes['Inbox'];
export type NewNomination = Shapes['NominationInput'];
export type NominationApproval = Shapes['NominationApproval'];
export type RedemptionApproval = Shapes['RedemptionApproval'];
export type Approval = NominationApproval | RedemptionApproval;
export type TeamView = Shapes['TeamView'];
export type TeamMember = Shapes['TeamMember'];
export type WaitingThing = Shapes['WaitingThing'];
export type TeamScope = 'direct' | 'all';
/** Which of those below one are looked at, since which day. */
export interface TeamChoice {
  scope: TeamScope;
  from: string;
  show: 'everybody' | 'thanked' | 'unseen';
}
export type Delegation = Shapes['Delegation'];
export type Standing = Shapes['Standing'];
export type BatchItem = Shapes['DecisionItem'];
export type BatchResult = Shapes['DecisionResult'];
export type OwnBenefits = Shapes['OwnBenefits'];
export type Reward = Shapes['Reward'];
export type Image = Shapes['Image'];
export type SavedFor = Shapes['SavedFor'];
export type RewardCategory = Shapes['RewardCategory'];
export type Wish = Shapes['RedeemInput'];
export type Redemption = Shapes['Redemption'];
export type RedemptionStatus = Redemption['status'];
export type WalletEntry = Shapes['WalletEntry'];
export type Board = Shapes['Leaderboard'];
export type BoardEntry = Shapes['BoardEntry'];
export type ProblemBody = Partial<Shapes['Problem']>;

export type Metric = 'received' | 'recognitions' | 'given' | 'thanked_by';
export type Period = 'week' | 'month' | 'quarter' | 'year' | 'all';

/** Every list of the API. */
export interface Page<T> {
  items: T[];
  next_cursor: string | null;
}
