"""Asking agencies, chasing them, recording what they say, and withdrawing a request."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from mashdesk.cli.options import (
    THE_AGENCIES,
    Subcommands,
    code,
    codes_help,
    command,
    give_reason,
    on_referral,
)
from mashdesk.cli.session import Run, Session, request_of
from mashdesk.desk.intake.codes import read_code
from mashdesk.domain.actor import Role
from mashdesk.domain.contact import Channel
from mashdesk.domain.errors import NotFound, NotNow
from mashdesk.domain.problems import Invalid, Problem
from mashdesk.domain.rating import Rag
from mashdesk.domain.request import AnswerKind, Declined, Sharing
from mashdesk.domain.sharing import Part, Passage
from mashdesk.domain.toml_table import did_you_mean

if TYPE_CHECKING:
    from mashdesk.domain import commands as c
    from mashdesk.store.views import ReferralView


def register(commands: Subcommands) -> None:
    """Add the commands."""
    ask = on_referral(command(commands, "ask", run_ask, "ask agencies what they know"))
    ask.add_argument(
        "agencies", nargs="*", metavar="AGENCY",
        help="codes from the roster; none: those the roster asks at the record's rating",
    )  # fmt: skip
    ask.add_argument(
        "--question", required=True, metavar="TEXT", help="what they are asked; “-” reads it"
    )
    chase = _on_request(commands, "chase", run_chase, "record that an agency was chased")
    _heard(chase, required=True)
    chase.add_argument(
        "--note",
        default="",
        metavar="TEXT",
        help="what was said; the agency reads it too; “-” reads it from input",
    )
    ask.add_argument(
        "--share", type=code(Part), action="extend", nargs="*", metavar="PART",
        help=f"what they may read; left out: usual at the rating. {codes_help(Part)}",
    )  # fmt: skip
    _answer(commands)
    withdraw = _on_request(commands, "withdraw", run_withdraw, "withdraw a request")
    give_reason(withdraw, THE_AGENCIES)
    give_reason(
        _on_request(commands, "insist", run_insist, "insist on an answer after one was declined"),
        THE_AGENCIES,
    )


def _answer(commands: Subcommands) -> None:
    said = (
        "At the hub: REF AGENCY KIND records what an agency said. A practitioner answers for their"
        " own agency: REF KIND, or REF --from FILE with a checklist for each child"
        " (`request REF --template` prints one to fill in)."
    )
    short = "record an agency's answer, or send your agency's own"
    answer = on_referral(command(commands, "answer", run_answer, short, said))
    answer.add_argument(
        "agency", nargs="?", metavar="AGENCY", help="the agency's code or name; not for one's own"
    )
    answer.add_argument("answer", nargs="?", metavar="KIND", help=codes_help(AnswerKind))
    answer.add_argument(
        "--from", dest="file", metavar="FILE|-", help="a practitioner's whole answer, as JSON"
    )
    answer.add_argument(
        "--part", action="store_true", help="a practitioner's part of an answer: more follows"
    )
    answer.add_argument(
        "--reason", default="", metavar="TEXT", help="why a practitioner declines, in a sentence"
    )
    answer.add_argument(
        "--words", default="", metavar="TEXT", help="its exact words; “-” reads them"
    )
    answer.add_argument("--declined", type=code(Declined), metavar="WHY", help=codes_help(Declined))
    answer.add_argument(
        "--sharing",
        type=code(Sharing),
        default=Sharing.HUB,
        metavar="WHO",
        help=codes_help(Sharing),
    )
    answer.add_argument(
        "--view", type=code(Rag), metavar="RATING", help="the practitioner's view of risk"
    )
    answer.add_argument("--searched", default="", metavar="TEXT", help="the systems searched")
    _heard(answer, required=False)


def run_ask(run: Run) -> int:
    """Ask the agencies named, or those the roster asks by default at this rating."""
    from mashdesk.domain import commands as c

    question = run.words(run.args.question)
    with run.session() as session:
        view = session.open(run.args.reference)
        agencies = _named(session, run.args.agencies) or _by_default(session, view)
        done = session.act(
            c.AskAgencies(
                **session.at(view),
                agencies=agencies,
                question=question,
                shared=None if run.args.share is None else tuple(dict.fromkeys(run.args.share)),
            )
        )
        _tell_shut(session, agencies)
        return done


def run_chase(run: Run) -> int:
    """Record how an agency was chased; its clock is not touched."""
    from mashdesk.domain import commands as c

    args = run.args
    note = run.words(args.note)
    with run.session() as session:
        request = request_of(session.open(args.reference), args.agency)
        at = {"request": request.id, "version": session.version(request.version)}
        done = session.act(c.Chase(**at, channel=args.channel, person=args.person, note=note))
        _tell_shut(session, (request.agency,))
        return done


def _tell_shut(session: Session, codes: tuple[str, ...]) -> None:
    """Whom nobody will reach now, and when again; the clocks run all the same."""
    now = session.desk.clock.now()
    for agency in session.desk.agencies():
        if agency.code in codes and (shut := agency.shut(now)):
            session.run.console.remark(f"mashdesk: {agency.name} is {shut}. Its clock runs on.")


def run_answer(run: Run) -> int:
    """Record an answer on an agency's behalf; or send one's own agency's."""
    with run.session() as session:
        if session.actor.role is Role.PRACTITIONER:
            return session.act(_own_answer(session))
        return session.act(_recorded(session))


