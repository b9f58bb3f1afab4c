"""What a trace says when something is missing or cannot be solved."""

from __future__ import annotations

from parkloop.findings import Rule, Severity
from parkloop.provenance import Gap
from parkloop.texts import Text

UNPRODUCTIVE = Rule(
    "TRC-01",
    Severity.ERROR,
    Text(
        "Không truy vết được: có vòng khép kín mà gần như không có gì ra ngoài ({vertices}).",
        "Nothing could be traced: there is a loop from which almost nothing leaves ({vertices}).",
    ),
    Text(
        "Hãy kiểm tra các dòng giữa những nơi này; thường thiếu sản phẩm hoặc dòng ra ngoài.",
        "Check the flows between these places; a product or an outgoing flow is usually missing.",
    ),
)
NOT_ALL = Rule(
    "TRC-02",
    Severity.ERROR,
    Text(
        "Các sản phẩm rời khu mang {leaving} kg CO2e, nhưng nguồn phát thải là {sources} kg CO2e.",
        "What leaves the accounts carries {leaving} kg CO2e, but the sources are {sources} kg "
        "CO2e.",
    ),
    Text(
        "Không dùng các kết quả này; hãy gửi sổ cái kèm báo lỗi.",
        "Do not use these results; report the error with the ledger.",
    ),
)

STATED_AND_KNOWN = Rule(
    "TRC-03",
    Severity.WARNING,
    Text(
        "Phát thải thượng nguồn của “{stream}” vừa được nêu, vừa có trong hệ số “{fact}”: chỉ dùng "
        "hệ số.",
        "Upstream emissions of “{stream}” are stated and also known by the fact “{fact}”: only "
        "the fact is used.",
    ),
    Text(
        "Bỏ số đã nêu, hoặc bỏ hệ số nếu nó không áp dụng.",
        "Leave out the number stated, or the fact if it does not apply.",
    ),
)
SET_OF_A_TENANT = Rule(
    "TRC-04",
    Severity.WARNING,
    Text(
        "Bộ dữ liệu “{fact}” của “{supplier}” không được dùng: nơi này ở trong khu và đã được truy "
        "vết từ sổ cái; dùng cả hai là tính hai lần.",
        "The data set “{fact}” of “{supplier}” is not used: it lies in the park and is traced from "
        "the ledger; using both would count it twice.",
    ),
    Text(
        "Chỉ nhập bộ dữ liệu của nhà cung cấp bên ngoài khu.",
        "Take in data sets of suppliers outside the park only.",
    ),
)
BURNING_IN_THE_SUPPLY = Rule(
    "TRC-05",
    Severity.WARNING,
    Text(
        "Hệ số thượng nguồn của {fuel} ({fact}: {supply} kg CO2e) không nhỏ hơn phát thải khi đốt "
        "({burnt} kg CO2): có lẽ đã gồm cả khâu đốt, vốn đã nằm trong kiểm kê.",
        "The upstream factor of {fuel} ({fact}: {supply} kg CO2e) is not below what burning it "
        "emits ({burnt} kg CO2): it probably contains the burning, which the inventory counts.",
    ),
    Text(
        "Dùng hệ số chỉ gồm khai thác, chế biến và vận chuyển (well-to-tank).",
        "Use a factor of extraction, processing and transport only (well to tank).",
    ),
)
OTHER_SET = Rule(
    "TRC-06",
    Severity.WARNING,
    Text(
        "Bộ dữ liệu “{fact}” của “{supplier}” tính theo {theirs}, kết quả này theo {ours}: không "
        "dùng.",
        "The data set “{fact}” of “{supplier}” is in {theirs}, this result in {ours}: it is not "
        "used.",
    ),
    Text(
        "Truy vết theo cùng bộ GWP (--gwp {theirs}).",
        "Trace with the same set of warming potentials (--gwp {theirs}).",
    ),
)


def upstream_unknown(stream: str, name: Text, supplier: str) -> Gap:
    return Gap(
        id=f"upstream:{stream}:{supplier}",
        message=Text(
            f"Chưa có hệ số thượng nguồn cho {name.vi} mua từ “{supplier}”.",
            f"There is no upstream factor for {name.en} bought from “{supplier}”.",
        ),
        remedy=Text(
            "Hãy nhận bộ dữ liệu của nhà cung cấp, hoặc nêu phát thải của nó kèm nguồn (kg CO2e "
            f"trên đơn vị sổ cái): ở trang sản phẩm, hoặc --upstream {stream}=SỐ.",
            "Take in the supplier's data set, or state its emissions with their source (kg CO2e "
            f"per ledger unit): on the product's page, or --upstream {stream}=NUMBER.",
        ),
    )


def supply_unknown(stream: str, name: Text, supplier: str) -> Gap:
    return Gap(
        id=f"supply:{stream}:{supplier}",
        message=Text(
            f"Chưa có hệ số phát thải cho {name.vi} do “{supplier}” cấp.",
            f"There is no emission factor for {name.en} supplied by “{supplier}”.",
        ),
        remedy=Text(
            "Hãy nhập hệ số của nhà cung cấp, hoặc chọn phương án thay thế theo tên.",
            "Enter the supplier's factor, or choose a fallback by name.",
        ),
    )


def not_allocated(node: str, outputs: str) -> Gap:
    return Gap(
        id=f"allocation:{node}",
        message=Text(
            f"Chưa chia được gánh nặng của “{node}” cho: {outputs}.",
            f"The burden of “{node}” could not be shared among: {outputs}.",
        ),
        remedy=Text(
            "Hãy cho tỷ phần, giá, hoặc khối lượng riêng và nhiệt trị của các dòng này.",
            "Give shares, prices, or densities and heating values of these streams.",
        ),
    )


def exchange_unknown(place: str, what: Text) -> Gap:
    return Gap(
        id=f"exchange:{place}",
        message=Text(
            f"Trao đổi “{place}” được tính theo cut-off vì thiếu {what.vi}.",
            f"The exchange “{place}” is counted under cut-off because {what.en} is missing.",
        ),
        remedy=Text(
            "Hãy cho giá hoặc phát thải của sản phẩm được thay thế.",
            "Give the price, or the emissions of the product that is displaced.",
        ),
    )


def unfed(node: str, stream: str) -> Gap:
    return Gap(
        id=f"unfed:{stream}:{node}",
        message=Text(
            f"“{node}” giao nhiều {stream} hơn lượng đã nhập.",
            f"“{node}” delivers more {stream} than entered it.",
        ),
        remedy=Text("Hãy nhập nguồn cấp hoặc tồn kho đầu kỳ.", "Enter its supply or first stock."),
    )


def quantity_unknown(stream: str, giver: str, taker: str) -> Gap:
    return Gap(
        id=f"quantity:{stream}:{giver}>{taker}",
        message=Text(
            f"Dòng {stream} từ “{giver}” đến “{taker}” có mục không có số lượng.",
            f"The flow of {stream} from “{giver}” to “{taker}” has entries without a quantity.",
        ),
        remedy=Text("Hãy nhập số lượng.", "Enter the quantity."),
    )


def partly_seen(node: str) -> Gap:
    return Gap(
        id=f"partly-seen:{node}",
        message=Text(
            f"“{node}” còn phục vụ doanh nghiệp khác; sổ cái này không cho biết bao nhiêu.",
            f"“{node}” also serves other enterprises; this ledger does not tell how much.",
        ),
        remedy=Text(
            "Hãy xin đơn vị vận hành phát thải trên một đơn vị.",
            "Ask the operator for its emissions per unit.",
        ),
    )
