"""Files of statistics: tables, PX, SDMX; every problem named, in both languages."""

from pathlib import Path

import openpyxl
import pytest

from parkloop.errors import InputRefused
from parkloop.io.indicator_files import load_indicators
from parkloop.io.statistics.files import StatisticsFolder, read_statistics
from parkloop.io.statistics.meaning import Defaults
from parkloop.io.statistics.px import parse_px, px_rows

BOOK = load_indicators()
GIVEN = Defaults(vintage="2026-01-15", source="test")
HEAD = "chỉ tiêu;địa bàn;năm;giá trị"


def reading(tmp_path, text, name="data.csv", defaults=GIVEN):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return read_statistics(path, BOOK, defaults)


def points(found):
    return [
        (p.indicator, p.area, p.period, p.value, p.status, p.disaggregation)
        for p in found.statistics.points()
    ]


def test_vietnamese_headers_names_and_numbers(tmp_path):
    text = f"{HEAD}\nHộ dùng nước sạch;x;2021;1\n"
    found = reading(
        tmp_path,
        f"{HEAD}\nTỷ lệ hộ dùng nước sạch đạt chuẩn;Hải Phòng;2021;99,5\nhp.medical-waste;"
        "vn63-hai-phong;2021;86\n",
    )
    assert found.findings == ()
    assert points(found) == [
        ("hp.clean-water", "vn63-hai-phong", "2021", 99.5, "A", ""),
        ("hp.medical-waste", "vn63-hai-phong", "2021", 86.0, "A", ""),
    ]
    assert {p.vintage for p in found.statistics.points()} == {"2026-01-15"}
    assert not reading(tmp_path, text).usable


def test_a_name_means_the_area_that_exists_when_the_period_ends(tmp_path):
    rows = "\n".join(f"digital.enterprises;Hải Phòng;{year};1" for year in (2024, 2025, 2026))
    areas = [p.area for p in reading(tmp_path, f"{HEAD}\n{rows}\n").statistics.points()]
    assert areas == ["vn63-hai-phong", "vn34-hai-phong", "vn34-hai-phong"]


def test_years_as_columns_and_titles_above_the_header(tmp_path):
    text = (
        "Biểu 12. Kinh tế số\n;\nĐịa bàn;Chỉ tiêu;2022;Sơ bộ 2023\n"
        "Quảng Ninh;digital.share-of-grdp;9,1;10,2\nHà Nội;digital.share-of-grdp;..;-\n"
    )
    assert points(reading(tmp_path, text)) == [
        ("digital.share-of-grdp", "vn63-quang-ninh", "2022", 9.1, "A", ""),
        ("digital.share-of-grdp", "vn63-quang-ninh", "2023", 10.2, "P", ""),
        ("digital.share-of-grdp", "vn63-ha-noi", "2022", None, "O", ""),
        ("digital.share-of-grdp", "vn63-ha-noi", "2023", None, "O", ""),
    ]


def test_further_columns_are_parts_of_the_whole(tmp_path):
    text = f"{HEAD};Residence\nhp.solid-waste-treated;vn63-hai-phong;2021;91;rural\n"
    (point,) = reading(tmp_path, text).statistics.points()
    assert point.disaggregation == "residence=rural"


def test_a_workbook(tmp_path):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["Indicator", "Area", "Year", "Value", "Status"])
    sheet.append(["hp.clean-water", "vn63-hai-phong", 2022, 99.25, "E"])
    sheet.append(["hp.clean-water", "vn63-hai-phong", 2023, None, "Q"])
    path = tmp_path / "data.xlsx"
    book.save(path)
    assert points(read_statistics(path, BOOK, GIVEN)) == [
        ("hp.clean-water", "vn63-hai-phong", "2022", 99.25, "E", ""),
        ("hp.clean-water", "vn63-hai-phong", "2023", None, "Q", ""),
    ]


