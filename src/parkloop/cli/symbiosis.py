"""`parkloop symbiosis`: exchanges between the tenants of a park. Commands stand in own modules."""

from __future__ import annotations

import click

from parkloop.cli.common import SpeakingGroup
from parkloop.cli.symbiosis_heat import heat_network_command
from parkloop.cli.symbiosis_match import match
from parkloop.cli.symbiosis_network import front, optimise, shares, stress
from parkloop.cli.symbiosis_targets import pinch, water


@click.group("symbiosis", cls=SpeakingGroup)
def symbiosis() -> None:
    """Find exchanges between enterprises, choose the best network, share the gain."""


for command in (front, heat_network_command, match, optimise, pinch, shares, stress, water):
    symbiosis.add_command(command)
