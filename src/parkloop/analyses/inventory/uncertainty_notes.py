"""What must be said beside an interval, in words."""

from __future__ import annotations

from collections.abc import Sequence

from parkloop.texts import Text

ABOVE_30 = Text(
    "Khoảng của phương pháp 1 rộng hơn ±30 %: phương pháp này luôn đối xứng nên ước lượng thấp "
    "ở phía trên; hãy đọc khoảng của phương pháp 2.",
    "The interval of approach 1 is wider than ±30 %: it is always symmetric and so too low on "
    "the high side; read the interval of approach 2.",
)
BELOW_ZERO = Text(
    "Cận dưới âm của phương pháp 1 không có nghĩa vật lý.",
    "The negative lower bound of approach 1 has no physical meaning.",
)
SAME_MEAN = Text(
    "Trung bình mô phỏng bằng giá trị tính trực tiếp, trong phạm vi sai số lấy mẫu.",
    "The mean of the draws equals the computed value within its sampling error.",
)
OTHER_MEAN = Text(
    "Trung bình mô phỏng lệch {share} so với giá trị tính trực tiếp: {reasons}.",
    "The mean of the draws differs from the computed value by {share}: {reasons}.",
)
CONVENTIONS = {
    "mean": Text(
        "Giá trị in của hệ số phân phối loga chuẩn được hiểu là trung bình (C-13).",
        "Printed values of lognormal factors are taken as means (C-13).",
    ),
    "median": Text(
        "Giá trị in của hệ số phân phối loga chuẩn được hiểu là trung vị (C-13).",
        "Printed values of lognormal factors are taken as medians (C-13).",
    ),
    "bounds": Text(
        "Với hệ số phân phối loga chuẩn, hai cận in được giữ nguyên, giá trị in không dùng khi "
        "mô phỏng (C-13).",
        "Of lognormal factors the printed bounds are kept and the printed value is not used in "
        "the draws (C-13).",
    ),
}
NOT_CONVERGED = Text(
    "Sau {draws} lần rút, nửa độ rộng của khoảng vẫn còn sai số chuẩn {share}.",
    "After {draws} draws the half-width of the interval still has a standard error of {share}.",
)
PARTIAL = Text(
    "Số tham số chưa biết độ bất định: {count}; khoảng này chưa đầy đủ.",
    "Parameters of unknown uncertainty: {count}; this interval is partial.",
)
NOTHING_KNOWN = Text(
    "Không tham số nào có độ bất định đã biết.",
    "The uncertainty of none of the parameters is known.",
)

MEDIAN_REASON = Text(
    "trung bình của phân phối loga chuẩn lớn hơn trung vị đã in",
    "the mean of a lognormal factor is above its printed median",
)
BOUNDS_REASON = Text(
    "giữ hai cận in thì trung bình của hệ số không còn là giá trị in",
    "with the printed bounds kept, the mean of a factor is not its printed value",
)
RANGE_REASON = Text(
    "giá trị in không nằm ở trung bình của khoảng tam giác hoặc khoảng đều",
    "printed values are not the means of their triangular or uniform ranges",
)
ZERO_REASON = Text(
    "phân phối chuẩn bị cắt tại 0",
    "normal factors are cut at zero",
)
POWER_REASON = Text(
    "một tham số vào công thức với lũy thừa khác 1 hoặc nhiều lần",
    "a parameter enters with a power other than one, or more than once",
)
CHANCE_REASON = Text("do ngẫu nhiên", "by chance")


def percent(share: float, *, sign: bool = False) -> Text:
    """'3,2 %' and '3.2 %', with a plus sign if asked (convention C-16)."""
    shown = f"{share * 100:{'+' if sign else ''}.1f} %"
    return Text(shown.replace(".", ","), shown)


def together(sentences: Sequence[Text], between: str = " ") -> Text:
    """Several sentences as one text."""
    return Text(
        between.join(sentence.vi for sentence in sentences),
        between.join(sentence.en for sentence in sentences),
    )


def filled(sentence: Text, **values: Text) -> Text:
    """Fill places with what differs between the languages."""
    return Text(
        sentence.vi.format(**{name: value.vi for name, value in values.items()}),
        sentence.en.format(**{name: value.en for name, value in values.items()}),
    )
