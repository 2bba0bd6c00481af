"""People known to the hub: who may be meant, who somebody is, who is the same as whom."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import TYPE_CHECKING

from mashdesk.cli.known_lines import (
    candidate_lines,
    household_lines,
    individual_lines,
    question_lines,
    unrecognised_lines,
)
from mashdesk.cli.options import (
    Subcommands,
    a_date,
    code,
    codes_help,
    command,
    give_reason,
    on_referral,
    whole_number,
)
from mashdesk.cli.session import Run
from mashdesk.cli.shape import envelope
from mashdesk.domain.people import MentionKind, RelationshipKind, Verdict
from mashdesk.domain.problems import Invalid, Problem

if TYPE_CHECKING:
    from mashdesk.desk.outcome import Outcome

_VERDICTS = (
    ("same", Verdict.SAME, "say that two known people are the same person"),
    ("different", Verdict.DIFFERENT, "say that two known people are different people"),
    ("unsure", Verdict.UNSURE, "say that it is not sure yet whether two are the same"),
)


def register(commands: Subcommands) -> None:
    """Add the commands."""
    who = command(commands, "who", run_who, "look for a known person, with the reasons")
    who.add_argument("name", nargs="*", metavar="NAME", help="given and family name, in any order")
    who.add_argument("--born", type=a_date, metavar="DATE", help="date of birth, 2019-05-04")
    who.add_argument("--expected", type=a_date, metavar="DATE", help="of an unborn child: when")
    who.add_argument("--known-as", default="", metavar="NAME")
    who.add_argument("--nhs-number", default="", metavar="NUMBER")
    who.add_argument("--upn", default="", metavar="NUMBER", help="unique pupil number")
    who.add_argument("--address", default="", metavar="TEXT")
    who.add_argument("--phone", default="", metavar="NUMBER")
    who.add_argument("--vehicle", default="", metavar="PLATE")
    who.add_argument("--school", default="", metavar="NAME", help="with a name or a date of birth")
    who.add_argument("--limit", type=whole_number, default=10, metavar="N")
    shown = command(commands, "individual", run_individual, "one known person, with all referrals")
    _number(shown, "individual", "their number, from `who` or `show`")
    shown.add_argument(
        "--beside", type=whole_number, metavar="NUMBER",
        help="somebody else too, each by their own words though they were judged the same",
    )  # fmt: skip
    home = command(
        commands, "household", run_household,
        "who lives together with a record's children or a known person, since and until when",
    )  # fmt: skip
    home.add_argument("whose", metavar="REF|NUMBER", help="a record, or somebody by their number")
    alike = command(
        commands, "look-alikes", run_look_alikes,
        "people of a record who look like somebody known and are not judged yet",
    )  # fmt: skip
    on_referral(alike, version=False)
    for name, verdict, help_ in _VERDICTS:
        judged = command(commands, name, _judge(verdict), help_)
        _number(judged, "one", "the number of one of them")
        _number(judged, "other", "the number of the other")
        give_reason(judged)
        judged.add_argument(
            "--despite", action="store_true", help="confirms it, though something speaks against it"
        )
    undo = command(commands, "undo-judgement", run_undo, "take back what was said of two people")
    _number(undo, "judgement", "its number, from `individual` or as it was said")
    give_reason(undo)
    _register_told(commands)


def _register_told(commands: Subcommands) -> None:
    mention = command(commands, "mention", run_mention, "add a person or thing to a record")
    on_referral(mention, version=False)
    mention.add_argument(
        "kind", type=code(MentionKind), metavar="KIND", help=codes_help(MentionKind)
    )
    mention.add_argument("value", nargs="*", metavar="WORDS", help="a person's name, or the thing")
    mention.add_argument(
        "--individual", type=whole_number, metavar="N", help="whom it is, or whose it is, if known"
    )
    mention.add_argument("--role", default="", metavar="TEXT", help="what they are to the children")
    mention.add_argument("--known-as", default="", metavar="NAME")
    mention.add_argument("--born", type=a_date, metavar="DATE")
    mention.add_argument("--note", default="", metavar="TEXT", help="“-” reads it from input")
    relate = command(commands, "relate", run_relate, "record how two known people are tied")
    on_referral(relate, version=False)
    _number(relate, "one", "the number of the one who is the ... of the other")
    relate.add_argument(
        "kind", type=code(RelationshipKind), metavar="KIND", help=codes_help(RelationshipKind)
    )
    _number(relate, "other", "the number of the other")
    relate.add_argument("--words", default="", metavar="TEXT", help="“-” reads it from input")
    for parser in (mention, relate):
        parser.add_argument(
            "--answer", type=whole_number, metavar="N", help="the answer that tells it (see `show`)"
        )
        parser.add_argument("--since", type=a_date, metavar="DATE", help="since when it holds")
        parser.add_argument("--until", type=a_date, metavar="DATE", help="until when it held")
    ended = command(commands, "unrelate", run_unrelate, "record that a tie holds no more")
    _number(ended, "relationship", "its number, from `individual`")
    ended.add_argument("--until", type=a_date, metavar="DATE", help="until when it held")
    give_reason(ended)


def _number(parser: argparse.ArgumentParser, name: str, help_: str) -> None:
    parser.add_argument(name, type=whole_number, metavar="NUMBER", help=help_)


def run_who(run: Run) -> int:
    """Look for somebody by whatever is known of them."""
    from mashdesk.domain.particulars import Particulars

    args, (given, family) = run.args, names_in(run.args.name)
    asked = Particulars(
        given_name=given, family_name=family, known_as=args.known_as, born=args.born,
        expected=args.expected, nhs_number=args.nhs_number, upn=args.upn, address=args.address,
        phone=args.phone, vehicle=args.vehicle, school=args.school,
    )  # fmt: skip
    if asked == Particulars(school=args.school):
        said = "a school is that of many; add" if args.school else "is missing; give"
        raise Invalid(Problem("NAME", f"{said} a name, a date of birth, a number or an address"))
    with run.session() as session:
        found = session.desk.known.who(session.actor, asked, args.limit)
        now = session.desk.clock.now()
    if run.json:
        run.console.json(envelope("who", now, candidates=found))
        return 0
    for one in found:
        for line in candidate_lines(one):
            run.console.say(line)
    if not found:
        run.console.say("Nobody known looks like that. `mashdesk search WORDS` searches all words.")
    return 0


def run_individual(run: Run) -> int:
    """Somebody known, whole."""
    args = run.args
    with run.session() as session:
        now = session.desk.clock.now()
        if args.beside is not None:
            two = session.desk.known.two(session.actor, args.individual, args.beside)
            views = [two.one, two.other]
        else:
            views = [session.desk.known.individual(session.actor, args.individual)]
    if run.json:
        other = {"beside": views[1]} if len(views) > 1 else {}
        run.console.json(envelope("individual", now, individual=views[0], **other))
        return 0
    for view in views:
        for line in individual_lines(view):
            run.console.say(line)
    return 0


def run_household(run: Run) -> int:
    """Who lives together."""
    whose = run.args.whose.strip()
    with run.session() as session:
        known, now = session.desk.known, session.desk.clock.now()
        if whose.isascii() and whose.isdecimal():
            homes = known.individual(session.actor, _individual(whose)).households
        else:
            homes = known.households(session.actor, session.open(whose).id)
    if run.json:
        run.console.json(envelope("household", now, households=homes))
        return 0
    for home in homes:
        for line in household_lines(home):
            run.console.say(line)
    if not homes:
        run.console.say("No home of theirs is known, nor anybody who lives with them.")
    return 0


def _individual(said: str) -> int:
    try:
        return whole_number(said)
    except argparse.ArgumentTypeError as error:
        raise Invalid(Problem("REF|NUMBER", str(error))) from None


def run_look_alikes(run: Run) -> int:
    """What is still to be judged of a record's people."""
    with run.session() as session:
        record = session.open(run.args.reference)
        found = session.desk.known.open_questions(session.actor, record.id)
        now = session.desk.clock.now()
    if run.json:
        run.console.json(envelope("look_alikes", now, questions=found))
        return 0
    for one in found:
        for line in question_lines(one):
            run.console.say(line)
    if not found:
        run.console.say("Nobody of this record looks like somebody else who is known.")
    return 0


