"""Where the desk starts: the environment is settled first, then Textual is loaded, then it runs."""

from __future__ import annotations

import logging
import sys
from typing import TYPE_CHECKING

from mashdesk.tui.terminal import fault_notice, fault_report, keep_faults_quiet, prepare_environment

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
        return _fell(error)
    try:
        app.run()
    except Exception as error:
        app.fault = error
        app.guard.restore()
    finally:
        app.guard.left()
    if app.fault is not None:
        return _fell(app.fault)
    return app.return_code or 0


def _fell(error: BaseException) -> int:
    """Note what stopped the desk where a maintainer looks for it, and tell whoever sat at it."""
    logging.getLogger("mashdesk").error("the desk had to stop: %s", fault_report(error))
    sys.stderr.write(fault_notice(error))
    return 70
