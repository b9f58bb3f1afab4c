"""What a matching says about what it does not know."""

from __future__ import annotations

from parkloop.provenance import Gap
from parkloop.texts import Text


def no_industry(owner: str, name: Text) -> Gap:
    return Gap(
        id=f"industry:{owner}",
        message=Text(
            f"{name.vi} chưa có mã ngành, nên chỉ được tìm theo tên.",
            f"{name.en} has no industry code and is found by name only.",
        ),
        remedy=Text(
            "Ghi industry (mã ngành 4 chữ số) trong park.yaml.",
            "Give its industry (a code of four digits) in park.yaml.",
        ),
    )


def no_place(owner: str, name: Text) -> Gap:
    return Gap(
        id=f"place:{owner}",
        message=Text(
            f"Chưa biết vị trí của {name.vi}, nên chưa có khoảng cách.",
            f"The place of {name.en} is not known, so that distances are missing.",
        ),
        remedy=Text(
            "Ghi latitude và longitude trong attributes ở park.yaml, hoặc cho khoảng cách.",
            "Give latitude and longitude in the attributes of park.yaml, or state distances.",
        ),
    )


def no_temperature(side: str, name: Text) -> Gap:
    return Gap(
        id=f"temperature:{side}",
        message=Text(
            f"Chưa biết nhiệt độ của {name.vi} ({side}).",
            f"The temperature of {name.en} ({side}) is not known.",
        ),
        remedy=Text(
            "Ghi quan sát “temperature” (degC) cho dòng này.",
            "Record an observation “temperature” (degC) for this stream.",
        ),
    )


def no_water_class(side: str, name: Text) -> Gap:
    return Gap(
        id=f"water-class:{side}",
        message=Text(
            f"Chưa biết lớp chất lượng của {name.vi} ({side}).",
            f"The quality class of {name.en} ({side}) is not known.",
        ),
        remedy=Text(
            "Ghi quan sát “water-class” (W0 đến W6) cho dòng này.",
            "Record an observation “water-class” (W0 to W6) for this stream.",
        ),
    )


def no_quantity(side: str, name: Text) -> Gap:
    return Gap(
        id=f"quantity:{side}",
        message=Text(
            f"Chưa có số lượng của {name.vi} ({side}).",
            f"The quantity of {name.en} ({side}) is not known.",
        ),
        remedy=Text("Hãy nhập số lượng.", "Enter the quantity."),
    )


def no_national_code(code: str) -> Gap:
    return Gap(
        id=f"vn-code:{code}",
        message=Text(
            f"Chưa có mã Việt Nam tương ứng với mã châu Âu {code}.",
            f"The Vietnamese code that belongs to the European code {code} is not known.",
        ),
        remedy=Text(
            "Tra Phụ lục III Thông tư 02/2022/TT-BTNMT, cột mã EC, và bổ sung vào danh mục.",
            "Look it up in Appendix III of Circular 02/2022/TT-BTNMT, column EC, and add it.",
        ),
    )