def _judge(verdict: Verdict) -> Callable[[Run], int]:
    def run_judge(run: Run) -> int:
        from mashdesk.domain.commands import JudgeIdentity

        args, reason = run.args, run.words(run.args.reason)
        said = JudgeIdentity(
            one=args.one, other=args.other, verdict=verdict, reason=reason, despite=args.despite
        )
        with run.session() as session:
            return session.act(said, _taken_back)

    return run_judge


def _taken_back(outcome: Outcome) -> str:
    return (
        f"It is judgement {outcome.judgement}: `mashdesk undo-judgement {outcome.judgement}"
        " --reason TEXT` takes it back."
    )


def run_undo(run: Run) -> int:
    """Take a judgement back."""
    from mashdesk.domain.commands import UndoJudgement

    reason = run.words(run.args.reason)
    with run.session() as session:
        return session.act(UndoJudgement(judgement=run.args.judgement, reason=reason))


def run_mention(run: Run) -> int:
    """Add somebody or something."""
    from mashdesk.domain.commands import AddMention

    args, note = run.args, run.words(run.args.note)
    person = args.kind.is_person
    given, family = names_in(args.value) if person else ("", "")
    with run.session() as session:
        record = session.open(args.reference)
        code = session.act(
            AddMention(
                referral=record.id, kind=args.kind, answer=args.answer,
                individual=args.individual, role=args.role, given_name=given, family_name=family,
                known_as=args.known_as, born=args.born,
                value="" if person else " ".join(args.value),
                since=args.since, until=args.until, note=note,
            )
        )  # fmt: skip
        # Whoever adds somebody learns there and then that they may be known.
        asked = session.desk.known.open_questions(session.actor, record.id) if person else ()
    for line in () if run.json else unrecognised_lines(asked, record.reference):
        run.console.say(line)
    return code


def run_relate(run: Run) -> int:
    """Record how two people are tied."""
    from mashdesk.domain.commands import RecordRelationship

    args, words = run.args, run.words(run.args.words)
    with run.session() as session:
        record = session.open(args.reference)
        return session.act(
            RecordRelationship(
                referral=record.id, one=args.one, kind=args.kind, other=args.other,
                answer=args.answer, since=args.since, until=args.until, words=words,
            )
        )  # fmt: skip


def run_unrelate(run: Run) -> int:
    """End a tie."""
    from mashdesk.domain.commands import EndRelationship

    args, reason = run.args, run.words(run.args.reason)
    with run.session() as session:
        return session.act(
            EndRelationship(relationship=args.relationship, reason=reason, until=args.until)
        )


def names_in(words: list[str]) -> tuple[str, str]:
    """A given and a family name from words: the last is the family name, if there are several. The
    desk finds people whichever way round it was.
    """
    parts = " ".join(words).split()
    return (" ".join(parts[:-1]), parts[-1]) if len(parts) > 1 else ("".join(parts), "")
