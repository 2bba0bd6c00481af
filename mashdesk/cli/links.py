"""`mashdesk links`, `network`: what a record is tied to, and on from there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from mashdesk.cli import wording
from mashdesk.cli.known_lines import unrecognised_lines
from mashdesk.cli.layout import counted, paragraph, table
from mashdesk.cli.options import Subcommands, command, on_referral
from mashdesk.cli.session import Run, Session
from mashdesk.cli.shape import envelope
from mashdesk.domain.problems import Invalid, Problem
from mashdesk.store.views.links import Node, NodeKind

if TYPE_CHECKING:
    from mashdesk.store.views.links import LinksView, Neighbour, NetworkView


def register(commands: Subcommands) -> None:
    """Add the commands."""
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


def run_links(run: Run) -> int:
    """Open the record, which is audited, and print what it is linked to."""
    with run.session() as session:
        view = session.open(run.args.reference)
        found = session.desk.history.links(session.actor, view.id)
        asked = session.desk.known.open_questions(session.actor, view.id)
        if run.json:
            now = session.desk.clock.now()
            run.console.json(envelope("links", now, links=found, look_alikes=asked))
            return 0
    # Who may be known elsewhere is a link that nobody has said yes to.
    for line in (*unrecognised_lines(asked, view.reference), *links_lines(found)):
        run.console.say(line)
    return 0


def links_lines(found: LinksView) -> Iterator[str]:
    """Each linked referral with every path to it."""
    yield counted(len(found.links), "linked referral")
    for one in found.links:
        rating = wording.rating_word(one.rating)
        family = "  (of the family)" if one.family else ""
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
    rows = [(_kind(one), one.label, one.how, _walks(one)) for one in view.neighbours]
    if rows:
        yield from table(("what", "which", "how", "node"), rows, (0, 50, 40, 0))
    else:
        yield "Nothing is tied to it."
    if view.more:
        yield "There is more than is listed."


def _kind(one: Neighbour) -> str:
    return "associate" if one.associate else one.node.kind.value


def _walks(one: Neighbour) -> str:
    node = one.node
    if one.reference:
        return one.reference
    return f"{node.kind.value}:{node.key or node.id}"
