"""`parkloop symbiosis`: exchanges between the tenants of a park. Commands stand in own modules."""

from __future__ import annotations

import click

from parkloop.cli.common import SpeakingGroup


@click.group("symbiosis", cls=SpeakingGroup)
def symbiosis() -> None:
    """Find exchanges between enterprises, choose the best network, share the gain."""