@pytest.mark.parametrize(
    ("row", "code", "message", "suggestion"),
    [
        ("hp.clean-watr;vn;2021;1", "OBS-03", "There is no indicator “hp.clean-watr”.", "hp.clean"),
        ("hp.clean-water;Hai Phog;2021;1", "OBS-04", "There is no area “Hai Phog”.", "hai-phong"),
        ("hp.clean-water;vn;2021;abc", "OBS-05", "“abc” is not a number.", ""),
        ("hp.clean-water;vn;21/3;1", "OBS-08", "The period “21/3” cannot be read.", ""),
        (
            "vn.circular-10.unknown-01;vn;2021;1",
            "OBS-14",
            "The indicator “vn.circular-10.unknown-01” is only a named gap of the catalog.",
            "",
        ),
        (
            "hp.clean-water;vn34-hai-phong;2021;1",
            "OBS-11",
            "The area “vn34-hai-phong” did not exist in 2021.",
            "",
        ),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_with_place_and_remedy(tmp_path, row, code, message, suggestion):
    (finding,) = reading(tmp_path, f"{HEAD}\n{row}\n").findings
    assert (finding.rule, finding.message.en) == (code, message)
    assert (finding.where.file, finding.where.row) == ("data.csv", 2)
    assert suggestion in finding.suggestion
    assert finding.message.vi != finding.message.en


@pytest.mark.parametrize(
    ("more", "cells", "message"),
    [
        ("status", "Q", "There is the value 1, but the code Q says that there is none."),
        ("status", "Z", "There is no code “Z” for status."),
        ("bảo mật", "X", "There is no code “X” for confidentiality."),
        ("đơn vị", "t", "The unit “t” is not “%”, the unit of the indicator hp.clean-water."),
    ],
)
def test_codes_and_units_are_checked(tmp_path, more, cells, message):
    text = f"{HEAD};{more}\nhp.clean-water;vn;2021;1;{cells}\n"
    (finding,) = reading(tmp_path, text).findings
    assert finding.message.en == message


def test_the_unit_multiplier_of_sdmx_counts(tmp_path):
    text = f"{HEAD};UNIT_MULT\ndigital.enterprises;vn;2021;1.5;3\n"
    assert points(reading(tmp_path, text))[0][3] == 1500.0


def test_all_problems_come_at_once_and_good_rows_are_kept(tmp_path):
    text = f"{HEAD}\nx;vn;2021;1\nhp.clean-water;vn;2021;1\nhp.clean-water;vn;2021;2\ny;z;w;v\n"
    found = reading(tmp_path, text)
    assert [f.rule for f in found.findings] == [
        "OBS-03", "OBS-10", "OBS-04", "OBS-03", "OBS-08", "OBS-05",
    ]  # fmt: skip
    assert len(found.statistics) == 1


def test_a_table_without_its_columns_is_refused(tmp_path):
    with pytest.raises(InputRefused) as caught:
        reading(tmp_path, "a;b;c\n1;2;3\n")
    assert caught.value.findings[0].message.en == (
        "No column area, indicator, period, value; there are: a, b, c."
    )


def test_what_every_row_has_in_common_may_be_given(tmp_path):
    given = Defaults(indicator="hp.clean-water", area="vn", vintage="2026")
    found = reading(tmp_path, "Năm;Giá trị\n2021;5\n", defaults=given)
    assert points(found) == [("hp.clean-water", "vn", "2021", 5.0, "A", "")]


PX = """CHARSET="ANSI";
AXIS-VERSION="2013";
LANGUAGE="vi";
LANGUAGES="vi","en";
TITLE="Kinh tế số theo tỉnh";
TITLE[en]="Digital economy by province";
CONTENTS="Tỷ trọng";
UNITS="%";
SOURCE="Cục "
"Thống kê";
STUB="Tỉnh, thành phố";
HEADING="Năm","Khu vực";
VALUES("Tỉnh, thành phố")="Hà Nội","Quảng Ninh";
VALUES("Năm")="2022","Sơ bộ 2023";
VALUES("Khu vực")="Tổng số","Thành thị";
CODES("Năm")="0","1";
TIMEVAL("Năm")=TLIST(A1),"2022","2023";
DECIMALS=1;
DATA=
1.5 2.5 "-" ".."
4 5.25 6 "."
;
"""


def test_a_px_file_is_read_with_its_dimensions():
    table = parse_px(PX)
    assert table.title == "Kinh tế số theo tỉnh"
    assert table.source == "Cục Thống kê"
    assert table.variables == ("Tỉnh, thành phố", "Năm", "Khu vực")
    assert table.values["Năm"] == ("2022", "2023")
    assert [cell for _, cell in table.rows()] == ["1.5", "2.5", "-", "..", "4", "5.25", "6", "."]


def test_px_cells_become_observations(tmp_path):
    """A dash is a counted nothing, zero; dots are missing (Statistics Sweden, data in PX files)."""
    path = tmp_path / "table.px"
    path.write_text(PX, encoding="utf-8")
    found = read_statistics(path, BOOK, Defaults(indicator="digital.share-of-grdp", vintage="2024"))
    assert points(found) == [
        ("digital.share-of-grdp", "vn63-ha-noi", "2022", 1.5, "A", ""),
        ("digital.share-of-grdp", "vn63-ha-noi", "2022", 2.5, "A", "khu vực=Thành thị"),
        ("digital.share-of-grdp", "vn63-ha-noi", "2023", 0.0, "A", ""),
        ("digital.share-of-grdp", "vn63-ha-noi", "2023", None, "O", "khu vực=Thành thị"),
        ("digital.share-of-grdp", "vn63-quang-ninh", "2022", 4.0, "A", ""),
        ("digital.share-of-grdp", "vn63-quang-ninh", "2022", 5.25, "A", "khu vực=Thành thị"),
        ("digital.share-of-grdp", "vn63-quang-ninh", "2023", 6.0, "A", ""),
        ("digital.share-of-grdp", "vn63-quang-ninh", "2023", None, "O", "khu vực=Thành thị"),
    ]
    assert {point.source for point in found.statistics.points()} == {"Cục Thống kê"}


def test_a_px_file_with_keys_leaves_out_lines_of_zeros():
    text = (
        'STUB="a";HEADING="t";VALUES("a")="x","y","z";VALUES("t")="2020","2021";'
        'CODES("a")="1","2","3";KEYS("a")=CODES;DATA=\n"1",5 6\n"3",7 8\n;'
    )
    assert parse_px(text).cells == ("5", "6", "0", "0", "7", "8")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("hello", "no STUB, HEADING or DATA"),
        ('STUB="a";DATA=1;', "no VALUES of a"),
        ('STUB="a";VALUES("a")="x","y";DATA=1;', "1 cells, the variables make 2"),
        ('STUB="a', "a keyword without its semicolon"),
    ],
)
def test_a_broken_px_file_is_refused(tmp_path, text, problem):
    path = tmp_path / "table.px"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputRefused) as caught:
        read_statistics(path, BOOK, GIVEN)
    (finding,) = caught.value.findings
    assert finding.message.en == f"The file cannot be read: PX: {problem}."


