"""Writes docs/reference/rules.md from the rules in the code.

    python tools/write_rules.py

Every `Rule` that a module of parkloop declares is one section of the page;
tests/contracts/test_rules_documented.py compares both.
"""

from __future__ import annotations

import importlib
import os
import pkgutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from types import ModuleType

import django

import parkloop
from parkloop.findings import Rule
from parkloop.texts import Text

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "reference" / "rules.md"

#: What the letters of a code stand for, in the order of the page.
FAMILIES = {
    "FILE": Text("Tệp không đọc được hoặc nguy hiểm", "Files that cannot or must not be read"),
    "PARK": Text("Định nghĩa khu công nghiệp", "Definition of a park"),
    "LIM": Text("Giới hạn của giấy phép và hợp đồng", "Limits of permits and contracts"),
    "MTR": Text("Đồng hồ tổng và công tơ nhánh", "Main meters and sub-meters"),
    "EXC": Text("Vượt giới hạn", "Exceedances"),
    "IMP": Text("Nhập liệu", "Import"),
    "CHK": Text("Kiểm tra sổ cái", "Checks of the ledger"),
    "CAT": Text("Danh mục", "Catalog"),
    "BAL": Text("Cân bằng", "Balances"),
    "CMP": Text("Mức đầy đủ", "Completeness"),
    "INV": Text("Kiểm kê khí nhà kính", "Inventory"),
    "TRC": Text("Truy vết các-bon", "Tracing"),
    "PCT": Text("Bộ dữ liệu PACT", "Data sets of product footprints (PACT)"),
    "FPT": Text("Công bố dấu vết", "Footprints for customers"),
    "CBM": Text("CBAM", "Border mechanism of the EU (CBAM)"),
    "FRM": Text("Biểu mẫu hằng năm", "Yearly forms"),
    "EIP": Text("Đánh giá khu công nghiệp sinh thái", "Assessment of eco-industrial parks"),
    "NET": Text("Mạng trao đổi cộng sinh", "Networks of exchanges"),
    "IDX": Text("Chỉ số tổng hợp", "Composite indices"),
    "OBS": Text("Số liệu thống kê và chỉ tiêu", "Statistics and indicators"),
    "PRG": Text("Theo dõi kế hoạch", "Monitoring of plans"),
    "TAB": Text("Bảng viết tay", "Tables written by hand"),
    "HEA": Text("Mục tiêu nhiệt", "Heat targets"),
    "WAT": Text("Mục tiêu nước", "Water targets"),
    "MAT": Text("Tìm trao đổi", "Matching of exchanges"),
    "REG": Text("Sổ đăng ký từ bảng tính", "Register from a sheet"),
    "LAND": Text("Bản đồ và lô đất", "Maps and plots"),
    "OPS": Text("Vận hành trang web", "Running the site"),
}
#: Modules of the site with rules; all but the first need Django set up.
_OF_THE_SITE = (
    "parkloop_web.server.doctor_rules",
    "parkloop_web.parks.land",
    "parkloop_web.parks.sheet",
)
_SEVERITIES = {
    "error": Text("lỗi", "error"),
    "warning": Text("cảnh báo", "warning"),
    "info": Text("lưu ý", "note"),
}
_INTRODUCTION = """# Rules · Quy tắc

Every finding of Parkloop breaks one of these rules. A rule says what is wrong and where, and what
to do next; words in {braces} are filled in. *Error*: the row or figure is not used. *Warning*: it
is used, look at it. *Note*: good to know.

Mỗi phát hiện của Parkloop là một chỗ vi phạm một trong các quy tắc sau; chữ trong {ngoặc nhọn} được
điền khi báo. *Lỗi*: dòng hoặc số liệu không được dùng. *Cảnh báo*: vẫn dùng, cần xem lại. *Lưu ý*:
nên biết.

This page is written by `tools/write_rules.py` from the code; change the rule, not the page.
"""


@dataclass(frozen=True)
class Declared:
    """A rule and the module it is declared in."""

    rule: Rule
    module: str

    @property
    def family(self) -> str:
        return self.rule.code.partition("-")[0]

    @property
    def file(self) -> str:
        return f"src/{self.module.replace('.', '/')}.py"


def _rules_in(module: ModuleType) -> Iterator[Rule]:
    """Rules by name, and rules that a module keeps together in a mapping by code."""
    for value in vars(module).values():
        if isinstance(value, Rule):
            yield value
        elif isinstance(value, Mapping):
            yield from (rule for rule in value.values() if isinstance(rule, Rule))


def declared_rules() -> list[Declared]:
    """Every rule that stands at the top of a module, by code; imported names count once."""
    found: dict[int, Declared] = {}
    for module in _modules():
        for rule in _rules_in(module):
            if id(rule) not in found or _declares(module, rule):
                found[id(rule)] = Declared(rule, module.__name__)
    return sorted(found.values(), key=lambda d: (list(FAMILIES).index(d.family), d.rule.code))


def _modules() -> Iterator[ModuleType]:
    for info in pkgutil.walk_packages(parkloop.__path__, "parkloop."):
        if not info.name.endswith(".__main__"):
            yield importlib.import_module(info.name)
    for name in _OF_THE_SITE:
        yield importlib.import_module(name)


def _declares(module: ModuleType, rule: Rule) -> bool:
    return f'"{rule.code}"' in Path(str(module.__file__)).read_text("utf-8")


def page(rules: list[Declared]) -> str:
    """The whole page."""
    parts = [_INTRODUCTION]
    for family, name in FAMILIES.items():
        own = [declared for declared in rules if declared.family == family]
        if own:
            parts.append(f"## {family}: {name.en} · {name.vi}\n")
            parts += [_section(list(same)) for _, same in groupby(own, lambda d: d.rule.code)]
    return "\n".join(parts)


def _section(sentences: Sequence[Declared]) -> str:
    """One code; a rule may have a second sentence for what it does not name one by one."""
    first = sentences[0]
    severity = _SEVERITIES[first.rule.severity.value]
    lines = [
        f"### {first.rule.code}",
        "",
        f"*{severity.en} · {severity.vi}*, `{first.file}`",
        "",
        *(f"- vi: {_safe(d.rule.message.vi)} → {_safe(d.rule.remedy.vi)}" for d in sentences),
        *(f"- en: {_safe(d.rule.message.en)} → {_safe(d.rule.remedy.en)}" for d in sentences),
    ]
    return "\n".join(lines) + "\n"


def _safe(sentence: str) -> str:
    """Doubled braces as people see them; signs that Markdown would read are kept as signs."""
    plain = sentence.replace("{{", "{").replace("}}", "}")
    for sign in "*_<#":
        plain = plain.replace(sign, f"\\{sign}")
    return plain


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "parkloop_web.settings")
    django.setup()
    PAGE.parent.mkdir(parents=True, exist_ok=True)
    rules = declared_rules()
    PAGE.write_text(page(rules), encoding="utf-8")
    codes = {declared.rule.code for declared in rules}
    print(f"{PAGE.relative_to(ROOT)}: {len(codes)} rules")


if __name__ == "__main__":
    main()