def _recorded(session: Session) -> c.RecordAnswer:
    from mashdesk.domain import commands as c

    run, args = session.run, session.run.args
    if args.agency is None or args.answer is None:
        raise Invalid(Problem("answer", "needs the agency and the kind of its answer"))
    if args.file or args.part:
        raise Invalid(Problem("answer", "takes --from and --part from a practitioner alone"))
    request = request_of(session.open(args.reference), args.agency)
    return c.RecordAnswer(
        request=request.id,
        version=session.version(request.version),
        answer=_kind(args.answer),
        words=run.words(args.words),
        declined=args.declined,
        channel=args.channel,
        person=args.person,
        sharing=args.sharing,
        view=args.view,
        searched=args.searched,
    )


def _own_answer(session: Session) -> c.SendAnswer:
    """A practitioner's: a file with everything, or a kind with one passage."""
    from mashdesk.cli.answer_json import read_answer
    from mashdesk.cli.intake import read_given
    from mashdesk.cli.partners import own_request
    from mashdesk.domain import commands as c

    run, args = session.run, session.run.args
    row = own_request(session, args.reference).row
    version = session.version(row.version)
    if args.file:
        return read_answer(read_given(run, args.file), row.request, version)
    if args.agency is None or args.answer is not None:
        words = "needs its kind alone: you answer for your own agency; or --from FILE"
        raise Invalid(Problem("answer", words))
    words = run.words(args.words)
    return c.SendAnswer(
        request=row.request,
        version=version,
        answer=_kind(args.agency),
        declined=args.declined,
        reason=run.words(args.reason),
        view=args.view,
        passages=(Passage(words, args.sharing),) if words.strip() else (),
        partial=args.part,
    )


def _kind(said: str) -> AnswerKind:
    try:
        return read_code(AnswerKind, said)
    except ValueError as error:
        raise Invalid(Problem("answer", str(error))) from None


def run_withdraw(run: Run) -> int:
    """Withdraw a request, with the reason the agency is told."""
    from mashdesk.domain import commands as c

    return _act(run, c.Withdraw, reason=run.words(run.args.reason))


def run_insist(run: Run) -> int:
    """Ask an agency that declined once more, with the reason it reads."""
    from mashdesk.domain import commands as c

    return _act(run, c.Insist, reason=run.words(run.args.reason))


def _on_request(commands: Subcommands, name: str, run: Any, help_: str) -> argparse.ArgumentParser:
    parser = on_referral(command(commands, name, run, help_))
    parser.add_argument("agency", metavar="AGENCY", help="the agency's code or name")
    return parser


def _heard(parser: argparse.ArgumentParser, required: bool) -> None:
    parser.add_argument(
        "--channel", type=code(Channel), required=required, metavar="HOW", help=codes_help(Channel)
    )
    parser.add_argument(
        "--person", default="", required=required, metavar="NAME", help="who was spoken to"
    )


def _act(run: Run, kind: type[c.OnRequest], **values: Any) -> int:
    with run.session() as session:
        request = request_of(session.open(run.args.reference), run.args.agency)
        version = session.version(request.version)
        return session.act(kind(request=request.id, version=version, **values))


def _named(session: Session, said: list[str]) -> tuple[str, ...]:
    roster = session.desk.agencies()
    codes = {agency.code.casefold(): agency.code for agency in roster}
    names = {agency.name.casefold(): agency.code for agency in roster}
    found = []
    for word in said:
        wanted = word.strip().casefold()
        agency = codes.get(wanted) or names.get(wanted)
        if agency is None:
            hint = did_you_mean(word.upper(), [agency.code for agency in roster])
            raise NotFound(f"There is no agency {word!r} on the roster.", hint.capitalize() + ".")
        found.append(agency)
    return tuple(dict.fromkeys(found))


def _by_default(session: Session, view: ReferralView) -> tuple[str, ...]:
    if view.rating is None:
        raise NotNow(f"{view.reference} is not rated yet.", "Rate it first, or name the agencies.")
    asked = {request.agency for request in view.requests if request.due_at is not None}
    agencies = tuple(
        agency.code
        for agency in session.desk.agencies()
        if view.rating in agency.asked_at and agency.code not in asked
    )
    if not agencies:
        raise NotNow(
            f"The roster asks nobody more by itself at {view.rating.value}.",
            "Name the agencies to ask.",
        )
    return agencies
