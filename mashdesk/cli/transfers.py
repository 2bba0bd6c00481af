"""`mashdesk transfer-out`, `transfer-in`, `transfer-reply` and `transfer-ack`: between two hubs."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from mashdesk.cli import wording
from mashdesk.cli.layout import counted, heading, named, paragraph
from mashdesk.cli.options import Subcommands, code, codes_help, command, on_referral
from mashdesk.cli.session import Run, Session, read_password
from mashdesk.cli.shape import envelope
from mashdesk.domain.contact import Channel
from mashdesk.domain.errors import Refused, Trouble

if TYPE_CHECKING:
    from mashdesk.desk.outcome import Outcome
    from mashdesk.domain.transfer import History
    from mashdesk.store.views import ReferralView

_KNOWN_TO_BOTH = "a file whose first line is the passphrase both hubs know; asked for if left out"


def register(commands: Subcommands) -> None:
    """Add the commands."""
    out = on_referral(
        command(
            commands, "transfer-out", run_out, "make the hand-over file for another hub",
            "Make the hand-over file of a referral decided as transferred: the contact and its"
            " history, sealed under a passphrase. What is for the decision maker only stays here."
            " Until the other hub acknowledges it, the referral cannot be closed.",
        )
    )  # fmt: skip
    out.add_argument("--hub", required=True, metavar="NAME", help="the hub it is for")
    _file(out, "--to", "a new file, for you alone")
    take = command(
        commands, "transfer-in", run_in, "take another hub's hand-over file in",
        "Take another hub's hand-over file in as a referral, with its history. The same file twice"
        " is refused, naming what it became.",
    )  # fmt: skip
    take.add_argument("file", type=Path, metavar="FILE", help="the hand-over file")
    take.add_argument(
        "--reply-to", type=Path, metavar="FILE", help="write the acknowledgement to this new file"
    )
    _passphrase(take)
    reply = on_referral(
        command(commands, "transfer-reply", run_reply, "make the acknowledgement for that hub")
    )
    _file(reply, "--to", "a new file, for you alone")
    ack = command(
        commands, "transfer-ack", run_ack, "record that another hub acknowledged a transfer",
        "Take in another hub's acknowledgement file; or, of a referral, record who there told you"
        " that they have it.",
    )  # fmt: skip
    ack.add_argument("what", metavar="FILE|REF", help="the acknowledgement, or the referral")
    ack.add_argument("--told-by", default="", metavar="PERSON", help="who said so, without a file")
    ack.add_argument("--channel", type=code(Channel), metavar="HOW", help=codes_help(Channel))
    ack.add_argument("--theirs", default="", metavar="REF", help="their reference")
    ack.add_argument("--words", default="", metavar="TEXT", help="what they said; “-” reads it")
    _passphrase(ack)


def _file(parser: argparse.ArgumentParser, name: str, help_: str) -> None:
    parser.add_argument(name, required=True, type=Path, dest="file", metavar="FILE", help=help_)
    _passphrase(parser)


def _passphrase(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--passphrase-file", type=Path, metavar="FILE", help=_KNOWN_TO_BOTH)


def _given(run: Run, *, new: bool) -> str:
    """The passphrase; a new one that is typed is typed twice."""
    if run.args.passphrase_file is not None:
        return read_password(run.args.passphrase_file, run.console)
    first = run.console.ask_password("Passphrase of the file", "--passphrase-file")
    if new and run.console.ask_password("The same again", "--passphrase-file") != first:
        raise Refused("The two are not the same.", "Type it again; nothing was done.")
    return first


def run_out(run: Run) -> int:
    """Make a hand-over file."""
    passphrase = _given(run, new=True)
    with run.session() as session:
        view = _as_read(session)
        file, hub = run.args.file, run.args.hub
        outcome = session.desk.transfers.hand_over(session.actor, view, hub, file, passphrase)
        return _said(run, session.desk.clock.now(), outcome, file)


def _as_read(session: Session) -> ReferralView:
    """The record, at the version that was asked for."""
    view = session.open(session.run.args.reference)
    return replace(view, version=session.version(view.version))


def run_in(run: Run) -> int:
    """Take a hand-over file in, and acknowledge it if asked to."""
    passphrase = _given(run, new=False)
    with run.session() as session:
        desk, actor = session.desk, session.actor
        outcome = desk.transfers.take_in(actor, run.args.file, passphrase)
        reply = run.args.reply_to
        if reply is not None and outcome.referral is not None:
            view = desk.open(actor, outcome.referral)
            try:
                desk.transfers.reply(actor, view, reply, passphrase)
            except (Refused, Trouble):
                # It is taken in all the same, and whoever did it is to know as what.
                _said(run, desk.clock.now(), outcome, None)
                raise
        return _said(run, desk.clock.now(), outcome, reply)


def run_reply(run: Run) -> int:
    """Make the acknowledgement of a referral that came by file."""
    passphrase = _given(run, new=False)
    with run.session() as session:
        view, file = _as_read(session), run.args.file
        outcome = session.desk.transfers.reply(session.actor, view, file, passphrase)
        return _said(run, session.desk.clock.now(), outcome, file)


def run_ack(run: Run) -> int:
    """Take an acknowledgement in, or record it by word of a person."""
    from mashdesk.domain import commands as c

    args = run.args
    if args.told_by:
        if args.passphrase_file is not None:
            raise Refused(
                "A passphrase is for a file, and --told-by for what somebody said.",
                "Give the one or the other; nothing was recorded.",
            )
        with run.session() as session:
            view = session.open(args.what)
            return session.act(
                c.AcknowledgeTransfer(
                    **session.at(view),
                    person=args.told_by,
                    reference=args.theirs,
                    channel=args.channel,
                    words=run.words(args.words),
                )
            )
    if args.channel is not None or args.theirs or args.words:
        raise Refused(
            "--channel, --theirs and --words are for what somebody said, and a file says its own.",
            "Give --told-by PERSON with the referral, or the file alone; nothing was recorded.",
        )
    passphrase = _given(run, new=False)
    with run.session() as session:
        outcome = session.desk.transfers.acknowledged(session.actor, Path(args.what), passphrase)
        return _said(run, session.desk.clock.now(), outcome, None)


def _said(run: Run, now: object, outcome: Outcome, file: Path | None) -> int:
    if run.json:
        run.console.json(envelope("outcome", now, outcome=outcome, file=file))  # type: ignore[arg-type]
    else:
        written = f" Written to {file}." if file is not None else ""
        run.console.say(f"{outcome.message}{written}")
    return 0


def record_lines(view: ReferralView) -> Iterator[str]:
    """Where it was handed over to, and where it came from with what history."""
    if view.sent:
        yield from heading("Handed over")
    for one in view.sent:
        answer = "not acknowledged yet"
        if one.acknowledged_at is not None:
            theirs = f" as {one.reference}" if one.reference else ""
            answer = f"acknowledged {wording.when(one.acknowledged_at)} by {one.person}{theirs}"
        yield f"{one.to_hub}, {wording.when(one.made_at)} by {one.made_by}: {answer}"
    if view.arrived is not None:
        from mashdesk.domain.arrival import arrival_lines

        replied = wording.when(view.arrived.replied_at) or "not made yet"
        yield from heading(f"From {view.arrived.hub}: {view.arrived.reference}")
        yield f"acknowledgement: {replied}"
        for said in arrival_lines(view.arrived.histories, view.arrived.taken_in_at):
            yield from paragraph(said)
        if not view.arrived.histories:
            yield "Its history cannot be read; have the store checked with `mashdesk doctor`."
        for history in view.arrived.histories:
            yield from _history(history)


def _history(history: History) -> Iterator[str]:
    yield from heading(f"History at {history.hub}: {history.reference}")
    decision = history.decision
    yield from named(
        [
            ("received", wording.when(history.received_at)),
            ("rating", history.rating.value if history.rating else "unrated"),
            ("decided", decision.outcome.label if decision else ""),
            ("rationale", decision.rationale if decision else ""),
            ("child's voice", decision.voice if decision else ""),
        ]
    )
    from mashdesk.domain.people_there import there

    for other in history.others:
        received = wording.when(other.received_at)
        yield from paragraph(f"{received}  another contact, {there(other.title)}")
        if other.words:
            yield from paragraph(other.words, "    ")
    agencies = {one.agency: one.agency_name for one in history.requests}
    for clock in history.rounds:
        whose = f"{agencies.get(clock.agency, clock.agency)}, " if clock.agency else ""
        end = f"missed {wording.when(clock.missed_at)}" if clock.missed_at else clock.state
        due = wording.when(clock.due_at)
        yield f"{whose}clock for {clock.clock.waits_for}, round {clock.number}: due {due}; {end}"
    for request in history.requests:
        said = counted(len(request.answers), "answer")
        yield f"{request.agency_name}: {request.state.label}, {said}"
        for answer in request.answers:
            yield from paragraph(answer.kind.label, "  ")
            for passage in answer.passages:
                yield from paragraph(f"{passage.words} ({passage.sharing.label})", "    ")
            if answer.stayed:
                yield f"    {answer.stayed}"
    for event in history.events:
        yield f"{wording.when(event.at)}  {there(event.title)} {event.by}"
        if event.text:
            yield from paragraph(event.text, "    ")
