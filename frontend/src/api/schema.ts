// Made from docs/openapi.json by `npm run gen`: not to be edited.
export type paths = Record<string, never>;
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        Allowance: {
            /** Format: int64 */
            balance: number;
            /** Format: date-time */
            resets_at: string;
            /** Format: int64 */
            total: number;
        };
        AnswerInput: {
            /** @enum {string} */
            action: "hide" | "restore" | "stand";
            note?: string;
        };
        ApproveInput: {
            as_thanks?: boolean;
            comment?: string;
            /** Format: int64 */
            points?: number;
        };
        AskedByLink: {
            approver: components["schemas"]["Ref"];
            /** Format: date-time */
            expires_at: string;
            /** @enum {string} */
            kind: "nomination" | "redemption";
            nomination: components["schemas"]["Nomination"] | null;
            redemption: components["schemas"]["Redemption"] | null;
        };
        AuditEntry: {
            action: string;
            actor: components["schemas"]["Ref"] | null;
            address: string;
            /** Format: date-time */
            at: string;
            data: unknown;
            /** Format: uuid */
            id: string;
            request_id: string;
            subject: components["schemas"]["AuditSubject"];
        };
        AuditSubject: {
            /** Format: uuid */
            id: string | null;
            kind: string;
            name: string | null;
        };
        Award: {
            can: components["schemas"]["CanAward"];
            /** Format: date */
            closes: string;
            criteria: components["schemas"]["Criterion"][];
            /** Format: date-time */
            decided_at: string | null;
            decision: components["schemas"]["Decision"] | null;
            description: string;
            ended_early: components["schemas"]["EarlyEnd"] | null;
            guidance: string;
            /** Format: uuid */
            id: string;
            name: string;
            /** Format: int64 */
            nominations: number | null;
            /** Format: date */
            opens: string;
            panel: components["schemas"]["PanelMember"][];
            /** Format: int64 */
            points: number;
            prizes: components["schemas"]["AwardPrize"][];
            /** @enum {string} */
            stage: "upcoming" | "open" | "scoring" | "decided";
            /** Format: int64 */
            to_score: number;
            /** Format: int64 */
            winners: number;
        };
        AwardEntry: {
            marks: (number | null)[];
            nomination: components["schemas"]["Nomination"];
            note: string;
            scores: components["schemas"]["MemberMarks"][];
        };
        AwardPrize: {
            /** Format: uuid */
            nomination_id: string;
            nominee: components["schemas"]["Ref"];
        };
        AwardRanking: {
            counted: components["schemas"]["Ref"][];
            standings: components["schemas"]["AwardStanding"][];
        };
        AwardRules: {
            criteria: components["schemas"]["Criterion"][];
            panel_ids: string[];
            /** Format: int64 */
            winners: number;
        };
        AwardStanding: {
            /** @enum {string} */
            chance: "wins" | "tied" | "loses" | "is_behind";
            /** Format: double */
            mean: number;
            /** Format: uuid */
            nomination_id: string;
            nominee: components["schemas"]["Ref"];
            /** Format: int64 */
            rank: number | null;
        };
        BalanceChange: {
            /** Format: int64 */
            after: number;
            /** Format: int64 */
            before: number | null;
            email: string | null;
            name: string;
        };
        Behaviour: {
            active: boolean;
            code: string;
            description: string;
            guidance: string;
            /** Format: uuid */
            id: string;
            name: string;
        };
        BehaviourCount: {
            behaviour: components["schemas"]["Coded"];
            /** Format: int64 */
            recognitions: number;
        };
        BehaviourInput: {
            code?: string;
            description?: string;
            guidance?: string;
            name: string;
            translations?: {
                [key: string]: components["schemas"]["TranslationInput"];
            };
        };
        BehaviourOrder: {
            ids: string[];
        };
        BehaviourPatch: {
            active?: boolean;
            description?: string;
            guidance?: string;
            name?: string;
            translations?: {
                [key: string]: components["schemas"]["TranslationInput"];
            };
        };
        BehaviourPreview: {
            code: string;
            name: string;
            /** Format: int64 */
            points: number;
            /** Format: int64 */
            recognitions: number;
        };
        Benefit: {
            country: string | null;
            employee: components["schemas"]["Ref"];
            month: string;
            personnel_number: string | null;
            /** Format: int64 */
            rewards: number;
            value: components["schemas"]["Money"];
        };
        Benefits: {
            /** Format: date-time */
            as_of: string;
            /** Format: date */
            from: string;
            items: components["schemas"]["Benefit"][];
            /** Format: date */
            to: string;
        };
        Birthday: {
            /** Format: int64 */
            day: number;
            /** Format: int64 */
            month: number;
        };
        BoardEntry: {
            employee: components["schemas"]["Person"];
            /** Format: int64 */
            rank: number;
            /** Format: int64 */
            score: number;
        };
        BoardPeriod: {
            /** Format: date */
            from: string | null;
            /** Format: date */
            to: string | null;
        };
        BoardStanding: {
            /** Format: int64 */
            rank: number;
            /** Format: int64 */
            score: number;
        };
        Boost: {
            by: components["schemas"]["Person"];
            /** Format: date-time */
            created_at: string;
            /** Format: uuid */
            id: string;
            /** Format: int64 */
            points: number | null;
            /** Format: int64 */
            total: number | null;
        };
        BoostInput: {
            /** Format: int64 */
            points: number;
        };
        BoostMade: {
            /** Format: int64 */
            allowance_left: number;
            boosts: components["schemas"]["Boosts"];
            /** Format: date-time */
            created_at: string;
            /** Format: uuid */
            id: string;
            /** Format: int64 */
            points: number;
            /** Format: int64 */
            total: number;
        };
        Boosts: {
            /** Format: int64 */
            count: number;
            /** Format: int64 */
            points: number | null;
        };
        BudgetInput: {
            /** @enum {string} */
            period: "week" | "month" | "quarter" | "year";
            /** Format: int64 */
            total: number;
        };
        BudgetPeriod: {
            /** Format: date */
            from: string;
            /** @enum {string} */
            kind: "week" | "month" | "quarter" | "year";
            present: boolean;
            /** Format: date */
            to: string;
        };
        BudgetUse: {
            /** Format: date */
            ends_on: string | null;
            issued: components["schemas"]["Worth"];
            lapsed: components["schemas"]["Worth"];
            left: components["schemas"]["Worth"];
            period: components["schemas"]["BudgetPeriod"];
            program: components["schemas"]["Ref"];
            topped_up: components["schemas"]["Worth"];
            total: components["schemas"]["Worth"];
            /** Format: int64 */
            used_percent: number;
            warnings: components["schemas"]["BudgetWarn"][];
        };
        BudgetWarn: {
            /** Format: date-time */
            at: string;
            /**
             * Format: int64
             * @enum {integer}
             */
            percent: 80 | 100;
        };
        Budgets: {
            /** Format: date-time */
            as_of: string;
            /** Format: date */
            from: string;
            items: components["schemas"]["BudgetUse"][];
            managers: components["schemas"]["ManagerBudgetUse"][];
            point_cost: components["schemas"]["PointCost"] | null;
            /** Format: date */
            to: string;
        };
        Can: {
            approve: boolean;
            boost: boolean;
            confirm: boolean;
            decline: boolean;
            letter: boolean;
            name_enabler: boolean;
            respond: boolean;
            revoke: boolean;
            stay_out: boolean;
            undo: boolean;
            withdraw: boolean;
        };
        CanAward: {
            decide: boolean;
            end_scoring: boolean;
            rank: boolean;
            score: boolean;
        };
        CanRedemption: {
            approve: boolean;
            cancel: boolean;
            fulfil: boolean;
            reject: boolean;
            retry: boolean;
            undo: boolean;
        };
        Card: {
            can: components["schemas"]["CardCan"];
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            ended_at: string | null;
            /** Format: date-time */
            expires_at: string;
            giver: components["schemas"]["Person"];
            /** Format: uuid */
            id: string;
            message: string;
            /** Format: uuid */
            nomination_id: string | null;
            receiver: components["schemas"]["Ref"] | null;
            /** @enum {string} */
            status: "open" | "claimed" | "used" | "declined" | "revoked";
            story: string;
            /** @enum {string} */
            visibility: "public" | "private";
        };
        CardCan: {
            confirm: boolean;
            redeem: boolean;
            revoke: boolean;
        };
        CardConfirmation: {
            story?: string;
        };
        CardInputStructBody: Record<string, never>;
        CardRedemption: {
            story?: string;
            token: string;
            /** @enum {string} */
            visibility?: "public" | "private";
        };
        CardSheet: {
            /** Format: date-time */
            expires_at: string;
            items: components["schemas"]["MadeCard"][];
            /** Format: date-time */
            made_at: string;
        };
        CardToken: {
            token: string;
        };
        CardsInput: {
            /** Format: int64 */
            count: number;
            message?: string;
            /** Format: uuid */
            team_id?: string;
        };
        CashValue: {
            /** Format: int64 */
            amount: number;
            currency: string;
        };
        Celebration: {
            employee: components["schemas"]["Person"];
            /** @enum {string} */
            kind: "anniversary" | "birthday";
            /** Format: date */
            on: string;
            /** Format: int64 */
            years: number | null;
        };
        Celebrations: {
            anniversaries: boolean;
            /** Format: int64 */
            anniversary_points: number;
            /** Format: int64 */
            birthday_points: number;
            birthdays: boolean;
        };
        ChainLink: {
            /** Format: int64 */
            depth: number;
            /** Format: uuid */
            id: string;
            name: string;
            /** Format: date-time */
            named_at: string;
            named_by: components["schemas"]["Ref"] | null;
            team: components["schemas"]["Ref"] | null;
        };
        Circle: {
            roles?: ("employee" | "manager" | "owner" | "admin")[];
            team_ids?: string[];
        };
        CodePool: {
            /** Format: int64 */
            available: number;
            low: boolean;
            /** Format: int64 */
            used: number;
            /** Format: int64 */
            waiting: number;
            /** Format: int64 */
            warn_below: number;
        };
        CodePoolPatch: {
            /** Format: int64 */
            warn_below: number;
        };
        CodeSheet: {
            /** Format: date-time */
            expires_at: string;
            items: components["schemas"]["SignInCode"][];
            /** Format: date-time */
            made_at: string;
            sign_in_url: string;
            team: components["schemas"]["Ref"] | null;
        };
        Coded: {
            code: string;
            /** Format: uuid */
            id: string;
            name: string;
        };
        CodesAdded: {
            /** Format: int64 */
            added: number;
            /** Format: int64 */
            duplicates: number;
            errors: components["schemas"]["Fault"][];
            /** Format: int64 */
            fulfilled: number;
            pool: components["schemas"]["CodePool"];
        };
        CodesInput: {
            codes: string[];
        };
        Comment: {
            author: components["schemas"]["Person"];
            can: components["schemas"]["CommentCan"];
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            edited_at: string | null;
            /** Format: uuid */
            id: string;
            text: string;
        };
        CommentCan: {
            edit: boolean;
            remove: boolean;
        };
        CommentInput: {
            text: string;
        };
        Confirmation: {
            /** Format: date-time */
            answered_at: string | null;
            /** Format: date-time */
            asked_at: string;
            by: components["schemas"]["Ref"];
            confirmed: boolean | null;
        };
        ConfirmationInput: {
            confirmed: boolean;
        };
        CountedBehaviour: {
            code: string;
            /** Format: int64 */
            count: number;
            /** Format: uuid */
            id: string;
            name: string;
        };
        CountedCustomer: {
            /** Format: int64 */
            count: number;
            /** Format: uuid */
            id: string | null;
            /** @enum {string} */
            kind: "employee" | "team" | "external";
            name: string;
        };
        Credentials: {
            /** @enum {string} */
            device?: "own" | "shared";
            email: string;
            password: string;
        };
        Criterion: {
            description?: string;
            name: string;
            translations?: {
                [key: string]: components["schemas"]["CriterionTexts"];
            };
            /** Format: int64 */
            weight: number;
        };
        CriterionTexts: {
            description?: string;
            name?: string;
        };
        Customer: {
            confidential?: boolean;
            /** Format: uuid */
            id?: string | null;
            /** @enum {string} */
            kind: "employee" | "team" | "external";
            name?: string | null;
        };
        CustomerCount: {
            customer: components["schemas"]["Customer"];
            /** Format: int64 */
            recognitions: number;
        };
        DayPeriod: {
            /** Format: date */
            from: string;
            /** Format: date */
            to: string;
        };
        DecideAwardInput: {
            reason?: string;
            winner_ids: string[];
        };
        DecidedByLink: {
            /** Format: uuid */
            id: string;
            /** @enum {string} */
            kind: "nomination" | "redemption";
            status: string;
        };
        Decision: {
            by: components["schemas"]["Ref"] | null;
            comment: string;
            reason: string;
        };
        DecisionBatch: {
            items: components["schemas"]["DecisionItem"][];
        };
        DecisionItem: {
            /** @enum {string} */
            action: "approve" | "decline" | "reject" | "delegate";
            as_thanks?: boolean;
            comment?: string;
            id: string;
            /** @enum {string} */
            kind: "nomination" | "redemption";
            /** Format: int64 */
            points?: number;
            reason?: string;
            to?: string;
        };
        DecisionResult: {
            code: string | null;
            id: string;
            /** Format: int64 */
            status: number;
        };
        DecisionResults: {
            results: components["schemas"]["DecisionResult"][];
        };
        DeclineInput: {
            reason: string;
        };
        DelegateInput: {
            /** Format: uuid */
            to: string;
        };
        Delegated: {
            /** Format: uuid */
            id: string;
            /** @enum {string} */
            kind: "nomination" | "redemption";
            to: components["schemas"]["Person"];
        };
        Delegation: {
            active: boolean;
            employee: components["schemas"]["Ref"];
            /** Format: date */
            from: string;
            to: components["schemas"]["Ref"];
            /** Format: date */
            until: string;
        };
        DelegationInput: {
            /** Format: date */
            from?: string;
            /** Format: uuid */
            to: string;
            /** Format: date */
            until: string;
        };
        Delivery: {
            /** Format: date-time */
            at: string;
            /** Format: int64 */
            attempt: number;
            /** Format: int64 */
            duration_ms: number | null;
            error: string;
            event: string;
            /** Format: uuid */
            event_id: string;
            /** @enum {string|null} */
            failure: "refused" | "closed" | "answered" | "timeout" | "unreachable" | "host_unknown" | "lookup_failed" | "certificate_not_trusted" | "not_secured" | "invalid_address" | "address_not_allowed" | "endpoint_disabled" | "withheld" | null;
            /** Format: uuid */
            id: string;
            /** Format: date-time */
            next_attempt_at: string | null;
            /** Format: int64 */
            response_status: number | null;
            /** @enum {string} */
            status: "pending" | "delivered" | "failed" | "abandoned";
        };
        Device: {
            /** @enum {string} */
            kind: "desktop" | "phone" | "tablet" | "program";
            name: string;
            system: string;
        };
        Donation: {
            /** Format: int64 */
            amount: number;
            /** Format: date-time */
            at: string;
            currency: string;
            employee: components["schemas"]["Ref"];
            /** Format: uuid */
            id: string;
            /** Format: date-time */
            paid_at: string | null;
            /** Format: int64 */
            points: number;
            /** Format: uuid */
            redemption_id: string;
            reference: string;
            reward: components["schemas"]["Ref"];
        };
        DonationSum: {
            /** Format: int64 */
            amount: number;
            currency: string;
            /** Format: int64 */
            donations: number;
        };
        DonationTotal: {
            paid: components["schemas"]["DonationSum"];
            reward: components["schemas"]["Ref"];
            unpaid: components["schemas"]["DonationSum"];
        };
        DonationTotals: {
            items: components["schemas"]["DonationTotal"][];
        };
        EarlyEnd: {
            /** Format: date-time */
            at: string;
            by: components["schemas"]["Ref"] | null;
            reason: string;
        };
        EffectInput: {
            active?: boolean;
            /** @enum {string} */
            approval: "none" | "manager" | "manager_owner" | "owner";
            /** Format: int64 */
            approval_from?: number | null;
            award?: components["schemas"]["AwardRules"];
            budget?: components["schemas"]["BudgetInput"];
            description?: string;
            /** Format: date */
            from?: string;
            /** @enum {string} */
            funding: "allowance" | "budget" | "none";
            guidance?: string;
            /** Format: uuid */
            id?: string;
            limits?: components["schemas"]["LimitsInput"];
            manager_budgets?: boolean;
            /** Format: int64 */
            max_nominees?: number;
            name: string;
            nominators?: components["schemas"]["Circle"];
            nominees?: components["schemas"]["Circle"];
            points: components["schemas"]["PointsInput"];
            /** @enum {string} */
            shares?: "each" | "split";
            simple?: boolean;
            /** Format: date */
            to?: string;
            translations?: {
                [key: string]: components["schemas"]["TranslationInput"];
            };
        };
        EffectOfAll: {
            /** @enum {string} */
            basis: "budget" | "allowance" | "limits" | "none";
            money: components["schemas"]["Money"] | null;
            /** Format: int64 */
            nominators: number;
            /** @enum {string} */
            period: "week" | "month" | "quarter" | "year";
            /** Format: int64 */
            points: number;
        };
        EffectOfGiven: {
            money: components["schemas"]["Money"] | null;
            /** Format: int64 */
            nominations: number;
            /** Format: int64 */
            outside_bounds: number;
            /** Format: int64 */
            points: number;
            /** Format: int64 */
            would_need_approval: number;
        };
        EffectOfOne: {
            default: components["schemas"]["Worth"];
            max: components["schemas"]["Worth"];
            min: components["schemas"]["Worth"];
        };
        Employee: {
            active: boolean;
            email: string | null;
            /** Format: uuid */
            id: string;
            manager: components["schemas"]["Ref"] | null;
            name: string;
            /** @enum {string} */
            role: "employee" | "manager" | "owner" | "admin";
            team: components["schemas"]["Ref"] | null;
        };
        EmployeeInput: {
            email?: string | null;
            /** @enum {string} */
            locale?: "en" | "ru";
            location?: string | null;
            /** Format: uuid */
            manager_id?: string | null;
            name: string;
            personnel_number?: string | null;
            /** @enum {string} */
            role?: "employee" | "manager" | "owner" | "admin";
            /** Format: date */
            started_on?: string | null;
            /** Format: uuid */
            team_id?: string | null;
        };
        EmployeePatch: {
            active?: boolean;
            email?: string | null;
            /** @enum {string} */
            locale?: "en" | "ru";
            location?: string | null;
            manager_id?: string | null;
            name?: string;
            personnel_number?: string | null;
            /** @enum {string} */
            role?: "employee" | "manager" | "owner" | "admin";
            started_on?: string | null;
            team_id?: string | null;
        };
        EnablerInput: {
            /** Format: uuid */
            employee_id: string;
        };
        EndScoringInput: {
            reason: string;
        };
        Endpoint: {
            behaviour_ids: string[];
            /** Format: date-time */
            created_at: string;
            /** @enum {string} */
            digest: "instant" | "daily" | "weekly";
            /** @enum {string|null} */
            disabled_reason: "by_hand" | "gone" | "failing" | null;
            events: string[];
            /** Format: date-time */
            failing_since: string | null;
            /** Format: uuid */
            id: string;
            /** @enum {string} */
            kind: "slack" | "teams" | "discord" | "mattermost" | "standard";
            /** @enum {string} */
            language: "en" | "ru";
            quiet_hours: components["schemas"]["QuietHours"] | null;
            secret?: string;
            /** @enum {string} */
            status: "active" | "disabled";
            team_ids: string[];
            url: string;
        };
        EndpointInput: {
            behaviour_ids?: string[];
            digest?: string;
            events: string[];
            kind: string;
            language?: string;
            quiet_hours?: {
                from: string;
                time_zone: string;
                to: string;
            } | null;
            team_ids?: string[];
            url: string;
        };
        EndpointPatch: {
            behaviour_ids?: string[];
            digest?: string;
            events?: string[];
            language?: string;
            quiet_hours?: {
                from: string;
                time_zone: string;
                to: string;
            } | null;
            rotate_secret?: boolean;
            /** @enum {string} */
            status?: "active" | "disabled";
            team_ids?: string[];
            url?: string;
        };
        Fault: {
            column?: string;
            /** Format: int64 */
            line?: number;
            location: string;
            message: string;
        };
        FieldChange: {
            after: string | null;
            before: string | null;
            /** @enum {string} */
            field: "name" | "team" | "manager" | "role" | "active" | "email" | "personnel_number" | "locale" | "started_on" | "location";
        };
        ForgottenPassword: {
            email: string;
        };
        FulfilInput: {
            code?: string;
            note?: string;
        };
        GivenBirthday: {
            consent: boolean;
            /** Format: int64 */
            day: number;
            /** Format: int64 */
            month: number;
        };
        Grant: {
            access_token: string;
            /** Format: int64 */
            expires_in: number;
            /** @enum {string} */
            token_type: "Bearer";
        };
        Guidance: {
            behaviour: components["schemas"]["Coded"];
            text: string;
        };
        Health: {
            lines: components["schemas"]["HealthLine"][];
            /** @enum {string} */
            state: "ok" | "notice" | "bad";
            version: string;
        };
        HealthLine: {
            advice: string | null;
            /** Format: date-time */
            at: string | null;
            /** Format: int64 */
            figure: number | null;
            name: string;
            /** @enum {string} */
            state: "ok" | "notice" | "bad";
        };
        HistoryOfOne: {
            /** Format: int64 */
            count: number;
            /** Format: date-time */
            last_at: string | null;
            /** Format: int64 */
            points: number;
        };
        HistoryPreview: {
            behaviours: components["schemas"]["BehaviourPreview"][];
            /** Format: date-time */
            from: string | null;
            /** Format: int64 */
            givers: number;
            /** Format: int64 */
            points: number;
            /** Format: int64 */
            receivers: number;
            /** Format: date-time */
            to: string | null;
            unknown_behaviours: components["schemas"]["Unknown"][];
            /** Format: int64 */
            unknown_behaviours_total: number;
            unknown_people: components["schemas"]["Unknown"][];
            /** Format: int64 */
            unknown_people_total: number;
        };
        Image: {
            /** Format: int64 */
            height: number;
            /** Format: uuid */
            id: string;
            url: string;
            /** Format: int64 */
            width: number;
        };
        Import: {
            by: components["schemas"]["Ref"] | null;
            can_cancel: boolean;
            can_take_back: boolean;
            /** Format: date-time */
            created_at: string;
            deactivate_missing: boolean;
            /** Format: int64 */
            done: number;
            dry_run: boolean;
            /** Format: date-time */
            ended_at: string | null;
            /** Format: uuid */
            id: string;
            /** @enum {string} */
            kind: "roster" | "recognitions" | "wallets";
            name: string;
            partial: boolean;
            result: unknown;
            /** @enum {string} */
            status: "waiting" | "running" | "done" | "failed" | "cancelled" | "taken_back";
            /** Format: date-time */
            taken_back_at: string | null;
            taken_back_by: components["schemas"]["Ref"] | null;
            /** Format: int64 */
            total: number;
        };
        Inbox: {
            items: components["schemas"]["Notification"][];
            next_cursor: string | null;
            /** Format: int64 */
            unread: number;
        };
        Invitation: {
            /** Format: date-time */
            expires_at: string;
            mailed: boolean;
            url: string;
        };
        InviteInputBody: Record<string, never>;
        Leaderboard: {
            /** Format: date-time */
            as_of: string;
            degraded: boolean;
            entries: components["schemas"]["BoardEntry"][];
            me: components["schemas"]["BoardStanding"] | null;
            next_cursor: string | null;
            period: components["schemas"]["BoardPeriod"];
            /** Format: int64 */
            total: number;
        };
        LedgerCheck: {
            /** Format: int64 */
            accounts: number;
            balanced: boolean;
            /** Format: int64 */
            entries: number;
            mismatches: components["schemas"]["LedgerMismatch"][];
            /** Format: int64 */
            sum: number;
            /** Format: int64 */
            transfers: number;
        };
        LedgerMismatch: {
            /** Format: int64 */
            balance: number;
            /** Format: int64 */
            computed: number;
            id: string;
            /** @enum {string} */
            kind: "account" | "transfer" | "stock";
        };
        Liability: {
            /** Format: date-time */
            as_of: string;
            at_end: components["schemas"]["Outstanding"];
            by_age: components["schemas"]["OwedSince"][];
            by_program: components["schemas"]["OwedBy"][];
            /** Format: date */
            from: string;
            moved: components["schemas"]["LiabilityMoved"];
            now: components["schemas"]["Outstanding"];
            point_cost: components["schemas"]["PointCost"] | null;
            /** Format: date */
            to: string;
        };
        LiabilityMoved: {
            /** Format: int64 */
            end: number;
            /** Format: int64 */
            issued: number;
            /** Format: int64 */
            spent: number;
            /** Format: int64 */
            start: number;
            /** Format: int64 */
            taken_back: number;
        };
        LimitsInput: {
            /** Format: int64 */
            per_giver?: number | null;
            /** Format: int64 */
            per_nominee?: number | null;
            /** Format: int64 */
            per_pair?: number | null;
            /** @enum {string|null} */
            period?: "week" | "month" | "quarter" | "year" | null;
        };
        Link: {
            email: string | null;
            /** Format: date-time */
            expires_at: string;
            name: string;
        };
        LinkDecision: {
            /** @enum {string} */
            action: "approve" | "decline";
            comment?: string;
            reason?: string;
        };
        ListApproval: {
            items: (components["schemas"]["NominationApproval"] | components["schemas"]["RedemptionApproval"])[];
            next_cursor: string | null;
        };
        ListAuditEntry: {
            items: components["schemas"]["AuditEntry"][];
            next_cursor: string | null;
        };
        ListAward: {
            items: components["schemas"]["Award"][];
            next_cursor: string | null;
        };
        ListAwardEntry: {
            items: components["schemas"]["AwardEntry"][];
            next_cursor: string | null;
        };
        ListBehaviour: {
            items: components["schemas"]["Behaviour"][];
            next_cursor: string | null;
        };
        ListBoost: {
            items: components["schemas"]["Boost"][];
            next_cursor: string | null;
        };
        ListCard: {
            items: components["schemas"]["Card"][];
            next_cursor: string | null;
        };
        ListCelebration: {
            items: components["schemas"]["Celebration"][];
            next_cursor: string | null;
        };
        ListComment: {
            items: components["schemas"]["Comment"][];
            next_cursor: string | null;
        };
        ListDelivery: {
            items: components["schemas"]["Delivery"][];
            next_cursor: string | null;
        };
        ListDonation: {
            items: components["schemas"]["Donation"][];
            next_cursor: string | null;
        };
        ListEmployee: {
            items: components["schemas"]["Employee"][];
            next_cursor: string | null;
        };
        ListEndpoint: {
            items: components["schemas"]["Endpoint"][];
            next_cursor: string | null;
        };
        ListImport: {
            items: components["schemas"]["Import"][];
            next_cursor: string | null;
        };
        ListManagerBudget: {
            items: components["schemas"]["ManagerBudget"][];
            next_cursor: string | null;
        };
        ListNomination: {
            items: components["schemas"]["Nomination"][];
            next_cursor: string | null;
        };
        ListProgram: {
            items: components["schemas"]["Program"][];
            next_cursor: string | null;
        };
        ListProgramVersion: {
            items: components["schemas"]["ProgramVersion"][];
            next_cursor: string | null;
        };
        ListRedemption: {
            items: components["schemas"]["Redemption"][];
            next_cursor: string | null;
        };
        ListReport: {
            items: components["schemas"]["Report"][];
            next_cursor: string | null;
        };
        ListReward: {
            items: components["schemas"]["Reward"][];
            next_cursor: string | null;
        };
        ListRewardCategory: {
            items: components["schemas"]["RewardCategory"][];
            next_cursor: string | null;
        };
        ListRosterEntry: {
            items: components["schemas"]["RosterEntry"][];
            next_cursor: string | null;
        };
        ListSavedFor: {
            items: components["schemas"]["SavedFor"][];
            next_cursor: string | null;
        };
        ListSearchHit: {
            items: components["schemas"]["SearchHit"][];
            next_cursor: string | null;
        };
        ListSession: {
            items: components["schemas"]["Session"][];
            next_cursor: string | null;
        };
        ListStockEntry: {
            items: components["schemas"]["StockEntry"][];
            next_cursor: string | null;
        };
        ListTeam: {
            items: components["schemas"]["Team"][];
            next_cursor: string | null;
        };
        ListTeamMember: {
            items: components["schemas"]["TeamMember"][];
            next_cursor: string | null;
        };
        ListTopUp: {
            items: components["schemas"]["TopUp"][];
            next_cursor: string | null;
        };
        ListWaitingThing: {
            items: components["schemas"]["WaitingThing"][];
            next_cursor: string | null;
        };
        ListWalletEntry: {
            items: components["schemas"]["WalletEntry"][];
            next_cursor: string | null;
        };
        MadeCard: {
            giver: components["schemas"]["Person"];
            /** Format: uuid */
            id: string;
            message: string;
            url: string;
        };
        MailQuietHours: {
            from: string;
            to: string;
        };
        ManagerBudget: {
            active: boolean;
            /** Format: date-time */
            ended_at: string | null;
            /** Format: date */
            ends_on: string | null;
            /** Format: date */
            from: string;
            /** Format: date-time */
            given_at: string;
            given_by: components["schemas"]["Ref"];
            /** Format: uuid */
            id: string;
            /** Format: int64 */
            left: number;
            manager: components["schemas"]["Ref"];
            /** @enum {string} */
            period: "week" | "month" | "quarter" | "year";
            /** Format: date */
            to: string;
            /** Format: int64 */
            topped_up: number;
            /** Format: int64 */
            total: number;
            /** Format: int64 */
            used_percent: number;
        };
        ManagerBudgetInput: {
            /** Format: uuid */
            manager_id: string;
            /** @enum {string} */
            period: "week" | "month" | "quarter" | "year";
            /** Format: int64 */
            total: number;
        };
        ManagerBudgetUse: {
            /** Format: date */
            ends_on: string | null;
            /** Format: uuid */
            id: string;
            issued: components["schemas"]["Worth"];
            lapsed: components["schemas"]["Worth"];
            left: components["schemas"]["Worth"];
            manager: components["schemas"]["Ref"];
            period: components["schemas"]["BudgetPeriod"];
            topped_up: components["schemas"]["Worth"];
            total: components["schemas"]["Worth"];
            /** Format: int64 */
            used_percent: number;
            warnings: components["schemas"]["BudgetWarn"][];
        };
        MatchPeopleInput: {
            names: string[];
        };
        MatchPeopleOutputBody: {
            items: components["schemas"]["PeopleMatch"][];
        };
        MatchedName: {
            email: string | null;
            /** Format: uuid */
            id: string;
            name: string;
            team: string | null;
        };
        Me: {
            allowance: components["schemas"]["Allowance"];
            email: string | null;
            has_pin: boolean;
            /** Format: uuid */
            id: string;
            /** @enum {string} */
            locale: "en" | "ru";
            locale_chosen: boolean;
            manager: components["schemas"]["Ref"] | null;
            name: string;
            organisation: components["schemas"]["Organisation"];
            personnel_number: string | null;
            /** Format: int64 */
            reports: number;
            /** @enum {string} */
            role: "employee" | "manager" | "owner" | "admin";
            shared_device: boolean;
            team: components["schemas"]["Ref"] | null;
            /** @enum {string|null} */
            theme: "system" | "light" | "dark" | null;
            time_zone: string | null;
            wallet: components["schemas"]["Wallet"];
        };
        MemberMarks: {
            marks: (number | null)[];
            /** Format: uuid */
            member_id: string;
        };
        Money: {
            /** Format: int64 */
            amount: number;
            currency: string;
        };
        NewPIN: {
            new_pin: string;
            pin: string;
        };
        NewPassword: {
            password: string;
        };
        Nomination: {
            as_thanks: boolean;
            /** @enum {string} */
            award?: "waiting" | "won" | "thanked";
            behaviours: components["schemas"]["Coded"][];
            boosts: components["schemas"]["Boosts"];
            can: components["schemas"]["Can"];
            chain?: components["schemas"]["ChainLink"][];
            /** Format: int64 */
            comments_count: number;
            confirmation?: components["schemas"]["Confirmation"];
            /** Format: date-time */
            created_at: string;
            customer: components["schemas"]["Customer"];
            /** Format: date-time */
            decided_at: string | null;
            decision: components["schemas"]["Decision"] | null;
            enablers: components["schemas"]["Ref"][];
            /** @enum {string} */
            from?: "manager_budget";
            hidden: boolean;
            /** Format: uuid */
            id: string;
            impact: string;
            my_reactions: string[];
            nominator: components["schemas"]["Person"] | null;
            nominees: components["schemas"]["Person"][];
            /** Format: int64 */
            points: number | null;
            program: components["schemas"]["Ref"] | null;
            /** Format: date-time */
            published_at: string | null;
            reactions: {
                [key: string]: number;
            };
            /** @enum {string} */
            source: "employee" | "public_pulse" | "import";
            /** @enum {string} */
            status: "pending" | "approved" | "declined" | "withdrawn" | "revoked";
            story: string;
            /** @enum {string} */
            visibility: "public" | "private";
        };
        NominationApproval: {
            behaviours: components["schemas"]["Guidance"][];
            /** Format: int64 */
            budget_after: number | null;
            /** Format: int64 */
            budget_left: number | null;
            guidance: string;
            /** Format: uuid */
            id: string;
            /** @enum {string} */
            kind: "nomination";
            nomination: components["schemas"]["Nomination"];
            pair: components["schemas"]["PairHistory"];
            passed_on: components["schemas"]["PassedOn"] | null;
            points_levels: number[];
            /** Format: int64 */
            points_max: number;
            /** Format: int64 */
            points_min: number;
            reciprocity: components["schemas"]["Reciprocity"] | null;
            /** @enum {string} */
            shares: "each" | "split";
            /** Format: int64 */
            step: number;
            /** Format: date-time */
            waiting_since: string;
        };
        NominationInput: {
            behaviour_ids?: string[];
            customer?: components["schemas"]["Customer"];
            enabler_ids?: string[];
            /** @enum {string} */
            from?: "manager_budget";
            impact?: string;
            nominee_ids: string[];
            /** Format: int64 */
            points?: number;
            /** Format: uuid */
            program_id: string;
            story: string;
            /** @enum {string} */
            visibility?: "public" | "private";
        };
        Notification: {
            actors: components["schemas"]["Ref"][];
            /** Format: int64 */
            actors_count: number;
            answer?: string;
            /** Format: date-time */
            at: string;
            award?: components["schemas"]["NotifiedAward"];
            budget?: components["schemas"]["NotifiedBudget"];
            card?: components["schemas"]["NotifiedCard"];
            celebration?: components["schemas"]["NotifiedOccasion"];
            confirmed?: boolean;
            /** Format: uuid */
            endpoint_id?: string;
            /** Format: uuid */
            id: string;
            /** @enum {string} */
            kind: "recognised" | "enabler_named" | "recognition_boosted" | "comment_added" | "reaction_added" | "celebrated" | "confirmation_asked" | "card_claimed" | "approval_waiting" | "approval_delegated" | "award_scoring" | "award_scored" | "recognition_reported" | "endpoint_disabled" | "budget_used" | "codes_low" | "order_stopped" | "nomination_approved" | "nomination_declined" | "confirmation_given" | "redemption_updated" | "report_answered";
            nomination: components["schemas"]["NotifiedNomination"] | null;
            open: boolean;
            /** Format: int64 */
            points?: number;
            read: boolean;
            redemption: components["schemas"]["NotifiedRedemption"] | null;
            reward?: components["schemas"]["NotifiedReward"];
        };
        NotificationKind: {
            inbox: boolean;
            /** @enum {string} */
            kind: "recognition" | "decision" | "approval" | "enabler" | "confirmation" | "comment" | "reaction" | "boost" | "celebration" | "redemption" | "report" | "system";
            mail: boolean;
        };
        Notifications: {
            /** @enum {string} */
            digest: "instant" | "daily" | "weekly";
            kinds: components["schemas"]["NotificationKind"][];
            quiet_hours: components["schemas"]["MailQuietHours"] | null;
        };
        NotificationsChange: {
            /** @enum {string} */
            digest?: "instant" | "daily" | "weekly";
            kinds?: components["schemas"]["NotificationKind"][];
            quiet_hours?: {
                from: string;
                to: string;
            } | null;
        };
        NotifiedAward: {
            /** Format: uuid */
            id: string;
            name: string;
            /** @enum {string} */
            outcome?: "won" | "thanked";
        };
        NotifiedBudget: {
            manager: components["schemas"]["Ref"] | null;
            /**
             * Format: int64
             * @enum {integer}
             */
            percent: 80 | 100;
            program: components["schemas"]["Ref"] | null;
        };
        NotifiedCard: {
            /** Format: uuid */
            id: string;
            story: string;
        };
        NotifiedNomination: {
            as_thanks: boolean;
            /** Format: int64 */
            asked_points: number;
            comment: string;
            confirmed: boolean | null;
            /** Format: uuid */
            id: string;
            nominator: components["schemas"]["Ref"] | null;
            nominees: components["schemas"]["Ref"][];
            /** Format: int64 */
            points: number;
            private: boolean;
            reason: string;
            /** @enum {string} */
            status: "pending" | "approved" | "declined" | "withdrawn" | "revoked";
            story: string;
        };
        NotifiedOccasion: {
            /** @enum {string} */
            kind: "anniversary" | "birthday";
            /** Format: int64 */
            years: number;
        };
        NotifiedRedemption: {
            /** Format: uuid */
            id: string;
            /** @enum {string} */
            order?: "refused" | "stuck" | "cancelled";
            /** Format: int64 */
            points: number;
            reward: string;
            /** @enum {string} */
            status: "requested" | "approved" | "fulfilled" | "rejected" | "cancelled";
        };
        NotifiedReward: {
            /** Format: int64 */
            available: number;
            /** Format: uuid */
            id: string;
            name: string;
        };
        NumberCredentials: {
            code?: string;
            /** @enum {string} */
            device?: "own" | "shared";
            new_pin?: string;
            personnel_number: string;
            pin?: string;
        };
        OptionalBodyStructBody: Record<string, never>;
        Order: {
            /** Format: int64 */
            attempts: number;
            error: string;
            failure: string | null;
            /** Format: date-time */
            next_attempt_at: string | null;
            reason: string;
            reference: string;
            /** @enum {string} */
            status: "waiting" | "sent" | "fulfilled" | "refused" | "stuck" | "cancelled";
        };
        Organisation: {
            name: string;
            time_zone: string;
            words: {
                [key: string]: {
                    [key: string]: string[];
                };
            };
        };
        Outstanding: {
            /** Format: int64 */
            held: number;
            money: components["schemas"]["Money"] | null;
            /** Format: int64 */
            points: number;
            /** Format: int64 */
            wallets: number;
        };
        OwedBy: {
            money: components["schemas"]["Money"] | null;
            /** Format: int64 */
            points: number;
            program: components["schemas"]["Ref"] | null;
            /** @enum {string} */
            source: "program" | "boosts" | "celebrations" | "opening_balances";
        };
        OwedSince: {
            /** @enum {string} */
            age: "this_quarter" | "up_to_1_year" | "up_to_2_years" | "older";
            money: components["schemas"]["Money"] | null;
            /** Format: int64 */
            points: number;
        };
        OwnBenefits: {
            tax_free: components["schemas"]["Money"] | null;
            used: components["schemas"]["Money"][];
            /** Format: int64 */
            year: number;
        };
        PairHistory: {
            back: components["schemas"]["HistoryOfOne"];
            /** Format: int64 */
            count: number;
            /** Format: date-time */
            last_at: string | null;
            nominee: components["schemas"]["Ref"] | null;
            /** Format: int64 */
            points: number;
        };
        PanelMember: {
            active: boolean;
            /** Format: uuid */
            id: string;
            name: string;
            /** Format: int64 */
            scored: number | null;
        };
        PassedOn: {
            /** Format: date-time */
            at: string;
            from: components["schemas"]["Ref"];
            /** @enum {string} */
            how: "delegated" | "escalated";
        };
        PasswordChange: {
            next: string;
            present: string;
        };
        PasswordReset: {
            password: string;
            token: string;
        };
        PaymentInput: {
            ids: string[];
            reference: string;
        };
        PaymentMade: {
            /** Format: int64 */
            paid: number;
            /** Format: date-time */
            paid_at: string;
            reference: string;
            sums: components["schemas"]["PaymentPart"][];
        };
        PaymentPart: {
            /** Format: int64 */
            amount: number;
            currency: string;
            /** Format: int64 */
            donations: number;
            reward: components["schemas"]["Ref"];
        };
        PeopleMatch: {
            name: string;
            people: components["schemas"]["MatchedName"][];
        };
        Person: {
            /** Format: uuid */
            id: string;
            name: string;
            team: components["schemas"]["Ref"] | null;
        };
        PointCost: {
            /** Format: int64 */
            amount: number;
            currency: string;
            /** Format: int64 */
            points: number;
        };
        PointsInput: {
            /** Format: int64 */
            default: number;
            levels?: number[];
            /** Format: int64 */
            max: number;
            /** Format: int64 */
            min: number;
        };
        Preferences: {
            anniversary_hidden: boolean;
            birthday: components["schemas"]["Birthday"] | null;
            hidden_from_leaderboards: boolean;
            /** @enum {string} */
            locale: "en" | "ru";
            locale_chosen: boolean;
            notifications: components["schemas"]["Notifications"];
            points_private: boolean;
            thank_privately: boolean;
            /** @enum {string|null} */
            theme: "system" | "light" | "dark" | null;
            time_zone: string | null;
        };
        PreferencesChange: {
            anniversary_hidden?: boolean;
            birthday?: {
                consent: boolean;
                /** Format: int64 */
                day: number;
                /** Format: int64 */
                month: number;
            } | null;
            hidden_from_leaderboards?: boolean;
            /** @enum {string} */
            locale?: "en" | "ru";
            notifications?: components["schemas"]["NotificationsChange"];
            points_private?: boolean;
            thank_privately?: boolean;
            /** @enum {string} */
            theme?: "system" | "light" | "dark";
            time_zone?: string | null;
        };
        Preview: {
            body: unknown;
            event: string;
            /** @enum {string} */
            kind: "slack" | "teams" | "discord" | "mattermost" | "standard";
            sample: boolean;
        };
        Problem: {
            code: string;
            detail?: string;
            errors?: components["schemas"]["Fault"][];
            /** Format: int64 */
            errors_total?: number;
            request_id?: string;
            /** Format: int64 */
            status: number;
            title: string;
            type: string;
        };
        Profile: {
            behaviours: components["schemas"]["CountedBehaviour"][];
            /** Format: int64 */
            behind_the_scenes: number;
            customers: components["schemas"]["CountedCustomer"][];
            employee: components["schemas"]["Employee"];
            /** Format: int64 */
            given: number;
            /** Format: int64 */
            received: number;
            thank_privately: boolean;
        };
        Program: {
            active: boolean;
            /** @enum {string} */
            approval: "none" | "manager" | "manager_owner" | "owner";
            /** Format: int64 */
            approval_from: number | null;
            award: components["schemas"]["AwardRules"] | null;
            budget: components["schemas"]["ProgramBudget"] | null;
            description: string;
            ended: boolean;
            /** Format: date */
            from: string | null;
            /** @enum {string} */
            funding: "allowance" | "budget" | "none";
            guidance: string;
            /** Format: uuid */
            id: string;
            limits: components["schemas"]["ProgramLimits"];
            manager_budgets: boolean;
            /** Format: int64 */
            max_nominees: number;
            may_nominate: boolean;
            name: string;
            nominators: components["schemas"]["Circle"];
            nominees: components["schemas"]["Circle"];
            points: components["schemas"]["ProgramPoints"];
            /** @enum {string} */
            shares: "each" | "split";
            simple: boolean;
            /** Format: date */
            to: string | null;
            /** Format: int64 */
            version: number;
        };
        ProgramBudget: {
            /** Format: int64 */
            left: number;
            /** @enum {string} */
            period: "week" | "month" | "quarter" | "year";
            /** Format: int64 */
            topped_up: number;
            /** Format: int64 */
            total: number;
        };
        ProgramEffect: {
            last_90_days: components["schemas"]["EffectOfGiven"];
            per_nomination: components["schemas"]["EffectOfOne"];
            per_period: components["schemas"]["EffectOfAll"];
        };
        ProgramInput: {
            active?: boolean;
            /** @enum {string} */
            approval: "none" | "manager" | "manager_owner" | "owner";
            /** Format: int64 */
            approval_from?: number | null;
            award?: components["schemas"]["AwardRules"];
            budget?: components["schemas"]["BudgetInput"];
            description?: string;
            /** Format: date */
            from?: string;
            /** @enum {string} */
            funding: "allowance" | "budget" | "none";
            guidance?: string;
            limits?: components["schemas"]["LimitsInput"];
            manager_budgets?: boolean;
            /** Format: int64 */
            max_nominees?: number;
            name: string;
            nominators?: components["schemas"]["Circle"];
            nominees?: components["schemas"]["Circle"];
            points: components["schemas"]["PointsInput"];
            /** @enum {string} */
            shares?: "each" | "split";
            simple?: boolean;
            /** Format: date */
            to?: string;
            translations?: {
                [key: string]: components["schemas"]["TranslationInput"];
            };
        };
        ProgramLimits: {
            /** Format: int64 */
            per_giver: number | null;
            /** Format: int64 */
            per_nominee: number | null;
            /** Format: int64 */
            per_pair: number | null;
            /** @enum {string|null} */
            period: "week" | "month" | "quarter" | "year" | null;
        };
        ProgramPatch: {
            active?: boolean;
            /** @enum {string} */
            approval?: "none" | "manager" | "manager_owner" | "owner";
            /** Format: int64 */
            approval_from?: number | null;
            award?: components["schemas"]["AwardRules"];
            budget?: components["schemas"]["BudgetInput"];
            description?: string;
            ended?: boolean;
            from?: string | null;
            /** @enum {string} */
            funding?: "allowance" | "budget" | "none";
            guidance?: string;
            limits?: components["schemas"]["LimitsInput"];
            manager_budgets?: boolean;
            /** Format: int64 */
            max_nominees?: number;
            name?: string;
            nominators?: components["schemas"]["Circle"];
            nominees?: components["schemas"]["Circle"];
            points?: components["schemas"]["PointsInput"];
            /** @enum {string} */
            shares?: "each" | "split";
            to?: string | null;
            translations?: {
                [key: string]: components["schemas"]["TranslationInput"];
            };
        };
        ProgramPoints: {
            /** Format: int64 */
            default: number;
            levels: number[];
            /** Format: int64 */
            max: number;
            /** Format: int64 */
            min: number;
        };
        ProgramRules: {
            /** @enum {string} */
            approval: "none" | "manager" | "manager_owner" | "owner";
            /** Format: int64 */
            approval_from: number | null;
            award: components["schemas"]["AwardRules"] | null;
            /** @enum {string} */
            funding: "allowance" | "budget" | "none";
            limits: components["schemas"]["ProgramLimits"];
            /** Format: int64 */
            max_nominees: number;
            nominators: components["schemas"]["Circle"];
            nominees: components["schemas"]["Circle"];
            points: components["schemas"]["ProgramPoints"];
            /** @enum {string} */
            shares: "each" | "split";
            simple: boolean;
        };
        ProgramVersion: {
            /** Format: date-time */
            changed_at: string;
            changed_by: components["schemas"]["Ref"] | null;
            rules: components["schemas"]["ProgramRules"];
            /** Format: int64 */
            version: number;
        };
        QuietHours: {
            from: string;
            time_zone: string;
            to: string;
        };
        Reactions: {
            my_reactions: string[];
            reactions: {
                [key: string]: number;
            };
        };
        ReadInput: {
            ids?: string[];
            /** Format: uuid */
            nomination_id?: string;
            /** Format: date-time */
            up_to?: string;
        };
        Reciprocity: {
            /** Format: int64 */
            a_to_b: number;
            /** Format: int64 */
            b_to_a: number;
        };
        RecognitionImport: {
            /** Format: int64 */
            created: number;
            errors: components["schemas"]["Fault"][];
            /** Format: int64 */
            errors_total?: number;
            preview?: components["schemas"]["HistoryPreview"];
            /** Format: int64 */
            unchanged: number;
        };
        RedeemInput: {
            /** Format: int64 */
            cost?: number;
            note?: string;
            /** Format: int64 */
            quantity?: number;
            /** Format: uuid */
            reward_id: string;
        };
        Redemption: {
            can: components["schemas"]["CanRedemption"];
            code: string | null;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            decided_at: string | null;
            employee: components["schemas"]["Person"];
            /** Format: date-time */
            fulfilled_at: string | null;
            fulfilment_note: string;
            /** Format: uuid */
            id: string;
            note: string;
            order: components["schemas"]["Order"] | null;
            /** Format: int64 */
            points: number;
            /** Format: int64 */
            quantity: number;
            reason: string;
            reward: components["schemas"]["Ref"];
            /** @enum {string} */
            status: "requested" | "approved" | "fulfilled" | "rejected" | "cancelled";
        };
        RedemptionApproval: {
            context: components["schemas"]["RedemptionContext"];
            /** Format: uuid */
            id: string;
            /** @enum {string} */
            kind: "redemption";
            passed_on: components["schemas"]["PassedOn"] | null;
            redemption: components["schemas"]["Redemption"];
            /** Format: date-time */
            waiting_since: string;
        };
        RedemptionContext: {
            cash_value: components["schemas"]["CashValue"] | null;
            /** Format: int64 */
            earlier_count: number;
            /** Format: date-time */
            earlier_last_at: string | null;
            /** Format: int64 */
            limit_per_employee: number | null;
            /** Format: int64 */
            stock: number | null;
            taxable: boolean;
        };
        RedemptionPlainInputStructBody: Record<string, never>;
        Ref: {
            /** Format: uuid */
            id: string;
            name: string;
        };
        RejectInput: {
            reason: string;
        };
        Report: {
            answer: components["schemas"]["ReportAnswer"] | null;
            can: components["schemas"]["ReportCan"];
            /** Format: date-time */
            created_at: string;
            /** Format: uuid */
            id: string;
            nomination: components["schemas"]["Nomination"];
            reason: string;
            reporter: components["schemas"]["Person"] | null;
            /** @enum {string} */
            status: "open" | "hidden" | "restored" | "stands";
        };
        ReportAnswer: {
            /** Format: date-time */
            at: string;
            by: components["schemas"]["Ref"] | null;
            note: string;
        };
        ReportCan: {
            hide: boolean;
            restore: boolean;
            stand: boolean;
        };
        ReportInput: {
            reason: string;
        };
        ReportMade: {
            /** Format: date-time */
            created_at: string;
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            nomination_id: string;
            reason: string;
            /** @enum {string} */
            status: "open" | "hidden" | "restored" | "stands";
        };
        RetryDeliveryInputBody: Record<string, never>;
        RevokeInput: {
            keep_points?: boolean;
            reason: string;
        };
        Reward: {
            active: boolean;
            /** @enum {string} */
            approver: "manager" | "owner";
            available: boolean;
            cash_value: components["schemas"]["CashValue"] | null;
            category: string;
            /** Format: int64 */
            cost: number;
            description: string;
            /** @enum {string} */
            fulfilment: "manual" | "code" | "webhook" | "donation";
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            image: string | null;
            /** Format: int64 */
            limit_per_employee: number | null;
            name: string;
            requires_approval: boolean;
            /** Format: int64 */
            stock: number | null;
            supplier_secret?: string;
            supplier_url: string | null;
            taxable: boolean;
            team_ids: string[];
            wished: boolean;
        };
        RewardCategory: {
            name: string;
            /** Format: int64 */
            rewards: number;
        };
        RewardInput: {
            active?: boolean;
            /** @enum {string} */
            approver?: "manager" | "owner";
            cash_value?: {
                /** Format: int64 */
                amount: number;
                currency: string;
            } | null;
            category?: string;
            /** Format: int64 */
            cost: number;
            description?: string;
            /** @enum {string} */
            fulfilment?: "manual" | "code" | "webhook" | "donation";
            /** Format: uuid */
            image?: string | null;
            /** Format: int64 */
            limit_per_employee?: number | null;
            name: string;
            requires_approval?: boolean;
            /** Format: int64 */
            stock?: number | null;
            supplier_url?: string;
            taxable?: boolean;
            team_ids?: string[];
            translations?: {
                [key: string]: components["schemas"]["TranslationInput"];
            };
        };
        RewardPatch: {
            active?: boolean;
            /** @enum {string} */
            approver?: "manager" | "owner";
            cash_value?: {
                /** Format: int64 */
                amount: number;
                currency: string;
            } | null;
            category?: string;
            /** Format: int64 */
            cost?: number;
            description?: string;
            /** @enum {string} */
            fulfilment?: "manual" | "code" | "webhook" | "donation";
            /** Format: uuid */
            image?: string | null;
            /** Format: int64 */
            limit_per_employee?: number | null;
            name?: string;
            requires_approval?: boolean;
            rotate_supplier_secret?: boolean;
            /** Format: int64 */
            stock?: number | null;
            supplier_url?: string;
            taxable?: boolean;
            team_ids?: string[];
            translations?: {
                [key: string]: components["schemas"]["TranslationInput"];
            };
        };
        RosterChange: {
            /** @enum {string} */
            change: "created" | "updated" | "deactivated";
            email: string | null;
            fields: components["schemas"]["FieldChange"][];
            name: string;
            personnel_number: string | null;
        };
        RosterEntry: {
            active: boolean;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            deactivated_at: string | null;
            email: string | null;
            /** Format: uuid */
            id: string;
            /** Format: date-time */
            invited_until: string | null;
            /** Format: date-time */
            last_seen_at: string | null;
            /** @enum {string} */
            locale: "en" | "ru";
            location: string | null;
            manager: components["schemas"]["Ref"] | null;
            name: string;
            personnel_number: string | null;
            /** Format: int64 */
            reports: number;
            /** @enum {string} */
            role: "employee" | "manager" | "owner" | "admin";
            /** @enum {string} */
            sign_in: "none" | "invited" | "ready";
            /** Format: date */
            started_on: string | null;
            team: components["schemas"]["Ref"] | null;
        };
        RosterImport: {
            /** Format: int64 */
            created: number;
            /** Format: int64 */
            deactivated: number;
            errors: components["schemas"]["Fault"][];
            /** Format: int64 */
            errors_total?: number;
            preview?: components["schemas"]["RosterPreview"];
            /** Format: int64 */
            unchanged: number;
            /** Format: int64 */
            updated: number;
        };
        RosterPreview: {
            people: components["schemas"]["RosterChange"][];
            teams: string[];
        };
        SavedFor: {
            /** Format: int64 */
            missing: number;
            reward: components["schemas"]["Reward"];
            /** Format: date-time */
            wished_at: string;
        };
        ScoreInput: {
            marks: (number | null)[];
            /** Format: uuid */
            nomination_id: string;
            note?: string;
        };
        ScoresInput: {
            scores: components["schemas"]["ScoreInput"][];
        };
        SearchHit: {
            customer: components["schemas"]["CountedCustomer"] | null;
            employee: components["schemas"]["Employee"] | null;
            /** @enum {string} */
            kind: "employee" | "customer" | "recognition";
            recognition: components["schemas"]["Nomination"] | null;
        };
        Session: {
            address: string;
            /** Format: date-time */
            created_at: string;
            current: boolean;
            device: components["schemas"]["Device"];
            /** Format: uuid */
            id: string;
            /** @enum {string} */
            kind: "browser" | "shared" | "program";
            /** Format: date-time */
            last_seen_at: string;
        };
        Settings: {
            /** Format: int64 */
            allowance: number;
            /** Format: int64 */
            allowance_per_report: number;
            /** @enum {string} */
            allowance_period: "week" | "month" | "quarter";
            allowance_pro_rata: boolean;
            celebrations: components["schemas"]["Celebrations"];
            /** @enum {string} */
            language: "en" | "ru";
            name: string;
            point_cost: components["schemas"]["PointCost"] | null;
            tax_free: components["schemas"]["TaxFree"][];
            time_zone: string;
            words: {
                [key: string]: {
                    [key: string]: string[];
                };
            };
        };
        SettingsPatch: {
            /** Format: int64 */
            allowance?: number;
            /** Format: int64 */
            allowance_per_report?: number;
            /** @enum {string} */
            allowance_period?: "week" | "month" | "quarter";
            allowance_pro_rata?: boolean;
            celebrations?: components["schemas"]["Celebrations"];
            /** @enum {string} */
            language?: "en" | "ru";
            name?: string;
            point_cost?: {
                /** Format: int64 */
                amount: number;
                currency: string;
                /** Format: int64 */
                points: number;
            } | null;
            tax_free?: components["schemas"]["TaxFree"][];
            words?: {
                [key: string]: {
                    [key: string]: string[];
                };
            };
        };
        Setup: {
            behaviours: boolean;
            invited: boolean;
            owner: boolean;
            /** Format: int64 */
            people: number;
            program: boolean;
            recognitions: boolean;
        };
        SheetOf: {
            employee_ids?: string[];
            /** Format: uuid */
            team_id?: string;
            without_pin?: boolean;
        };
        SignInCode: {
            code: string;
            employee: components["schemas"]["Ref"];
            personnel_number: string;
            url: string;
        };
        SignInOptions: {
            mail: boolean;
        };
        SignedIn: {
            employee: components["schemas"]["SignedInEmployee"];
        };
        SignedInEmployee: {
            /** Format: uuid */
            id: string;
            /** @enum {string} */
            locale: "en" | "ru";
            name: string;
            /** @enum {string} */
            role: "employee" | "manager" | "owner" | "admin";
        };
        Standing: {
            delegation: components["schemas"]["Delegation"] | null;
            standing_in_for: components["schemas"]["Delegation"][];
        };
        StockEntry: {
            /** Format: date-time */
            at: string;
            by: components["schemas"]["Ref"] | null;
            id: string;
            /** @enum {string} */
            kind: "counted" | "uncounted" | "added" | "written_off" | "taken" | "returned";
            /** Format: int64 */
            left: number | null;
            /** Format: int64 */
            quantity: number;
            reason: string;
            /** Format: uuid */
            redemption_id: string | null;
        };
        StockInput: {
            /** Format: int64 */
            change: number;
            reason: string;
        };
        Story: {
            behaviours: components["schemas"]["Coded"][];
            customer: components["schemas"]["Customer"];
            enablers: components["schemas"]["Ref"][];
            /** Format: uuid */
            id: string;
            impact: string;
            nominator: components["schemas"]["Person"] | null;
            nominees: components["schemas"]["Person"][];
            /** Format: date-time */
            published_at: string;
            story: string;
        };
        SupplierAnswer: {
            code?: string;
            reason?: string;
            reference?: string;
            /** @enum {string} */
            status: "fulfilled" | "refused";
        };
        SupplierOrder: {
            /** Format: uuid */
            redemption_id: string;
            /** @enum {string} */
            status: "fulfilled" | "refused";
        };
        TaxFree: {
            /** Format: int64 */
            amount: number;
            country: string;
            currency: string;
        };
        Team: {
            /** Format: uuid */
            id: string;
            lead: components["schemas"]["Ref"] | null;
            /** Format: int64 */
            members: number;
            name: string;
            parent: components["schemas"]["Ref"] | null;
        };
        TeamInput: {
            /** Format: uuid */
            lead_id?: string | null;
            name: string;
            /** Format: uuid */
            parent_id?: string | null;
        };
        TeamMember: {
            employee: components["schemas"]["Person"];
            /** Format: int64 */
            given: number;
            /** Format: date-time */
            last_at: string | null;
            /** Format: int64 */
            recognitions: number;
            unseen: boolean;
        };
        TeamPatch: {
            lead_id?: string | null;
            name?: string;
            parent_id?: string | null;
        };
        TeamView: {
            behaviours: components["schemas"]["BehaviourCount"][];
            customers: components["schemas"]["CustomerCount"][];
            /** Format: int64 */
            given: number;
            /** Format: int64 */
            people: number;
            period: components["schemas"]["DayPeriod"];
            /** Format: int64 */
            recognised: number;
            /** Format: int64 */
            recognitions: number;
            too_large: boolean;
            /** Format: int64 */
            unseen: number;
            waiting: components["schemas"]["TeamWaiting"];
        };
        TeamWaiting: {
            /** Format: int64 */
            nominations: number;
            /** Format: date-time */
            oldest_since: string | null;
            /** Format: int64 */
            redemptions: number;
        };
        TestEndpointInputBody: Record<string, never>;
        Texts: {
            category: string;
            criteria?: components["schemas"]["Criterion"][];
            description: string;
            guidance: string;
            name: string;
            translations: {
                [key: string]: components["schemas"]["TranslationInput"];
            };
        };
        TopUp: {
            /** Format: date-time */
            at: string;
            by: components["schemas"]["Ref"];
            /** Format: uuid */
            id: string;
            /** Format: date */
            period_from: string;
            /** Format: int64 */
            points: number;
            reason: string;
        };
        TopUpInput: {
            /** Format: int64 */
            points: number;
            reason: string;
        };
        TopUpMade: {
            /** Format: date-time */
            at: string;
            by: components["schemas"]["Ref"];
            /** Format: uuid */
            id: string;
            /** Format: int64 */
            left: number;
            /** Format: date */
            period_from: string;
            /** Format: int64 */
            points: number;
            reason: string;
        };
        TranslationInput: {
            category?: string;
            description?: string;
            guidance?: string;
            name?: string;
        };
        Unknown: {
            /** Format: int64 */
            lines: number;
            text: string;
        };
        Unread: {
            /** Format: int64 */
            unread: number;
        };
        WaitingThing: {
            approver: components["schemas"]["Ref"];
            employee: components["schemas"]["Ref"];
            /** Format: uuid */
            id: string;
            /** @enum {string} */
            kind: "nomination" | "redemption";
            /** Format: int64 */
            points: number;
            /** Format: date-time */
            waiting_since: string;
        };
        Wallet: {
            /** Format: int64 */
            balance: number;
            /** Format: int64 */
            reserved: number;
        };
        WalletEntry: {
            /** Format: date-time */
            at: string;
            /** Format: int64 */
            balance_after: number;
            kind: string;
            /** Format: int64 */
            points: number;
            source: components["schemas"]["WalletSource"];
        };
        WalletImport: {
            /** Format: int64 */
            created: number;
            errors: components["schemas"]["Fault"][];
            /** Format: int64 */
            errors_total?: number;
            /** Format: int64 */
            liability: number;
            preview?: components["schemas"]["WalletPreview"];
            /** Format: int64 */
            total: number;
            /** Format: int64 */
            unchanged: number;
            /** Format: int64 */
            updated: number;
        };
        WalletPreview: {
            balances: components["schemas"]["BalanceChange"][];
            /** Format: int64 */
            issued: number;
            /** Format: int64 */
            returned: number;
            unknown_people: components["schemas"]["Unknown"][];
            /** Format: int64 */
            unknown_people_total: number;
            worth: components["schemas"]["CashValue"][];
        };
        WalletSource: {
            /** Format: uuid */
            id: string;
            /** @enum {string} */
            kind: "nomination" | "redemption" | "opening_balance" | "transfer";
            name: string;
        };
        Worth: {
            money: components["schemas"]["Money"] | null;
            /** Format: int64 */
            points: number;
        };
        Year: {
            behaviours: components["schemas"]["CountedBehaviour"][];
            behind: components["schemas"]["Story"][];
            /** Format: int64 */
            behind_the_scenes: number;
            /** Format: int64 */
            current: number;
            customers: components["schemas"]["CountedCustomer"][];
            employee: components["schemas"]["Employee"];
            /** Format: int64 */
            first: number;
            /** Format: int64 */
            given: number;
            /** Format: int64 */
            received: number;
            stories: components["schemas"]["Story"][];
            /** Format: int64 */
            year: number;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export type operations = Record<string, never>;
