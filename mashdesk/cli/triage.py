"""What is done to a referral before its decision: consent, rating, who holds it, notes, returns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mashdesk.cli.options import (
    INSTANT_HELP,
    Subcommands,
    agency_words,
    code,
    codes_help,
    command,
    give_reason,
    instant,
    on_referral,
    whole_number,
)
from mashdesk.cli.prompting import answers_prompts, given_answers
from mashdesk.cli.session import Run
from mashdesk.domain.contact import Consent, ConsentGiven
from mashdesk.domain.outcome import AskedFor
from mashdesk.domain.rating import Rag

if TYPE_CHECKING:
    from mashdesk.domain import commands as c


def register(commands: Subcommands) -> None:
    """Add the commands."""
    _register_consent(commands)
    _register_rate(commands)
    _register_holding(commands)
    _register_return(commands)
    note = on_referral(command(commands, "note", run_note, "add a note"), version=False)
    note.add_argument("text", metavar="TEXT|-", help="the note; “-” reads it from input")


def _register_consent(commands: Subcommands) -> None:
    consent = on_referral(command(commands, "consent", run_consent, "record or change consent"))
    consent.add_argument("form", type=code(Consent), metavar="FORM", help=codes_help(Consent))
    consent.add_argument(
        "--by", default="", metavar="PERSON", help="by whom it was obtained or overridden"
    )
    consent.add_argument("--at", type=instant, metavar="WHEN", help=INSTANT_HELP)
    consent.add_argument(
        "--reason", default="", metavar="TEXT", help="needed when not sought or overridden"
    )


def _register_rate(commands: Subcommands) -> None:
    rate = on_referral(command(commands, "rate", run_rate, "rate, or rate again"))
    rate.add_argument("rating", type=code(Rag), metavar="RATING", help=codes_help(Rag))
    rate.add_argument(
        "--level", type=whole_number, metavar="1-4", help="the level of need, if judged"
    )
    rate.add_argument(
        "--differs-because", default="", metavar="TEXT",
        help="needed where rating or level are not what the checklist of need points to; “-” reads",
    )  # fmt: skip
    give_reason(rate)
    agency_words(rate, "needed when it is lowered and agencies were asked")
    answers_prompts(rate)


def _register_holding(commands: Subcommands) -> None:
    on_referral(command(commands, "claim", run_claim, "take it as your own work"))
    assign = on_referral(command(commands, "assign", run_assign, "give it to a worker"))
    assign.add_argument("worker", metavar="WORKER", help="account name or full name")
    give_reason(assign)
    give_reason(on_referral(command(commands, "release", run_release, "put it back for anybody")))


def _register_return(commands: Subcommands) -> None:
    back = on_referral(command(commands, "return", run_return, "return it to the referrer"))
    back.add_argument(
        "--for", dest="asked_for", type=code(AskedFor), required=True, metavar="WHAT",
        help=codes_help(AskedFor),
    )  # fmt: skip
    back.add_argument(
        "--message", required=True, metavar="TEXT", help="what the referrer is asked for"
    )
    back.add_argument(
        "--wake", type=instant, metavar="WHEN", help=f"sooner than the policy's; {INSTANT_HELP}"
    )
    give_reason(back)
    answers_prompts(back)
    give_reason(
        on_referral(command(commands, "resume", run_resume, "take it back from the referrer"))
    )


def run_consent(run: Run) -> int:
    """Record consent."""
    from mashdesk.domain import commands as c

    args = run.args
    given = ConsentGiven(form=args.form, by=args.by, at=args.at, reason=run.words(args.reason))
    return _act(run, c.RecordConsent, consent=given)


def run_rate(run: Run) -> int:
    """Rate, with the reason."""
    from mashdesk.domain import commands as c

    args = run.args
    reason, words = run.words(args.reason), run.words(args.agency_words)
    differs = run.words(args.differs_because)
    answers = given_answers(run)
    said: dict[str, Any] = {"level": args.level, "agency_words": words, "answers": answers}
    with run.session() as session:
        view = session.open(args.reference)
        at_hand = session.desk.prompting.at_rating(session.actor, view.id)
        rate = c.Rate(
            **session.at(view), **said, rating=args.rating, reason=reason, differs_because=differs
        )
        code = session.act(rate)
    given = {one.prompt for one in answers}
    if not run.json:
        for one in (each for each in at_hand if each.number not in given):
            run.console.remark(f"To consider: {one.named}: {one.evidence}")
    return code


def run_claim(run: Run) -> int:
    """Take it as one's own work."""
    from mashdesk.domain import commands as c

    return _act(run, c.Claim)


def run_assign(run: Run) -> int:
    """Give it to a worker named by account or full name."""
    from mashdesk.domain import commands as c

    with run.session() as session:
        worker = session.person(run.args.worker)
        view = session.open(run.args.reference)
        reason = run.words(run.args.reason)
        return session.act(c.Assign(**session.at(view), worker=worker.id, reason=reason))


def run_release(run: Run) -> int:
    """Put it back for anybody to claim."""
    from mashdesk.domain import commands as c

    return _act(run, c.Release, reason=run.words(run.args.reason))


def run_return(run: Run) -> int:
    """Ask the referrer for more; the clock pauses, bounded."""
    from mashdesk.domain import commands as c

    args = run.args
    message, reason = run.words(args.message), run.words(args.reason)
    said = {"message": message, "reason": reason, "wake_at": args.wake}
    said["asked_for"] = args.asked_for
    return _act(run, c.ReturnToReferrer, **said, answers=given_answers(run))


def run_resume(run: Run) -> int:
    """Take it back from the referrer."""
    from mashdesk.domain import commands as c

    return _act(run, c.Resume, reason=run.words(run.args.reason))


def run_note(run: Run) -> int:
    """Add a note, which needs no version: notes are never edited."""
    from mashdesk.domain import commands as c

    text = run.words(run.args.text)
    with run.session() as session:
        referral = session.desk.find(session.actor, run.args.reference)
        return session.act(c.AddNote(referral=referral, text=text))


def _act(run: Run, kind: type[c.OnReferral], **values: Any) -> int:
    with run.session() as session:
        view = session.open(run.args.reference)
        return session.act(kind(**session.at(view), **values))
