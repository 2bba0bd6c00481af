"""Where the desk starts: the environment is settled first, then Textual is loaded, then it runs."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from mashdesk.tui.terminal import fault_notice, keep_faults_quiet, prepare_environment

if TYPE_CHECKING:
    from mashdesk.settings import Settings
    from mashdesk.tui.opening import Opening


def run_desk(settings: Settings, opening: Opening) -> int:
    """Run the desk until it is left; gives the exit code. A first start sets the hub up."""
    return _run(settings, opening, training=False)


def run_training(settings: Settings, opening: Opening) -> int:
    """Run the training hub until it is left; gives the exit code."""
    return _run(settings, opening, training=True)


def _run(settings: Settings, opening: Opening, *, training: bool) -> int:
    prepare_environment()
    keep_faults_quiet()
    try:
        from mashdesk.tui.desk_app import DeskApp
        from mashdesk.tui.pasting import guard_pastes

        guard_pastes()
        app = DeskApp(settings, opening, training=training)
    except Exception as error:
        sys.stderr.write(fault_notice(error))
        return 70
    try:
        app.run()
    except Exception as error:
        app.fault = error
        app.guard.restore()
    finally:
        app.guard.left()
    if app.fault is not None:
        sys.stderr.write(fault_notice(app.fault))
        return 70
    return app.return_code or 0
