"""One plain function per command: load, ask the domain, write."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from mashdesk.desk.handlers import (
    accounts,
    challenging,
    clockwork,
    closing,
    contacts,
    deciding,
    following_up,
    history,
    hub,
    need,
    partners,
    rating,
    requests,
    returning,
    sealing,
    telling,
)
from mashdesk.desk.outcome import Outcome
from mashdesk.domain import commands as c
from mashdesk.store.work import Work

Handler = Callable[[Any, Work], Outcome]

HANDLERS: dict[type[c.Command], Handler] = {
    c.TakeIn: contacts.take_in,
    c.Correct: contacts.correct,
    c.RecordConsent: contacts.record_consent,
    c.AddNote: contacts.add_note,
    c.View: contacts.view,
    c.OpenHistory: history.open_history,
    c.ConsiderHistory: history.consider_history,
    c.RecordNeed: need.record_need,
    c.Rate: rating.rate,
    c.Claim: rating.claim,
    c.Assign: rating.assign,
    c.Release: rating.release,
    c.AskAgencies: requests.ask,
    c.Chase: requests.chase,
    c.RecordAnswer: requests.record_answer,
    c.Withdraw: requests.withdraw,
    c.Insist: requests.insist,
    c.ViewRequest: partners.view_request,
    c.ViewSentIn: partners.view_sent_in,
    c.TakeOn: partners.take_on,
    c.LetGo: partners.let_go,
    c.SendAnswer: partners.send_answer,
    c.ReturnToReferrer: returning.return_to_referrer,
    c.Resume: returning.take_back,
    c.Decide: deciding.decide,
    c.RecordStrategyDiscussion: following_up.record_strategy_discussion,
    c.AcknowledgeAllocation: following_up.acknowledge_allocation,
    c.RecordEarlyHelpReview: following_up.record_early_help_review,
    c.RateSecond: following_up.rate_second,
    c.RecordOversight: following_up.record_oversight,
    c.GiveFeedback: telling.give_feedback,
    c.Close: closing.close,
    c.Reopen: closing.reopen,
    c.GiveFreshDeadline: returning.give_fresh_deadline,
    c.AnswerPrompt: hub.answer_prompt,
    c.RaiseChallenge: challenging.raise_challenge,
    c.AnswerChallenge: challenging.answer_challenge,
    c.SettleChallenge: challenging.settle_challenge,
    c.AcceptAnswer: challenging.accept_answer,
    c.MoveUp: challenging.move_up,
    c.Seal: sealing.seal,
    c.Unseal: sealing.unseal,
    c.BreakGlass: sealing.break_glass,
    c.ReviewOverride: sealing.review_override,
    c.Acknowledge: hub.acknowledge,
    c.AcknowledgeDepartures: hub.acknowledge_departures,
    c.AddUser: accounts.add_user,
    c.ShutAccount: accounts.shut_account,
    c.ResetPassword: accounts.reset_password,
    c.UnlockAccount: accounts.unlock_account,
    c.ChangeRole: accounts.change_role,
    c.AdoptPolicy: hub.adopt_policy,
    c.AddAgency: hub.add_agency,
    c.ReopenTimedOut: clockwork.reopen_timed_out,
}
