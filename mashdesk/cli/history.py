"""`mashdesk search`, `history`, `consider`: what is known beside one record, and weighing it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from mashdesk.cli import wording
from mashdesk.cli.known_lines import unrecognised_lines
from mashdesk.cli.layout import counted, heading, named, paragraph
from mashdesk.cli.options import Subcommands, command, on_referral, whole_number
from mashdesk.cli.session import Run, Session
from mashdesk.cli.shape import envelope
from mashdesk.domain.calendar import london_day
from mashdesk.domain.errors import NotFound, NotNow

if TYPE_CHECKING:
    from mashdesk.store.views.history import FamilyView, ToldView
    from mashdesk.store.views.searching import Hit, SearchView


def register(commands: Subcommands) -> None:
    """Add the commands."""
    search = command(
        commands, "search", run_search, "search every word of the records, the newest first",
        "Finds what has all the words; the last may be the beginning of one. What you may not see"
        " is neither found nor counted. The search is audited, its words as a digest alone.",
    )  # fmt: skip
    search.add_argument("words", nargs="+", metavar="WORDS", help="what to look for")
    search.add_argument("--before", type=whole_number, metavar="HIT", help="older than this hit")
    search.add_argument("--limit", type=whole_number, default=50, metavar="N", help="at most (50)")
    on_referral(
        command(
            commands, "history", run_history,
            "contacts of the child, siblings and household, and whether they were considered",
        ),
        version=False,
    )  # fmt: skip
    consider = on_referral(
        command(commands, "consider", run_consider, "record that other referrals were weighed")
    )
    consider.add_argument(
        "--others", action="extend", nargs="+", metavar="REF",
        help="the referrals weighed; left out: those of the family that nobody considered yet and"
        " that you were shown, such as by `history`",
    )  # fmt: skip
    consider.add_argument(
        "--words", required=True, metavar="TEXT", help="what they say; “-” reads it from input"
    )


def run_search(run: Run) -> int:
    """Search, and print what was found."""
    args = run.args
    with run.session() as session:
        words = " ".join(run.words(word) for word in args.words)
        view = session.desk.history.search(session.actor, words, args.before, args.limit)
        if run.json:
            run.console.json(envelope("search", session.desk.clock.now(), search=view))
            return 0
    for line in search_lines(view):
        run.console.say(line)
    return 0


def search_lines(view: SearchView) -> Iterator[str]:
    """How much was found, and a line or two for each."""
    if not view.count:
        yield "Nothing you may read has these words."
        return
    more = "more than " if view.more_than_counted else ""
    yield f"found {more}{counted(view.count, 'passage')}, the newest first"
    for hit in view.hits:
        yield from _hit(hit)
    if view.more and view.hits:
        yield f"There are older ones: --before {view.hits[-1].key}"


def _hit(hit: Hit) -> list[str]:
    return [
        f"{hit.reference}  {hit.child}  {hit.kind}  {wording.when(hit.at)}",
        *paragraph(hit.excerpt, "    "),
    ]


def run_history(run: Run) -> int:
    """Open the history, which is audited, and print the family's contacts."""
    with run.session() as session:
        desk, actor = session.desk, session.actor
        referral = desk.find(actor, run.args.reference)
        before = desk.history.open(actor, referral)
        view = before.family
        asked = desk.known.open_questions(actor, referral)
        if run.json:
            now = desk.clock.now()
            run.console.json(
                envelope("history", now, family=view, told_elsewhere=before.told, look_alikes=asked)
            )
            return 0
    unknown = unrecognised_lines(asked, run.args.reference)
    for line in (*unknown, *family_lines(view), *told_lines(before.told)):
        run.console.say(line)
    return 0


def family_lines(view: FamilyView) -> Iterator[str]:
    """Each contact, who ties it to this record, and whether it was considered."""
    since = wording.day(london_day(view.since))
    number = counted(len(view.contacts), "other contact")
    yield f"{number} of the child, siblings and household since {since}; {view.waiting} to consider"
    for one in view.contacts:
        rating = wording.rating_word(one.rating)
        outcome = one.outcome.label if one.outcome else one.state.label
        yield f"{one.reference}  {wording.when(one.received_at)}  {rating}  {outcome}"
        weighed = one.considered
        yield from named(
            [
                ("of", "; ".join(one.ties)),
                ("from", one.source.label),
                ("reasons", ", ".join(reason.label for reason in one.reasons)),
                (
                    "considered",
                    f"by {weighed.by}, {wording.when(weighed.at)}: {weighed.words}"
                    if weighed
                    else "not yet",
                ),
            ],
            "  ",
        )


def told_lines(told: Sequence[ToldView]) -> Iterator[str]:
    """What each earlier hub told of the family, and what weighing it there found: it stands in no
    record here.
    """
    if not told:
        return
    from mashdesk.domain.people_there import there

    for view in told:
        yield from heading(f"At {view.hub}, as {view.reference}")
        yield from paragraph(view.line)
        for one in view.family.contacts:
            yield from paragraph(f"{wording.when(one.received_at)}  {there(one.title)}")
            if one.words:
                yield from paragraph(one.words, "    ")


def _family_read(run: Run, session: Session, referral: int) -> tuple[int, ...]:
    """The contacts of the family that wait to be considered and that this account has read of; of
    what came since it is said that it is left out.
    """
    desk, actor = session.desk, session.actor
    family = desk.history.family(actor, referral)
    waiting = {one.referral: one.reference for one in family.contacts if one.considered is None}
    read = desk.history.shown(actor, waiting.keys())
    unread = ", ".join(reference for one, reference in waiting.items() if one not in read)
    look = f"Read of it first: `mashdesk history {run.args.reference}`."
    if not waiting:
        raise NotFound(
            "There is no other contact of the family that nobody considered.",
            "Name the referrals with --others.",
        )
    if not read:
        raise NotNow(f"You have not been shown what waits to be considered: {unread}.", look)
    if unread:
        run.console.remark(f"mashdesk: not recorded as weighed, for you were not shown: {unread}.")
        run.console.remark(look)
    return tuple(one for one in waiting if one in read)


def run_consider(run: Run) -> int:
    """Record that other referrals were weighed in this one."""
    from mashdesk.domain.commands import ConsiderHistory

    with run.session() as session:
        desk, actor, view = session.desk, session.actor, session.open(run.args.reference)
        if run.args.others:
            others = tuple(desk.find(actor, reference) for reference in run.args.others)
        else:
            others = _family_read(run, session, view.id)
        return session.act(
            ConsiderHistory(
                **session.at(view),
                others=others,
                words=run.words(run.args.words),
            )
        )
