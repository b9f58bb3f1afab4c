"""Ids that messages quote are called by their names; nothing else of a message is touched."""

from parkloop.demo.zone import demo_park
from parkloop.io.catalog_files import load_catalog
from parkloop.reports.naming import by_name, names_of
from parkloop.texts import Text


def test_places_and_streams_are_called_by_their_names():
    park, catalog = demo_park(), load_catalog()
    node = park.node("a-treatment")
    names = names_of(park, catalog)
    said = by_name(
        Text(f"“{node.id}” thiếu “diesel”, “lạ”.", f"“{node.id}” lacks “diesel”, “strange”."), names
    )
    diesel = catalog.streams["diesel"].name
    assert said.vi == f"“{node.name.vi}” thiếu “{diesel.vi}”, “lạ”."
    assert said.en == f"“{node.name.en}” lacks “{diesel.en}”, “strange”."


def test_an_id_without_quotation_marks_stays():
    names = {"diesel": Text("Dầu", "Gas oil")}
    assert by_name(Text("diesel", "diesel"), names) == Text("diesel", "diesel")
