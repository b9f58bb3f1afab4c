"""Builds the fonts of the reports from the files their makers publish.

    python tools/fonts.py FOLDER_WITH_TTF

Needs fonttools and brotli, which nothing else here needs. VENDORED.md names the sources. Two things
are added to them, both within the Open Font License:

* figures of one width (OpenType feature `tnum`) in Be Vietnam Pro, so that columns align;
* one small font with the signs that Be Vietnam Pro lacks (arrows, Greek, Roman numerals, √, ⁻ …).

Hints for coarse screens are left out: they double the size of every self-contained report.
"""

import copy
import sys
import tempfile
from pathlib import Path

from fontTools.merge import Merger
from fontTools.otlLib.builder import buildLookup, buildSingleSubstSubtable
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables import otTables

ASSETS = Path(__file__).parents[1] / "src" / "parkloop" / "reports" / "assets"

TEXT_FONTS = {
    "BeVietnamPro_400Regular.ttf": "be-vietnam-pro-400.woff2",
    "BeVietnamPro_500Medium.ttf": "be-vietnam-pro-500.woff2",
    "BeVietnamPro_600SemiBold.ttf": "be-vietnam-pro-600.woff2",
}

SIGN_FONT = "parkloop-symbols.woff2"
SIGN_FAMILY = "Parkloop Symbols"
GREEK = "".join(chr(code) for code in range(0x391, 0x3CA) if code != 0x3A2)
ROMAN = "".join(chr(code) for code in range(0x2160, 0x216C))
SIGNS = {
    "NotoSans_400Regular.ttf": GREEK + "⁻⁺⁼⁽⁾ⁿ₋₊₌₍₎ᵀ\u2009\u202f\u2011",
    "NotoSansMath_400Regular.ttf": "→←↔↑↓↗↘⇄⇒⇔√∞∑∏∆∂∫∈∉∅≡≪≫∝⟨⟩▲▼△▽■□●○◆◇",
    "NotoSansSymbols_400Regular.ttf": ROMAN,
    "NotoSansSymbols2_400Regular.ttf": "✓✗⚠",
}


def build_text_font(source: Path, target: Path) -> None:
    font = TTFont(source, recalcTimestamp=False)
    figures = [font.getBestCmap()[ord(figure)] for figure in "0123456789"]
    width = font["hmtx"][figures[0]][0]
    add_substitution(font, "tnum", {name: copy_at_width(font, name, width) for name in figures})
    version = font["name"].getDebugName(5)
    font["name"].setName(f"{version}; figures of one width added, hints removed", 5, 3, 1, 0x409)
    keep(font, glyphs=font.getGlyphOrder(), layout_features=["*"])
    save(font, target)


def copy_at_width(font: TTFont, name: str, width: int) -> str:
    """Adds a copy of a glyph, centred in the given advance width [font units]; returns its name."""
    advance, bearing = font["hmtx"][name]
    shift = (width - advance) // 2
    moved = copy.deepcopy(font["glyf"][name])
    moved.expand(font["glyf"])
    moved.coordinates.translate((shift, 0))
    moved.recalcBounds(font["glyf"])
    if moved.xMin < 0 or moved.xMax > width:
        raise SystemExit(f"{name} does not fit into {width} units")
    font["glyf"][f"{name}.tnum"] = moved
    font["hmtx"][f"{name}.tnum"] = (width, bearing + shift)
    return f"{name}.tnum"


def add_substitution(font: TTFont, tag: str, mapping: dict[str, str]) -> None:
    """Adds a feature that replaces single glyphs, for every script and language of the font."""
    table = font["GSUB"].table
    table.LookupList.Lookup.append(buildLookup([buildSingleSubstSubtable(mapping)]))
    table.LookupList.LookupCount += 1
    record = otTables.FeatureRecord()
    record.FeatureTag = tag
    record.Feature = otTables.Feature()
    record.Feature.FeatureParams = None
    record.Feature.LookupListIndex = [table.LookupList.LookupCount - 1]
    record.Feature.LookupCount = 1
    records = table.FeatureList.FeatureRecord
    new_order = sorted([*records, record], key=lambda one: one.FeatureTag)
    place = {id(one): index for index, one in enumerate(new_order)}
    for language in languages(table):
        language.FeatureIndex = sorted(
            [place[id(records[index])] for index in language.FeatureIndex] + [place[id(record)]]
        )
        language.FeatureCount = len(language.FeatureIndex)
    table.FeatureList.FeatureRecord = new_order
    table.FeatureList.FeatureCount = len(new_order)


def languages(table: otTables.GSUB) -> list[otTables.LangSys]:
    found = []
    for script in table.ScriptList.ScriptRecord:
        found += [script.Script.DefaultLangSys] if script.Script.DefaultLangSys else []
        found += [record.LangSys for record in script.Script.LangSysRecord]
    return found


def build_sign_font(folder: Path, target: Path) -> None:
    with tempfile.TemporaryDirectory() as work:
        parts = []
        for name, signs in SIGNS.items():
            font = TTFont(folder / name, recalcTimestamp=False)
            missing = [sign for sign in signs if ord(sign) not in font.getBestCmap()]
            if missing:
                raise SystemExit(f"{name} lacks {missing}")
            keep(font, text=signs, layout_features=[])
            parts.append(Path(work) / name)
            font.save(parts[-1])
        merged = Merger().merge([str(part) for part in parts])
    merged.recalcTimestamp = False
    # The time of building would make every build another file.
    published = TTFont(folder / next(iter(SIGNS)))["head"].modified
    merged["head"].created = merged["head"].modified = published
    for record, name in ((1, SIGN_FAMILY), (4, SIGN_FAMILY), (6, SIGN_FAMILY.replace(" ", ""))):
        merged["name"].setName(name, record, 3, 1, 0x409)
    save(merged, target)


def keep(font: TTFont, layout_features: list[str], **what: object) -> None:
    options = Options(
        hinting=False,
        layout_features=layout_features,
        name_IDs=["*"],
        notdef_outline=True,
        glyph_names=False,
        drop_tables=["MATH", "STAT", "DSIG", "vhea", "vmtx", "VORG"],
    )
    subsetter = Subsetter(options)
    subsetter.populate(**what)
    subsetter.subset(font)


def save(font: TTFont, target: Path) -> None:
    font.flavor = "woff2"
    font.save(target)
    print(f"{target.name}: {target.stat().st_size / 1000:.1f} kB, {len(font.getBestCmap())} signs")


def main(folder: Path) -> None:
    for source, target in TEXT_FONTS.items():
        build_text_font(folder / source, ASSETS / target)
    build_sign_font(folder, ASSETS / SIGN_FONT)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