def test_px_values_with_semicolons_in_quotation_marks():
    table = parse_px('STUB="a;b";VALUES("a;b")="x; y","z";DATA=1 2;')
    assert [row.extra for row in px_rows(table)] == [{"a;b": "x; y"}, {"a;b": "z"}]


def test_the_folder_keeps_vintages_and_adds_nothing_twice(tmp_path):
    folder = StatisticsFolder(tmp_path / "stats")
    first = reading(tmp_path, f"{HEAD}\nhp.clean-water;vn;2021;98\n")
    assert folder.add(first) == (1, 0)
    assert folder.add(first) == (0, 1)
    later = Defaults(vintage="2026-03-01")
    assert folder.add(
        reading(tmp_path, f"{HEAD}\nhp.clean-water;vn;2021;99\n", defaults=later)
    ) == (1, 0)
    assert [p.value for p in folder.statistics().latest().points()] == [99.0]
    assert [p.value for p in folder.statistics().latest("2026-02-01").points()] == [98.0]


def test_another_value_in_the_same_vintage_is_named(tmp_path):
    folder = StatisticsFolder(tmp_path / "stats")
    folder.add(reading(tmp_path, f"{HEAD}\nhp.clean-water;vn;2021;98\n"))
    path = tmp_path / "again.csv"
    path.write_text(f"{HEAD}\nhp.clean-water;vn;2021;97\n", encoding="utf-8")
    (finding,) = folder.preview(path, BOOK, GIVEN).findings
    assert finding.message.en == (
        "hp.clean-water · vn · 2021: the vintage 2026-01-15 holds 98.0 already, the file says 97.0."
    )


@pytest.mark.parametrize("name", ["x.json", "x.xml"])
def test_what_is_no_message_is_refused(tmp_path, name):
    Path(tmp_path / name).write_text("{}" if name.endswith("n") else "<a/>", encoding="utf-8")
    with pytest.raises(InputRefused) as caught:
        read_statistics(tmp_path / name, BOOK, GIVEN)
    assert caught.value.findings[0].rule == "OBS-01"


def test_entities_in_xml_are_refused(tmp_path):
    path = tmp_path / "x.xml"
    path.write_text(
        '<!DOCTYPE a [<!ENTITY b "c">]><a><DataSet><Obs x="&b;"/></DataSet></a>', encoding="utf-8"
    )
    with pytest.raises(InputRefused):
        read_statistics(path, BOOK, GIVEN)
