"""`mashdesk search`, `history`, `consider`, `chronology`, `links`, `network`: what is known beside
one record.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from mashdesk.cli import wording
from mashdesk.cli.layout import counted, named, paragraph, table
from mashdesk.cli.options import Subcommands, code, codes_help, command, on_referral, whole_number
from mashdesk.cli.session import Run, Session
from mashdesk.cli.shape import envelope
from mashdesk.domain.calendar import london_day
from mashdesk.domain.errors import NotFound
from mashdesk.domain.problems import Invalid, Problem
from mashdesk.store.views.chronology import ChronologyFilter, ChronologyForm, EntryKind
from mashdesk.store.views.links import Node, NodeKind

if TYPE_CHECKING:
    from mashdesk.store.views.history import FamilyView
    from mashdesk.store.views.links import LinksView, Neighbour, NetworkView
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
        "--others", nargs="+", metavar="REF",
        help="the referrals weighed; left out: all of the family that nobody considered yet",
    )  # fmt: skip
    consider.add_argument(
        "--words", required=True, metavar="TEXT", help="what they say; “-” reads it from input"
    )
    _register_chronology(commands)
    on_referral(
        command(commands, "links", run_links, "other referrals that share somebody or something"),
        version=False,
    )
    network = command(
        commands, "network", run_network, "one step of the network from a referral, person or thing"
    )
    network.add_argument(
        "node", metavar="NODE",
        help="a referral, or as the answer names them: child:12, adult:7, address:KEY, phone:KEY,"
        " vehicle:KEY, school:KEY",
    )  # fmt: skip


def _register_chronology(commands: Subcommands) -> None:
    parser = command(
        commands, "chronology", run_chronology,
        "one chronology of a child or household over all contacts, with its sources",
    )  # fmt: skip
    whose = parser.add_mutually_exclusive_group(required=True)
    whose.add_argument("reference", nargs="?", metavar="REF", help="of a referral's children")
    whose.add_argument("--household", metavar="REF", help="of everybody in its household")
    whose.add_argument(
        "--individual", type=whole_number, metavar="N", help="of somebody known, by number"
    )
    parser.add_argument(
        "--kind", nargs="+", type=code(EntryKind), default=[], metavar="KIND",
        help=codes_help(EntryKind),
    )  # fmt: skip
    parser.add_argument("--agency", default="", metavar="CODE", help="what this agency told")
    parser.add_argument("--text", default="", metavar="WORDS", help="with all these words")
    parser.add_argument(
        "--format", type=code(ChronologyForm), default=ChronologyForm.TEXT, metavar="FORMAT",
        help="text (the default), md, csv or json",
    )  # fmt: skip


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
    if view.more:
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
        view = desk.history.open(actor, desk.find(actor, run.args.reference)).family
        if run.json:
            run.console.json(envelope("history", desk.clock.now(), family=view))
            return 0
    for line in family_lines(view):
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


def run_consider(run: Run) -> int:
    """Record that other referrals were weighed in this one."""
    from mashdesk.domain.commands import ConsiderHistory

    with run.session() as session:
        desk, actor, view = session.desk, session.actor, session.open(run.args.reference)
        if run.args.others:
            others = tuple(desk.find(actor, reference) for reference in run.args.others)
        else:
            family = desk.history.open(actor, view.id).family
            others = tuple(one.referral for one in family.contacts if one.considered is None)
            if not others:
                raise NotFound(
                    "There is no other contact of the family that nobody considered.",
                    "Name the referrals with --others.",
                )
        return session.act(
            ConsiderHistory(
                referral=view.id,
                version=session.version(view.version),
                others=others,
                words=run.words(run.args.words),
            )
        )


def run_chronology(run: Run) -> int:
    """Print a chronology; reading it is audited."""
    from mashdesk.desk.chronology_file import written

    args = run.args
    wanted = ChronologyFilter(tuple(args.kind), args.agency, args.text)
    with run.session() as session:
        desk, actor = session.desk, session.actor
        whose = _whose(session)
        view = desk.history.chronology(actor, **whose, wanted=wanted)
        form = ChronologyForm.JSON if run.json else args.format
        text = written(view, form, desk.clock.now())
    run.console.say(text.rstrip("\n").replace("\r\n", "\n"))
    return 0


def _whose(session: Session) -> dict[str, int]:
    args = session.run.args
    if args.individual is not None:
        return {"individual": args.individual}
    which = "household" if args.household else "referral"
    return {which: session.desk.find(session.actor, args.household or args.reference)}


def run_links(run: Run) -> int:
    """Open the record, which is audited, and print what it is linked to."""
    with run.session() as session:
        view = session.open(run.args.reference)
        found = session.desk.history.links(session.actor, view.id)
        if run.json:
            run.console.json(envelope("links", session.desk.clock.now(), links=found))
            return 0
    for line in links_lines(found):
        run.console.say(line)
    return 0


def links_lines(found: LinksView) -> Iterator[str]:
    """Each linked referral with every path to it."""
    yield counted(len(found.links), "linked referral")
    for one in found.links:
        rating = wording.rating_word(one.rating)
        family = "  (a child of this record is in it)" if one.family else ""
        yield f"{one.reference}  {one.child}  {wording.when(one.received_at)}  {rating}{family}"
        for path in one.paths:
            yield from paragraph(path, "    ")
    for crowd in found.crowds:
        yield f"{crowd.what}: more than {crowd.more_than} other referrals, not listed"


def run_network(run: Run) -> int:
    """Print one step of the network."""
    with run.session() as session:
        desk, actor = session.desk, session.actor
        view = desk.history.network(actor, _node(session, run.args.node))
        if run.json:
            run.console.json(envelope("network", desk.clock.now(), network=view))
            return 0
    for line in network_lines(view):
        run.console.say(line)
    return 0


def _node(session: Session, said: str) -> Node:
    kind, colon, of = said.partition(":")
    if not colon:
        return Node(NodeKind.REFERRAL, session.desk.find(session.actor, said))
    if kind not in set(NodeKind) - {NodeKind.REFERRAL}:
        known = ", ".join(one.value for one in NodeKind if one is not NodeKind.REFERRAL)
        raise Invalid(Problem("node", f"is a reference, or one of {known} with “:” and which one"))
    if NodeKind(kind).thing is not None:
        return Node(NodeKind(kind), key=of)
    if not (of.isascii() and of.isdigit() and len(of) <= 9):
        raise Invalid(Problem("node", "a person is named by number, such as child:12"))
    return Node(NodeKind(kind), int(of))


def network_lines(view: NetworkView) -> Iterator[str]:
    """Where one stands, and each neighbour with the name that walks there."""
    yield f"{view.node.kind.value} {view.label}"
    rows = [(one.node.kind.value, one.label, one.how, _walks(one)) for one in view.neighbours]
    if rows:
        yield from table(("what", "which", "how", "node"), rows, (0, 50, 40, 0))
    else:
        yield "Nothing is tied to it."
    if view.more:
        yield "There is more than is listed."


def _walks(one: Neighbour) -> str:
    node = one.node
    if node.kind is NodeKind.REFERRAL:
        return one.label.split(",")[0]
    return f"{node.kind.value}:{node.key or node.id}"
